"""Formative questions: one at a time, feedback at once, as often as one likes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caire.assessment.items import Item
from caire.assessment.presentation import ItemView, present
from caire.catalogue.course import Screen
from caire.clock import utcnow
from caire.learning.errors import UnreadableAnswer
from caire.learning.queries import LearningPath, recall_items
from caire.learning.services.answering import (
    PRACTICE,
    AnswerRecorded,
    PastAnswer,
    asked_item,
    drawn_recall,
    past_answer,
    record_answer,
)
from caire.learning.views.path import current_path, frame, held_answer
from caire.learning.views.sentences import reason_sentence
from caire.web.database import current_db, transaction
from caire.web.guards import signed_in
from caire.web.language import current_language
from caire.web.platform import current_config

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to print: to be answered, or answered with its feedback."""

    view: ItemView
    try_number: int
    past: PastAnswer | None
    error: str | None
    given: Form
    other_tab: bool


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/<course_key>/<screen_id>/answer", view_func=answer, methods=["POST"])
    bp.add_url_rule("/<course_key>/practice/<item_id>", view_func=practice)
    bp.add_url_rule(
        "/<course_key>/practice/<item_id>/answer", view_func=practice_answer, methods=["POST"]
    )


def show_questions(path: LearningPath, shown: Screen) -> str:
    """The question asked for in the address, else the first without an answer, else the last."""
    items = screen_items(path, shown)
    wanted = request.args.get("item")
    item_id = wanted if wanted in items else _first_open(path, shown, items)
    question = _question(path, shown.id, path.course.items[item_id])
    return _page(path, shown, items, question)


def screen_items(path: LearningPath, shown: Screen) -> tuple[str, ...]:
    """The questions of this screen; a recall's are drawn at its first visit."""
    if not shown.recall_count:
        return shown.items
    drawn = recall_items(current_db(), enrolment_id=path.enrolment.id, screen_id=shown.id)
    if drawn is not None:
        return drawn
    with transaction() as db:
        return drawn_recall(
            db, path=path, screen=shown, by_mastery=current_config().learning.mastery_map
        )


def _first_open(path: LearningPath, shown: Screen, items: Sequence[str]) -> str:
    answered = path.state.answered.get(shown.id, [])
    return next((i for i in items if i not in answered), items[-1])


def _question(
    path: LearningPath,
    screen_id: str,
    item: Item,
    *,
    error: str | None = None,
    given: Form | None = None,
) -> Question:
    known = path.state.items.get(item.head.id)
    tries = known.tries if known else 0
    shown_try = request.args.get("try", type=int)
    past = None
    if error is None and shown_try is not None:
        past = past_answer(
            current_db(),
            path=path,
            screen_id=screen_id,
            item_id=item.head.id,
            try_number=shown_try,
        )
    seed = f"{path.enrolment.registration}:{item.head.id}:{past.try_number if past else tries + 1}"
    view = present(item, seed=seed, language=current_language())
    if given is None:
        given = held_answer(item.head.id) if past is None else {}
    return Question(view, tries + 1, past, error, given, request.args.get("tab") == "other")


def _page(path: LearningPath, shown: Screen, items: Sequence[str], question: Question) -> str:
    answered = set(path.state.answered.get(shown.id, []))
    index = list(items).index(question.view.id)
    following = items[index + 1] if index + 1 < len(items) else None
    return render_template(
        "learning/questions.html",
        question=question,
        items_count=len(items),
        answered_count=len(answered),
        following=following,
        **frame(path, shown),
    )


@signed_in
def answer(course_key: str, screen_id: str) -> Response | tuple[str, int]:
    path = current_path(course_key)
    item_id = request.form.get("item", "")
    try:
        recorded = _record(path, screen_id, item_id)
    except UnreadableAnswer as refusal:
        shown = path.course.screen(screen_id)
        item = asked_item(current_db(), path=path, screen_id=screen_id, item_id=item_id)
        assert shown is not None
        question = _question(
            path,
            screen_id,
            item,
            error=reason_sentence(refusal),
            given=request.form.to_dict(flat=False),
        )
        return _page(path, shown, screen_items(path, shown), question), 422
    return redirect(
        url_for(
            "learning.screen",
            course_key=course_key,
            screen_id=screen_id,
            item=item_id,
            **_numbered(recorded.try_number),
            tab=None if recorded.was_new else "other",
            _anchor="feedback",
        ),
        code=303,
    )


def _record(path: LearningPath, screen_id: str, item_id: str) -> AnswerRecorded:
    with transaction() as db:
        return record_answer(
            db,
            path=path,
            screen_id=screen_id,
            item_id=item_id,
            try_number=request.form.get("try", default=0, type=int),
            form=request.form.to_dict(flat=False),
            confidence=request.form.get("confidence", type=int),
            xapi_root=current_config().xapi_root,
            now=utcnow(),
        )


@signed_in
def practice(course_key: str, item_id: str) -> str:
    """One question of the plan after a failed exam."""
    path = current_path(course_key)
    item = asked_item(current_db(), path=path, screen_id=PRACTICE, item_id=item_id)
    question = _question(path, PRACTICE, item)
    return render_template("learning/practice.html", path=path, question=question)


@signed_in
def practice_answer(course_key: str, item_id: str) -> Response | tuple[str, int]:
    path = current_path(course_key)
    try:
        recorded = _record(path, PRACTICE, item_id)
    except UnreadableAnswer as refusal:
        item = asked_item(current_db(), path=path, screen_id=PRACTICE, item_id=item_id)
        question = _question(
            path,
            PRACTICE,
            item,
            error=reason_sentence(refusal),
            given=request.form.to_dict(flat=False),
        )
        return render_template("learning/practice.html", path=path, question=question), 422
    return redirect(
        url_for(
            "learning.practice",
            course_key=course_key,
            item_id=item_id,
            **_numbered(recorded.try_number),
            _anchor="feedback",
        ),
        code=303,
    )


def _numbered(try_number: int) -> dict[str, Any]:
    """The address's argument, whose name is a word of Python."""
    return {"try": try_number}
