"""Where am I, what is next: the learner's home, joining a course, the plan of a course."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caire.catalogue.course import Course, Screen
from caire.catalogue.queries import current_course, current_courses
from caire.clock import utcnow
from caire.cohorts.services import acknowledge_support, enrol
from caire.errors import NotFound
from caire.learning.prerequisites import dispense_to_take, shows_prerequisite
from caire.learning.progress.summary import (
    dossier_left,
    dossier_stage,
    minutes_done,
    next_screen,
    sequence_progress,
    sequences_left,
)
from caire.learning.queries import LearningPath, paths_of
from caire.learning.remediation import steps_before_exam
from caire.learning.support import support_contacts, support_version
from caire.learning.views.path import current_path
from caire.web.database import current_db, transaction
from caire.web.guards import current_account, signed_in
from caire.web.platform import current_config


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/", view_func=home)
    bp.add_url_rule("/<course_key>/join", view_func=join)
    bp.add_url_rule("/<course_key>/join", view_func=begin, methods=["POST"])
    bp.add_url_rule("/<course_key>/", view_func=plan)


@signed_in
def home() -> str:
    """What I follow, what is next, what I could follow."""
    db = current_db()
    paths = paths_of(db, current_account().id)
    followed = {path.course.key for path in paths}
    others = [course for _, course in current_courses(db) if course.key not in followed]
    cards = [(path, next_screen(path.course, path.state), _share(path)) for path in paths]
    cards.sort(key=lambda card: _has_nothing_left(*card[:2]))
    return render_template(
        "learning/home.html",
        cards=cards,
        dossier_stage=dossier_stage,
        steps_before_exam=steps_before_exam,
        others=others,
        dispense=_dispense_to_take(cards),
        has_map=current_config().learning.mastery_map,
    )


def _dispense_to_take(cards: Sequence[tuple[LearningPath, Screen | None, int]]) -> str | None:
    """The test to offer to who has sequences left that it may spare."""
    db, xapi_root = current_db(), current_config().xapi_root
    under_way = (path for path, screen, _share in cards if screen and screen.type != "exam")
    offered = (dispense_to_take(db, path, xapi_root=xapi_root) for path in under_way)
    return next((test_id for test_id in offered if test_id), None)


def _has_nothing_left(path: LearningPath, screen: Screen | None) -> bool:
    """Such a course comes after those that go on."""
    passed = path.state.passed_exam is not None
    if dossier_left(path.course, path.state):
        return False
    return screen is None and passed and bool(path.state.attendances)


def _share(path: LearningPath) -> int:
    """Per cent of the minutes at a distance that are done."""
    total = sum(s.minutes for s in path.course.screens())
    return round(100 * minutes_done(path.course, path.state) / total) if total else 0


@signed_in
def join(course_key: str) -> str | Response:
    """Before the start: who helps, how fast, what is traced (R-FOAD-2)."""
    db = current_db()
    paths = paths_of(db, current_account().id)
    path = next((one for one in paths if one.course.key == course_key), None)
    if path is not None and path.enrolment.support_seen_at is not None:
        return redirect(url_for("learning.plan", course_key=course_key), code=303)
    if path is not None:
        course, organisation_id = path.course, path.enrolment.organisation_id
    else:
        course, organisation_id = _open_course(course_key), None
    contacts = support_contacts(db, organisation_id=organisation_id, config=current_config())
    registration = paths[0].enrolment.registration if paths else None
    return render_template(
        "learning/join.html",
        course=course,
        contacts=contacts,
        asks_before=not shows_prerequisite(db, course, registration),
    )


def _open_course(course_key: str) -> Course:
    try:
        _, course = current_course(current_db(), course_key)
    except NotFound:
        abort(404)
    return course


@signed_in
def begin(course_key: str) -> Response:
    """Enrol, or take note of the contacts of an enrolment made by an organisation."""
    now, config, person_id = utcnow(), current_config(), current_account().id
    with transaction() as db:
        enrolment = enrol(
            db, person_id=person_id, course_key=course_key, xapi_root=config.xapi_root, now=now
        )
        contacts = support_contacts(db, organisation_id=enrolment.organisation_id, config=config)
        acknowledge_support(
            db, enrolment_id=enrolment.id, version=support_version(contacts), now=now
        )
    path = current_path(course_key)
    screen = next_screen(path.course, path.state)
    if screen is None:
        return redirect(url_for("learning.plan", course_key=course_key), code=303)
    return redirect(
        url_for("learning.screen", course_key=course_key, screen_id=screen.id), code=303
    )


@signed_in
def plan(course_key: str) -> str | Response:
    """Everything there is, what is done, what is left, and the rule that decides.

    Sequences are folded but the one to go on with; `?open=all` shows every screen, for paper too.
    """
    path = current_path(course_key)
    if path.enrolment.support_seen_at is None:
        return redirect(url_for("learning.join", course_key=course_key), code=303)
    sequences = [sequence_progress(s, path.state) for s in path.course.sequences]
    upcoming = next_screen(path.course, path.state)
    return render_template(
        "learning/plan.html",
        path=path,
        sequences=sequences,
        next_screen=upcoming,
        open_sequence=next((s.id for s in path.course.sequences if upcoming in s.screens), None),
        all_open=request.args.get("open") == "all",
        minutes_left=sum(s.minutes_left for s in sequences),
        exam_open=not sequences_left(path.course, path.state),
        stage=dossier_stage(path.course, path.state),
        placement=_placement(path) if upcoming else None,
    )


@dataclass(frozen=True, slots=True)
class PlacementLink:
    """`kind`: entry, an entry test that she needs; dispense, one to take; taken, its result."""

    kind: Literal["entry", "dispense", "taken"]
    test_id: str


def _placement(path: LearningPath) -> PlacementLink | None:
    """The test that belongs to this course, for whom it serves."""
    db, course = current_db(), path.course
    if not course.placements:
        return None
    test_id = course.placements[0].head.id
    if course.rule is not None and course.rule.prerequisites:
        has_it = shows_prerequisite(db, course, path.enrolment.registration)
        return None if has_it else PlacementLink("entry", test_id)
    to_take = dispense_to_take(db, path, xapi_root=current_config().xapi_root)
    return PlacementLink("dispense" if to_take else "taken", test_id)
