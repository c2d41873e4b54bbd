"""A test without feedback before its end: the diagnostic; its pages also serve the exam."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caire.assessment.presentation import ItemView, present
from caire.assessment.responses import form_of
from caire.catalogue.course import Screen
from caire.clock import utcnow
from caire.learning.errors import UnreadableAnswer
from caire.learning.progress.calibrating import calibration
from caire.learning.queries import LearningPath, SavedAnswer, saved_answers, sittings
from caire.learning.services.sittings import (
    diagnostic,
    save_answer,
    submit_diagnostic,
)
from caire.learning.views.corrections import printed_correction
from caire.learning.views.path import current_path, frame, held_answer
from caire.learning.views.sentences import reason_sentence
from caire.web.database import current_db, transaction
from caire.web.guards import signed_in
from caire.web.language import current_language
from caire.web.platform import current_config


@dataclass(frozen=True, slots=True)
class TestPage:
    """One item of a sitting, with what was answered before and where one stands.

    `error` says why an answer was refused; `leave` is the address that goes on without it.
    """

    view: ItemView
    given: dict[str, list[str]]
    confidence: int | None
    flagged: bool
    index: int
    total: int
    answered: frozenset[int]
    flags: frozenset[int]
    error: str | None = None
    leave: str = ""


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/<course_key>/<screen_id>/save", view_func=save, methods=["POST"])
    bp.add_url_rule("/<course_key>/<screen_id>/submit", view_func=submit, methods=["POST"])


def sitting_page(
    path: LearningPath,
    item_ids: Sequence[str],
    answers: dict[str, SavedAnswer],
    index: int,
    seed: str,
    *,
    error: str | None = None,
    leave: str = "",
) -> TestPage:
    """The item at this place, counted from 0; after a refusal, with what was just sent."""
    item = path.course.items[item_ids[index]]
    saved = answers.get(item.head.id)
    given = request.form.to_dict(flat=False) if error else held_answer(item.head.id)
    confidence = saved.confidence if saved else None
    flagged = saved.flagged if saved else False
    if given:
        confidence = next((int(c) for c in given.get("confidence", []) if c.isdigit()), None)
        flagged = given.get("flagged") == ["1"]
    if not given and saved is not None and saved.response is not None:
        given = form_of(item, str(saved.response))
    return TestPage(
        view=present(item, seed=f"{seed}:{item.head.id}", language=current_language()),
        given=given,
        confidence=confidence,
        flagged=flagged,
        index=index,
        total=len(item_ids),
        answered=answered_places(item_ids, answers),
        flags=frozenset(
            i for i, name in enumerate(item_ids) if name in answers and answers[name].flagged
        ),
        error=error,
        leave=leave,
    )


def answered_places(item_ids: Sequence[str], answers: dict[str, SavedAnswer]) -> frozenset[int]:
    """The places of the items that have an answer."""
    return frozenset(
        i
        for i, name in enumerate(item_ids)
        if name in answers and answers[name].response is not None
    )


def asked_place(item_ids: Sequence[str], answers: dict[str, SavedAnswer]) -> int | None:
    """The place in the address (`?q=3`), from 0; None on the list before handing in (`?q=end`).

    An address without a place goes on where she left: at the first item without an answer.
    """
    wanted = request.args.get("q")
    if wanted is None:
        answered = answered_places(item_ids, answers)
        return next((i for i in range(len(item_ids)) if i not in answered), None)
    if wanted == "end":
        return None
    number = int(wanted) if wanted.isdigit() else 1
    return min(max(number, 1), len(item_ids)) - 1


def next_place(index: int, total: int) -> int | str:
    """Where the button that was pressed leads: back, to one item, to the list, or on."""
    go = request.form.get("go", "next")
    if go == "back":
        return max(index, 1)
    if go == "end":
        return "end"
    if go.isdigit():
        return int(go)
    return "end" if index + 1 >= total else index + 2


def show_test(path: LearningPath, shown: Screen) -> str:
    rows = sittings(current_db(), enrolment_id=path.enrolment.id, kind=f"test:{shown.id}")
    if rows and rows[-1].submitted_at is not None:
        return _report(path, shown, rows[-1].id)
    answers = saved_answers(current_db(), rows[-1].id) if rows else {}
    if not rows and "q" not in request.args:
        return render_template("learning/test_start.html", **frame(path, shown))
    index = asked_place(shown.items, answers)
    if index is None:
        return render_template(
            "learning/test_end.html",
            total=len(shown.items),
            answered=answered_places(shown.items, answers),
            **frame(path, shown),
        )
    page = sitting_page(path, shown.items, answers, index, path.enrolment.registration)
    return render_template("learning/test.html", page=page, **frame(path, shown))


def _report(path: LearningPath, shown: Screen, sitting_id: int) -> str:
    """What the learner may know afterwards: every answer with its explanation, by area."""
    answers = saved_answers(current_db(), sitting_id)
    return render_template(
        "learning/test_report.html",
        results=[printed_correction(path, i, answers.get(i)) for i in shown.items],
        calibration=calibration(path.state),
        **frame(path, shown),
    )


@signed_in
def save(course_key: str, screen_id: str) -> Response | tuple[str, int]:
    """Keep an answer and turn the page; the first one begins the test."""
    path = current_path(course_key)
    try:
        items, item_id = _save(path, screen_id)
    except UnreadableAnswer as refusal:
        return _refused(path, screen_id, refusal), 422
    index = items.index(item_id) if item_id in items else -1
    return redirect(
        url_for(
            "learning.screen",
            course_key=course_key,
            screen_id=screen_id,
            q=next_place(index, len(items)),
        ),
        code=303,
    )


def _save(path: LearningPath, screen_id: str) -> tuple[list[str], str]:
    """The items of the test, and the one whose answer was kept."""
    now = utcnow()
    with transaction() as db:
        sitting = diagnostic(db, path=path, screen_id=screen_id, now=now)
        item_id = request.form.get("item", "")
        if item_id:
            save_answer(
                db,
                path=path,
                kind=sitting.kind,
                number=sitting.number,
                item_id=item_id,
                form=request.form.to_dict(flat=False),
                confidence=request.form.get("confidence", type=int),
                flagged=request.form.get("flagged") == "1",
                now=now,
            )
        return list(sitting.item_ids), item_id


def _refused(path: LearningPath, screen_id: str, refusal: UnreadableAnswer) -> str:
    """The same item again, with what was sent and why it was not kept."""
    shown = path.course.screen(screen_id)
    assert shown is not None
    rows = sittings(current_db(), enrolment_id=path.enrolment.id, kind=f"test:{screen_id}")
    answers = saved_answers(current_db(), rows[-1].id) if rows else {}
    index = shown.items.index(request.form["item"])
    page = sitting_page(
        path,
        shown.items,
        answers,
        index,
        path.enrolment.registration,
        error=reason_sentence(refusal),
        leave=url_for(
            "learning.screen",
            course_key=path.course.key,
            screen_id=screen_id,
            q=next_place(index, len(shown.items)),
        ),
    )
    return render_template("learning/test.html", page=page, **frame(path, shown))


@signed_in
def submit(course_key: str, screen_id: str) -> Response:
    path = current_path(course_key)
    with transaction() as db:
        submit_diagnostic(
            db,
            path=path,
            screen_id=screen_id,
            xapi_root=current_config().xapi_root,
            now=utcnow(),
        )
    return redirect(
        url_for("learning.screen", course_key=course_key, screen_id=screen_id), code=303
    )
