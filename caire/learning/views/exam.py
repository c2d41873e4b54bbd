"""The final assessment: its rules, an attempt, its result, the plan after a failure."""

from math import ceil

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.learning.errors import UnreadableAnswer
from caire.learning.floors import (
    floors_missed,
    floors_of,
    forbids_critical,
    share_floors_missed,
    share_floors_of,
)
from caire.learning.progress.state import ExamRecord
from caire.learning.queries import LearningPath, SittingRow, saved_answers, sittings
from caire.learning.remediation import plan_after
from caire.learning.services.exam import begin_attempt, hand_in
from caire.learning.services.renewing import enrol_again
from caire.learning.services.sittings import EXAM, OPEN_FOR, save_answer, scored_answers
from caire.learning.services.standing import blueprint_of, standing
from caire.learning.support import SupportContacts, support_contacts
from caire.learning.views.path import after_screen, current_path, current_path_and_contacts
from caire.learning.views.sentences import reason_sentence
from caire.learning.views.tests import answered_places, asked_place, next_place, sitting_page
from caire.web.database import current_db, transaction
from caire.web.guards import signed_in
from caire.web.platform import current_config

#: A page that corrects more would be heavy on a small screen and a poor network.
CORRECTED_ON_A_PAGE = 10


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/<course_key>/exam", view_func=exam)
    bp.add_url_rule("/<course_key>/exam", view_func=begin_exam, methods=["POST"])
    bp.add_url_rule("/<course_key>/exam/enrol", view_func=renew, methods=["POST"])
    bp.add_url_rule("/<course_key>/exam/plan", view_func=exam_plan)
    bp.add_url_rule("/<course_key>/exam/<int:number>", view_func=attempt)
    bp.add_url_rule("/<course_key>/exam/<int:number>/save", view_func=keep, methods=["POST"])
    bp.add_url_rule("/<course_key>/exam/<int:number>/submit", view_func=finish, methods=["POST"])


@signed_in
def exam(course_key: str) -> str:
    """The rules, the attempts made, and what is needed before the next one."""
    path, contacts = current_path_and_contacts(course_key)
    blueprint = blueprint_of(path)
    total = sum(sum(cell.types.values()) for cell in blueprint.cells)
    now = utcnow()
    stand = standing(current_db(), path=path, now=now)
    return render_template(
        "learning/exam.html",
        path=path,
        blueprint=blueprint,
        total=total,
        stand=stand,
        may_renew=stand.renews_at is not None and stand.renews_at <= now,
        records=path.state.exams,
        floors=floors_of(path.course),
        share_floors=share_floors_of(path.course),
        no_critical=forbids_critical(path.course),
        contacts=contacts,
    )


def _contacts(path: LearningPath) -> SupportContacts:
    return support_contacts(
        current_db(), organisation_id=path.enrolment.organisation_id, config=current_config()
    )


@signed_in
def begin_exam(course_key: str) -> Response:
    path, config = current_path(course_key), current_config()
    with transaction() as db:
        number = begin_attempt(
            db,
            path=path,
            secret=config.site.secret_key,
            xapi_root=config.xapi_root,
            now=utcnow(),
        )
    return redirect(url_for("learning.attempt", course_key=course_key, number=number), code=303)


@signed_in
def renew(course_key: str) -> Response:
    """Enrol again, once all attempts are used and thirty days are over."""
    path = current_path(course_key)
    with transaction() as db:
        enrol_again(db, path=path, xapi_root=current_config().xapi_root, now=utcnow())
    flash(_("Vous êtes inscrite ou inscrit à nouveau : des tentatives vous attendent."), "success")
    return redirect(url_for("learning.exam", course_key=course_key), code=303)


