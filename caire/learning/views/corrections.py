"""What the templates of questions call: an answered item, ready to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from flask import Blueprint

from caire.assessment.answers import Verdict
from caire.assessment.correction import Remarks, Solution, remarks, solution
from caire.assessment.items import Item, TrueFalse
from caire.assessment.presentation import ItemView, present
from caire.assessment.responses import form_of, from_trace, to_trace
from caire.assessment.scoring import EPSILON, Scored
from caire.learning.queries import SavedAnswer
from caire.web.language import current_language

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Correction:
    """`solution` is None while the item may be tried again: it would give the key away."""

    state: Literal["right", "partial", "wrong", "empty"]
    given: dict[str, list[str]]
    remarks: Remarks
    solution: Solution | None


def add_globals(bp: Blueprint) -> None:
    for function in (correction, saved_correction, unshuffled, under, firsts_under):
        bp.add_app_template_global(function)


def correction(
    item: Item, scored: Scored, response: object | None, *, whole: bool = False
) -> Correction:
    """An answer with what is said of it.

    Args:
        whole: tell the key even if the answer is not right; a right answer always tells it.
    """
    language = current_language()
    state = _state(item, scored, response)
    told = whole or state == "right"
    return Correction(
        state=state,
        given=form_of(item, to_trace(item, response)) if response is not None else {},
        remarks=remarks(item, response, scored, language=language, whole=told),
        solution=solution(item, language) if told else None,
    )


def saved_correction(item: Item, scored: Scored, saved: SavedAnswer | None) -> Correction:
    """An answer of a test that is over, with the key."""
    trace = saved.response if saved else None
    response = from_trace(item, str(trace)) if trace is not None else None
    return correction(item, scored, response, whole=True)


def unshuffled(item: Item) -> ItemView:
    """The item in the order of its file: for corrections."""
    return present(item, seed=None, language=current_language())


def under(values: Mapping[str, T], prefix: str) -> dict[str, T]:
    """The entries whose name begins with `prefix`, without it."""
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix)
    }


def firsts_under(given: Mapping[str, Sequence[str]], prefix: str) -> dict[str, str]:
    """The first value of each field whose name begins with `prefix`."""
    return {name: values[0] for name, values in under(given, prefix).items() if values}


def _state(
    item: Item, scored: Scored, response: object | None
) -> Literal["right", "partial", "wrong", "empty"]:
    if response is None:
        return "empty"
    if scored.points >= 1 - EPSILON:
        return "right"
    # A right verdict for a wrong reason scores nothing, yet half of the thinking is there.
    half = (
        isinstance(item, TrueFalse)
        and isinstance(response, Verdict)
        and response.verdict == item.verdict
    )
    return "partial" if half or scored.points > 0 else "wrong"
