"""What the templates of questions call: an answered item, ready to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from flask import Blueprint, current_app, render_template
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup

from caire.assessment.answers import Verdict
from caire.assessment.correction import Remarks, Solution, remarks, solution
from caire.assessment.explaining import Explanation, explanations
from caire.assessment.items import Item, TrueFalse
from caire.assessment.presentation import ItemView, present
from caire.assessment.responses import form_of, from_trace, to_trace
from caire.assessment.scoring import EPSILON, Scored, score
from caire.catalogue.queries import course_version
from caire.learning.queries import LearningPath, SavedAnswer
from caire.web.database import current_db
from caire.web.language import current_language

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Correction:
    """`solution` is None while the item may be tried again: it would give the key away."""

    state: Literal["right", "partial", "wrong", "empty"]
    given: dict[str, list[str]]
    remarks: Remarks
    solution: Solution | None


@dataclass(frozen=True, slots=True)
class Printed:
    """An item of a test that is over, as it is printed."""

    state: str
    stem: str
    html: Markup


def add_globals(bp: Blueprint) -> None:
    bp.record(_keep_printed)
    for function in (correction, saved_correction, explained, unshuffled, under, firsts_under):
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
    return correction(item, scored, _answer(item, saved), whole=True)


def explained(
    item: Item, scored: Scored, saved: SavedAnswer | None
) -> tuple[Explanation, ...] | None:
    """What is to understand of an answer, without the key; None: the question has no answer."""
    response = _answer(item, saved)
    if response is None:
        return None
    return explanations(item, response, scored, language=current_language())


def _answer(item: Item, saved: SavedAnswer | None) -> object | None:
    trace = saved.response if saved else None
    return from_trace(item, str(trace)) if trace is not None else None


def printed_correction(path: LearningPath, item_id: str, saved: SavedAnswer | None) -> Printed:
    """The correction of an answer, printed once for all who gave it in the same language."""
    printed: Printed = current_app.extensions["caire.corrections"](
        path.enrolment.course_version_id,
        item_id,
        current_language(),
        saved and saved.response,
        saved and saved.confidence,
    )
    return printed


def _keep_printed(setup: BlueprintSetupState) -> None:
    # With the application, as its database says which course has which number.
    setup.app.extensions["caire.corrections"] = lru_cache(maxsize=2048)(_printed)


def _printed(
    version_id: int, item_id: str, language: str, trace: object, confidence: int | None
) -> Printed:
    course = course_version(current_db(), version_id)
    item = course.items[item_id]
    saved = SavedAnswer(item_id, trace, confidence, flagged=False)
    response = from_trace(item, str(trace)) if trace is not None else None
    done = correction(item, score(item, response), response, whole=True)
    view = present(item, seed=None, language=language)
    html = render_template(
        "learning/correction.html", course=course, item=item, view=view, done=done, saved=saved
    )
    return Printed(done.state, view.stem, Markup(html))


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
