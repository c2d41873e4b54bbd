"""Reading what a learner sent: fields of a form, as text."""

from collections.abc import Sequence

from caire.sdk.activity import Form, Run
from caire.sdk.speech import Speech

_MOST_SIGNS = 12


def one(form: Form, name: str) -> str:
    """The first value of a field, stripped; empty when absent."""
    values = form.get(name) or [""]
    return str(values[0]).strip()


def choice(
    form: Form, name: str, offered: Sequence[str], speech: Speech, run: Run, key: str = "choose_one"
) -> str:
    """The option chosen.

    Raises:
        AnswerRefused: none, or one that was not offered; says the sentence `key`.
    """
    chosen = one(form, name)
    if chosen not in offered:
        raise speech.refuse(key, run.language)
    return chosen


def ticked(form: Form, name: str, offered: Sequence[str]) -> list[str]:
    """The boxes ticked among those offered, in their order."""
    given = form.get(name) or ()
    return [value for value in offered if value in given]


def whole_number(form: Form, name: str, bounds: tuple[int, int]) -> int | None:
    """A whole number within bounds (both included), a percent sign allowed; else None."""
    typed = _number(form, name)
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _MOST_SIGNS):
        return None
    return int(typed) if bounds[0] <= int(typed) <= bounds[1] else None


def real_number(form: Form, name: str, bounds: tuple[float, float]) -> float | None:
    """A number within bounds (both included), with a comma or a point; else None."""
    typed = _number(form, name).replace(",", ".")
    digits = typed.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(typed) <= _MOST_SIGNS):
        return None
    return float(typed) if bounds[0] <= float(typed) <= bounds[1] else None


def _number(form: Form, name: str) -> str:
    """Without the percent sign and the spaces of thousands, plain, no-break or narrow."""
    return "".join(one(form, name).removesuffix("%").split())
