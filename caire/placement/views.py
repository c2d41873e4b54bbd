"""Where to start, a test one question a page, what it says and what it spares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.assessment.items import Item
from caire.assessment.presentation import present
from caire.catalogue.course import Course, Dispense, Entry, Placement
from caire.clock import utcnow
from caire.learning.errors import UnreadableAnswer
from caire.learning.queries import LearningPath, path_of
from caire.learning.support import support_contacts
from caire.learning.views.sentences import reason_sentence
from caire.placement import errors as e
from caire.placement import services
from caire.placement.queries import Sitting, known_tests, latest_sitting, latest_sittings, offers
from caire.placement.rates import chances_to_open, missed_by_slips, passed_by_luck
from caire.placement.routing import steps_of
from caire.placement.sparing import Spared, first_to_propose, spared
from caire.web.database import current_db, transaction
from caire.web.errors import register_sentences
from caire.web.guards import current_account, signed_in
from caire.web.language import current_language, shown_date
from caire.web.platform import current_config

bp = Blueprint("placement", __name__, template_folder="templates", url_prefix="/placement")


@dataclass(frozen=True, slots=True)
class TestRow:
    """A test as the first page lists it. `declared` is the answer to its question, or None."""

    test: Placement
    course: Course
    is_offered: bool
    declared: bool | None
    sitting: Sitting | None


@bp.record_once
def _register(_state: object) -> None:
    register_sentences(
        {
            e.NoSuchTest: lambda r: _(
                "Ce test n’existe pas, ou son niveau n’est pas encore ouvert."
            ),
            e.TooSoonAgain: lambda r: _(
                "Vous avez déjà passé ce test. Vous pourrez le repasser à partir du %(date)s.",
                date=shown_date(r.opens_at),
            ),
            e.NotFollowing: lambda r: _(
                "Ce test dispense de séquences d’un parcours que vous ne suivez pas encore : "
                "rejoignez d’abord ce parcours."
            ),
        }
    )


@bp.get("/")
@signed_in
def start() -> str:
    """The declared questions, and every test there is."""
    return _start_page(_rows())


@bp.post("/")
@signed_in
def declare() -> str:
    """Three declared answers choose which test is proposed first; nothing of them is kept."""
    return _start_page(_rows())


def _start_page(rows: list[TestRow]) -> str:
    declared = {row.test.head.id: row.declared for row in rows}
    proposed = None
    if declared and None not in declared.values():
        offered = [row.test.head.id for row in rows if row.is_offered]
        said = {name: bool(answer) for name, answer in declared.items()}
        proposed = first_to_propose(said, offered)
    return render_template(
        "placement/start.html",
        rows=rows,
        asked=request.method == "POST",
        proposed=next((row for row in rows if row.test.head.id == proposed), None),
    )


def _rows() -> list[TestRow]:
    db = current_db()
    sittings = latest_sittings(db, person_id=current_account().id)
    offered = {offer.test.head.id for offer in offers(db, today=utcnow().date())}
    answers = {"yes": True, "no": False}
    return [
        TestRow(
            test,
            course,
            test.head.id in offered,
            answers.get(request.form.get(test.head.id, "")),
            sittings.get(test.head.id),
        )
        for course, test in known_tests(db)
    ]


@bp.get("/<test_id>")
@signed_in
def test(test_id: str) -> str:
    """The rule before the test, or where one stands in it."""
    db, person_id = current_db(), current_account().id
    row = next((row for row in _rows() if row.test.head.id == test_id), None)
    if row is None or not (row.is_offered or row.sitting):
        raise e.NoSuchTest(test_id)
    path = path_of(db, person_id=person_id, course_key=row.course.key)
    return render_template(
        "placement/test.html",
        row=row,
        now=utcnow(),
        needs_path=isinstance(row.test, Dispense) and path is None,
        is_entry=isinstance(row.test, Entry),
        questions=len(steps_of(row.test)),
        **_rates(row.test),
    )


def _rates(test: Placement) -> dict[str, object]:
    """The error rates to publish, with the rule that they belong to."""
    if isinstance(test, Dispense):
        cells = [
            (cell, passed_by_luck(test, cell.id), missed_by_slips(test, cell.id))
            for cell in test.cells
        ]
        return {"cell_rates": cells, "chances": ()}
    return {"cell_rates": [], "chances": chances_to_open(test)}


@bp.post("/<test_id>/begin")
@signed_in
def begin(test_id: str) -> Response:
    _asked_of(services.begin, test_id)
    return redirect(url_for("placement.question", test_id=test_id), code=303)


@bp.get("/<test_id>/question")
@signed_in
def question(test_id: str) -> str | Response:
    """The present question; the result when there is none left."""
    sitting = _sitting(test_id)
    item = sitting.item
    if item is None:
        return redirect(url_for("placement.result", test_id=test_id), code=303)
    return _question_page(sitting, item)


def _question_page(
    sitting: Sitting,
    item: Item,
    *,
    given: Mapping[str, list[str]] | None = None,
    error: str | None = None,
) -> str:
    seed = f"{sitting.registration}:{item.head.id}"
    return render_template(
        "placement/question.html",
        sitting=sitting,
        view=present(item, seed=seed, language=current_language()),
        number=len(sitting.rights) + 1,
        at_most=len(steps_of(sitting.test)),
        minutes_left=max(0.0, sitting.test.head.max_minutes - sitting.minutes),
        given=given or {},
        error=error,
    )


@bp.post("/<test_id>/question")
@signed_in
def answer(test_id: str) -> Response | tuple[str, int]:
    """Keep the answer, or « je ne sais pas », and show the next question."""
    form = request.form.to_dict(flat=False)
    item_id = request.form.get("item", "")
    given = None if request.form.get("go") == "dont_know" else form
    try:
        _asked_of(services.answer, test_id, item_id=item_id, form=given)
    except UnreadableAnswer as refusal:
        sitting = _sitting(test_id)
        item = sitting.bank.items[item_id]
        page = _question_page(sitting, item, given=form, error=reason_sentence(refusal))
        return page, 422
    return redirect(url_for("placement.question", test_id=test_id), code=303)


@bp.post("/<test_id>/stop")
@signed_in
def stop(test_id: str) -> Response:
    _asked_of(services.stop, test_id)
    return redirect(url_for("placement.result", test_id=test_id), code=303)


@bp.get("/<test_id>/result")
@signed_in
def result(test_id: str) -> str | Response:
    """What was decided, by which rule, how sure it is, and what can be done about it."""
    sitting = _sitting(test_id)
    if sitting.decision is None:
        return redirect(url_for("placement.question", test_id=test_id), code=303)
    path = path_of(current_db(), person_id=current_account().id, course_key=sitting.course.key)
    return render_template(
        "placement/result.html",
        sitting=sitting,
        decision=sitting.decision,
        statuses=dict(sitting.decision.cells),
        path=path,
        spared=_spared(sitting, path),
        contacts=support_contacts(
            current_db(),
            organisation_id=path.enrolment.organisation_id if path else None,
            config=current_config(),
        ),
        **_rates(sitting.test),
    )


def _spared(sitting: Sitting, path: LearningPath | None) -> Spared | None:
    """What the validated themes spare on the learner's own path."""
    if path is None or sitting.decision is None or not isinstance(sitting.test, Dispense):
        return None
    return spared(sitting.test, sitting.decision.validated, path.course, path.state)


@bp.post("/<test_id>/refuse")
@signed_in
def refuse(test_id: str) -> Response:
    _asked_of(services.refuse_waiver, test_id)
    return redirect(url_for("placement.result", test_id=test_id), code=303)


@bp.post("/<test_id>/accept")
@signed_in
def accept(test_id: str) -> Response:
    _asked_of(services.take_waiver_back, test_id)
    return redirect(url_for("placement.result", test_id=test_id), code=303)


def _asked_of(service: Callable[..., object], test_id: str, **more: object) -> None:
    """One of the verbs of this slice, for the person who is signed in, now."""
    with transaction() as db:
        service(
            db,
            person_id=current_account().id,
            test_id=test_id,
            xapi_root=current_config().xapi_root,
            now=utcnow(),
            **more,
        )


def _sitting(test_id: str) -> Sitting:
    found = latest_sitting(current_db(), person_id=current_account().id, test_id=test_id)
    if found is None:
        raise e.NoSuchTest(test_id)
    return found