@signed_in
def attempt(course_key: str, number: int) -> str | Response:
    """One item of the attempt, the list before handing in, or the result."""
    path = current_path(course_key)
    sitting = _sitting(path, number)
    if sitting.submitted_at is not None:
        return _result(path, sitting)
    if sitting.abandoned_at is not None or utcnow() - sitting.started_at > OPEN_FOR:
        return redirect(url_for("learning.exam", course_key=course_key), code=303)
    answers = saved_answers(current_db(), sitting.id)
    index = asked_place(sitting.item_ids, answers)
    if index is None:
        return render_template(
            "learning/exam_end.html",
            path=path,
            sitting=sitting,
            total=len(sitting.item_ids),
            answered=answered_places(sitting.item_ids, answers),
            flags=frozenset(
                i
                for i, name in enumerate(sitting.item_ids)
                if name in answers and answers[name].flagged
            ),
        )
    seed = f"{path.enrolment.registration}:{EXAM}:{number}"
    page = sitting_page(path, sitting.item_ids, answers, index, seed)
    return render_template("learning/exam_item.html", path=path, sitting=sitting, page=page)


def _sitting(path: LearningPath, number: int) -> SittingRow:
    rows = sittings(current_db(), enrolment_id=path.enrolment.id, kind=EXAM)
    sitting = next((row for row in rows if row.number == number), None)
    if sitting is None:
        abort(404)
    return sitting


def _result(path: LearningPath, sitting: SittingRow) -> str:
    """After success everything is shown; after a failure neither options nor key (F.2.3)."""
    record, placed = _record(path, sitting.number), path.course.exam_screen()
    answers = saved_answers(current_db(), sitting.id)
    results = scored_answers(path, sitting.item_ids, answers)
    corrected = [
        (path.course.items[i], results[i], answers.get(i))
        for i in sitting.item_ids
        if path.state.passed_exam or results[i].points < 1
    ]
    pages = max(1, ceil(len(corrected) / CORRECTED_ON_A_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    first = (page - 1) * CORRECTED_ON_A_PAGE
    return render_template(
        "learning/exam_result.html",
        path=path,
        record=record,
        corrected=corrected[first : first + CORRECTED_ON_A_PAGE],
        page=page,
        pages=pages,
        passed_ever=path.state.passed_exam is not None,
        missed=floors_missed(path.course, record),
        share_missed=share_floors_missed(path.course, record),
        fell=bool(record.critical) and forbids_critical(path.course),
        onward=after_screen(path, placed.id) if placed else None,
        contacts=_contacts(path),
    )


def _record(path: LearningPath, number: int) -> ExamRecord:
    return next(record for record in path.state.exams if record.attempt == number)


@signed_in
def keep(course_key: str, number: int) -> Response | tuple[str, int]:
    """Keep an answer and turn the page."""
    path = current_path(course_key)
    sitting = _sitting(path, number)
    item_id = request.form.get("item", "")
    if item_id not in sitting.item_ids:
        abort(404)
    index = sitting.item_ids.index(item_id)
    following = url_for(
        "learning.attempt",
        course_key=course_key,
        number=number,
        q=next_place(index, len(sitting.item_ids)),
    )
    try:
        with transaction() as db:
            save_answer(
                db,
                path=path,
                kind=EXAM,
                number=number,
                item_id=item_id,
                form=request.form.to_dict(flat=False),
                confidence=None,
                flagged=request.form.get("flagged") == "1",
                now=utcnow(),
            )
    except UnreadableAnswer as refusal:
        page = sitting_page(
            path,
            sitting.item_ids,
            saved_answers(current_db(), sitting.id),
            index,
            f"{path.enrolment.registration}:{EXAM}:{number}",
            error=reason_sentence(refusal),
            leave=following,
        )
        shown = render_template("learning/exam_item.html", path=path, sitting=sitting, page=page)
        return shown, 422
    return redirect(following, code=303)


@signed_in
def finish(course_key: str, number: int) -> Response:
    path = current_path(course_key)
    with transaction() as db:
        hand_in(db, path=path, number=number, xapi_root=current_config().xapi_root, now=utcnow())
    return redirect(url_for("learning.attempt", course_key=course_key, number=number), code=303)


@signed_in
def exam_plan(course_key: str) -> str:
    """What to read again before the next attempt."""
    path = current_path(course_key)
    if not path.state.exams:
        abort(404)
    return render_template(
        "learning/exam_plan.html",
        path=path,
        plan=plan_after(path, path.state.exams[-1]),
    )
