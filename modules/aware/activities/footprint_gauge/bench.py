"""The learner's bench: uses a day, days a year, the zone and the actions ticked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caire.sdk import Form, Run, Speech, in_language, one
from modules.shared.footprint.estimator import ACTIONS, USES, Day
from modules.shared.footprint.hypotheses import Profile, book

DAYS, MOST_DAYS = 200, 366


@dataclass(frozen=True, slots=True)
class Bench:
    """`uses` are whole numbers a day, in the order of `USES`."""

    uses: tuple[int, ...]
    days: int
    zone: str = "france"
    actions: tuple[str, ...] = ()

    @property
    def day(self) -> Day:
        return Day(*self.uses)

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return {
            "uses": list(self.uses),
            "days": self.days,
            "zone": self.zone,
            "actions": list(self.actions),
        }


def profile_of(seed: int) -> Profile:
    """The day proposed; another run (the seed plus one) proposes another."""
    return book().profiles[seed % len(book().profiles)]


def bench_of(run: Run) -> Bench:
    """What was kept; else the uses of the estimate; else the day proposed."""
    if run.workspace:
        kept = run.workspace
        return Bench(tuple(kept["uses"]), kept["days"], kept["zone"], tuple(kept["actions"]))
    if "prediction" in run.done:
        sent = run.done["prediction"].response
        return Bench(tuple(sent[name] for name in USES), sent["days"])
    return Bench(profile_of(run.seed).uses, DAYS)


def read_uses(form: Form, speech: Speech, language: str) -> tuple[tuple[int, ...], int]:
    """The uses a day and the days a year.

    Raises:
        AnswerRefused: a number is out of its range, or every use is zero.
    """
    found = []
    for use in book().uses:
        value = _whole(one(form, use.hypothesis.id), use.most)
        if value is None:
            name = in_language(use.hypothesis.name, language)
            raise speech.refuse("wrong_use", language, name=name, most=use.most)
        found.append(value)
    days = _whole(one(form, "days"), MOST_DAYS)
    if not days:
        raise speech.refuse("wrong_days", language)
    if not any(found):
        raise speech.refuse("no_use", language)
    return tuple(found), days


def read_bench(form: Mapping[str, Any], speech: Speech, language: str) -> Bench:
    """The whole bench, as the form of the gauge sends it.

    Raises:
        AnswerRefused: a number, the zone or an action cannot be read.
    """
    uses, days = read_uses(form, speech, language)
    zone = one(form, "zone")
    if book().zone(zone) is None:
        raise speech.refuse("wrong_zone", language)
    return Bench(uses, days, zone, read_actions(form, speech, language))


def read_actions(form: Mapping[str, Any], speech: Speech, language: str) -> tuple[str, ...]:
    """The actions ticked, in their own order.

    Raises:
        AnswerRefused: an action that is not in the list.
    """
    sent = {name for value in form.get("actions", ()) for name in str(value).split()}
    if not sent <= set(ACTIONS):
        raise speech.refuse("wrong_actions", language)
    return tuple(name for name in ACTIONS if name in sent)


def read_estimate(form: Form, speech: Speech, language: str) -> float:
    """kWh a year, comma or point, greater than zero.

    Raises:
        AnswerRefused: anything else.
    """
    try:
        value = float(one(form, "estimate").replace(",", "."))
    except ValueError:
        raise speech.refuse("wrong_estimate", language) from None
    if not 0 < value < 1e9:
        raise speech.refuse("wrong_estimate", language)
    return value


def _whole(typed: str, most: int) -> int | None:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
        return None
    return int(typed) if int(typed) <= most else None
