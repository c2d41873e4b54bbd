"""One trace more: how each statement changes what is known of a learner's path.

Pure: the same statements in the same order give the same state, whether they come one by one or
all at once (`caire progress rebuild --check` relies on it). Statements that were taken back are
not read at all: then the state is computed again (`replay.py`). What counts: CURRICULUM F.1-F.3.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from caire.assessment.blueprint import competency_shares
from caire.catalogue.course import Course, Screen
from caire.learning.progress.calibrating import count_confidence
from caire.learning.progress.knowing import observe_activity, observe_answer
from caire.learning.progress.remembering import is_critical, review_card
from caire.learning.progress.state import (
    ActivityState,
    AttendanceRecord,
    DepositRecord,
    DossierRecord,
    ExamRecord,
    HandedIn,
    ItemState,
    LearningState,
    ScreenDone,
)
from caire.lrs import vocabulary as v

#: A later answer to the same item says something new about mastery only after this time (F.3).
COUNTS_AGAIN_AFTER = timedelta(hours=20)
ACTIVITY_RUNS_THAT_COUNT = 2
#: The mode of answers given in the review (F.5).
REVIEW = "review"
#: Answers that decide by a rule of their own, and say nothing about mastery (F.3).
NOT_OBSERVED = ("exam", "placement")


def advance(state: LearningState, data: Mapping[str, Any], course: Course) -> None:
    """Take one statement of this enrolment into account.

    Args:
        state: changed in place.
        data: the statement as stored, with `id`, `timestamp`, `verb`, `object`.
        course: the version of the course that the enrolment is pinned to.
    """
    verb = data["verb"]["id"]
    kind, name = v.local_activity(data["object"].get("id", ""))
    step = _STEPS.get((verb, kind))
    if step is None:
        return
    extensions = v.extensions_of(data)
    # What trainers note, or a second grading, is nothing that she did at that moment.
    if kind not in ("workshop", "dossier") and "left_out" not in extensions:
        state.started_at = state.started_at or data["timestamp"]
        state.last_at = data["timestamp"]
    step(state, data, name, extensions, course)


def _read(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    if course.screen(name) is not None:
        _finish_screen(state, name, data)


def _finish_screen(state: LearningState, screen_id: str, data: Mapping[str, Any]) -> None:
    done = state.screens.get(screen_id)
    if done is None:
        at = data["timestamp"]
        state.screens[screen_id] = ScreenDone(at=at, statement=data["id"], last_at=at)
    else:
        done.last_at = data["timestamp"]


def _answered(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    item = course.items.get(name)
    if item is None or ext.get("mode") in NOT_OBSERVED:
        return
    score, at = float(data["result"]["score"]["scaled"]), data["timestamp"]
    known = state.items.get(name)
    counts = known is None or _long_after(known.counted_at, at)
    if known is None:
        state.items[name] = ItemState(1, score, data["id"], at)
        count_confidence(state, ext.get("confidence"), right=bool(data["result"]["success"]))
    else:
        known.tries += 1
        known.counted_at = at if counts else known.counted_at
    if counts:
        observe_answer(state, item, score)
    if ext.get("mode") == REVIEW:
        _reviewed(state, data, name, ext, course)
    _finish_answered_screen(state, ext.get("screen"), name, data, course)


def _reviewed(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    """A card of the review, question or lesson: when it is due again."""
    review_card(
        state,
        name,
        version=ext["item_version"],
        critical=any(is_critical(course, one) for one in ext.get("competencies", ())),
        correct=bool(data["result"]["success"]),
        confidence=ext.get("confidence"),
        at=data["timestamp"],
    )


def _schedule_erased(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    """The review was stopped for long: if it begins again, every card is a new one."""
    state.cards.clear()


def _long_after(before: str, now: str) -> bool:
    return datetime.fromisoformat(now) - datetime.fromisoformat(before) >= COUNTS_AGAIN_AFTER


def _finish_answered_screen(
    state: LearningState,
    screen_id: str | None,
    item_id: str,
    data: Mapping[str, Any],
    course: Course,
) -> None:
    """A screen of questions is done when each of its questions was answered once."""
    screen = course.screen(screen_id) if screen_id else None
    if screen is None or screen.type != "questions":
        return
    answered = state.answered.setdefault(screen.id, [])
    if item_id not in answered:
        answered.append(item_id)
    if len(answered) >= questions_expected(screen):
        _finish_screen(state, screen.id, data)


def questions_expected(screen: Screen) -> int:
    """How many different questions finish a screen of questions."""
    return screen.recall_count or len(screen.items)


def _activity_done(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    score = float(data["result"]["score"]["scaled"])
    runs = state.activities.setdefault(name, ActivityState(scores=[])).scores
    runs.append(score)
    if len(runs) <= ACTIVITY_RUNS_THAT_COUNT and score >= max(runs):
        competencies = sorted({_group(c) for c in ext.get("competencies", ())})
        observe_activity(state, competencies, name, score, course)
    if ext.get("screen"):
        _read(state, data, ext["screen"], ext, course)


def _group(competency: str) -> str:
    return ".".join(competency.split(".")[:3])


def _exam_ended(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    score = data["result"]["score"]
    record = ExamRecord(
        statement=data["id"],
        attempt=int(ext["attempt"]),
        at=data["timestamp"],
        passed=bool(data["result"]["success"]),
        points=float(score["raw"]),
        points_max=float(score["max"]),
        correct={k: int(n) for k, n in ext["correct"].items()},
        drawn={k: int(n) for k, n in ext["drawn"].items()},
        shares=_shares_asked(ext, course),
        critical=list(ext.get("critical", ())),
        left_out=list(ext.get("left_out", ())),
    )
    _keep_exam(state, record)
    placed = course.exam_screen()
    if placed is not None and record.passed:
        _finish_screen(state, placed.id, data)


def _keep_exam(state: LearningState, record: ExamRecord) -> None:
    """An attempt, or in its place, and on its day, what a second grading makes of it."""
    for rank, before in enumerate(state.exams):
        if before.attempt == record.attempt:
            state.exams[rank] = msgspec.structs.replace(record, at=before.at)
            return
    state.exams.append(record)


def _shares_asked(ext: Mapping[str, Any], course: Course) -> dict[str, float]:
    asked = course.rule.exam_share_floors if course.rule else ()
    shares = competency_shares(ext.get("items", {}), course.items) if asked else {}
    return {floor.competency: shares.get(floor.competency, 0.0) for floor in asked}


def _deposited(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    state.productions.setdefault(name, DepositRecord(data["timestamp"], data["id"]))


def _dossier_deposited(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    at = data["timestamp"]
    state.handed_in = HandedIn(int(ext["attempt"]), at, "waiting", at)


def _dossier_read(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    """Somebody marked it, or the learner wants another to: it is read until it is decided."""
    _dossier_is(state, "reading", data["timestamp"])


def _dossier_is(state: LearningState, stage: str, at: str) -> None:
    if state.handed_in is not None:
        state.handed_in.stage = stage
        state.handed_in.at = at


def _dossier_marked(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    _dossier_is(state, "decided", data["timestamp"])
    score = data["result"]["score"]
    state.dossiers.append(
        DossierRecord(
            statement=data["id"],
            rubric=name,
            at=data["timestamp"],
            points=float(score["raw"]),
            points_max=float(score["max"]),
            parts={part: float(points) for part, points in ext["parts"].items()},
        )
    )


def _waived(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    """A placement test spares these screens: they count for the certificate, not as hours done."""
    for screen_id in ext["screens"]:
        if course.screen(screen_id) is not None:
            at = data["timestamp"]
            state.waived.setdefault(screen_id, ScreenDone(at=at, statement=data["id"], last_at=at))


def _map_erased(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    """The learner wants what was estimated of her forgotten: it begins again from nothing."""
    state.mastery.clear()


def _package_done(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    """A course of another maker is satisfied: the platform says so, never who sends its traces."""
    for screen in course.screens():
        # What is waived counts as it is: not as done, so that its minutes are no hours.
        waived = screen.id in state.waived
        if screen.package is not None and v.package_name(screen.package) == name and not waived:
            _finish_screen(state, screen.id, data)


def _attended(
    state: LearningState, data: Mapping[str, Any], name: str, ext: Mapping[str, Any], course: Course
) -> None:
    state.attendances.append(
        AttendanceRecord(
            statement=data["id"],
            workshop=name,
            at=data["timestamp"],
            level=str(ext.get("level", course.level)),
            presence=float(ext["presence"]),
            acts=sorted(ext.get("acts", ())),
            identity_checked=bool(ext.get("identity_checked", False)),
        )
    )


_STEPS = {
    (v.EXPERIENCED, "screen"): _read,
    (v.ANSWERED, "item"): _answered,
    (v.COMPLETED, "screen"): _read,
    (v.COMPLETED, "activity"): _activity_done,
    (v.PASSED, "exam"): _exam_ended,
    (v.FAILED, "exam"): _exam_ended,
    (v.ATTENDED, "workshop"): _attended,
    (v.ANSWERED, "card"): _reviewed,
    (v.DELETED, "mastery"): _map_erased,
    (v.DELETED, "review"): _schedule_erased,
    (v.SATISFIED, "package"): _package_done,
    (v.WAIVED, "placement"): _waived,
    (v.COMPLETED, "production"): _deposited,
    (v.ATTEMPTED, "dossier"): _dossier_deposited,
    (v.SCORED, "dossier"): _dossier_read,
    (v.REQUESTED, "dossier"): _dossier_read,
    (v.PASSED, "dossier"): _dossier_marked,
    (v.FAILED, "dossier"): _dossier_marked,
}
