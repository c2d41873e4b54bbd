"""Runs of activities: a step answered, a manipulation, the end."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.assessment.responses import ResponseRefused, parse, to_trace
from caire.assessment.scoring import score
from caire.catalogue.course import Screen
from caire.catalogue.registry import find_activity
from caire.cohorts.services import lock_enrolment
from caire.learning.errors import NoSuchScreen, UnreadableAnswer, WrongScreen
from caire.learning.models import ActivityRun
from caire.learning.queries import LearningPath, RunRow
from caire.learning.statements import activity_event
from caire.lrs import vocabulary as v
from caire.lrs.services import store_own
from caire.sdk import Activity, AnswerRefused, Run, Step, StepOutcome, StepRecord

INTERACTION_PAUSE = timedelta(seconds=5)
WORKSPACE_MAX_BYTES = 20_000
MODES = ("visual", "text")


@dataclass(frozen=True, slots=True)
class StepDone:
    """`outcome` is None when the step was already done: the first answer stands."""

    outcome: StepOutcome | None
    completed: bool


def activity_of(path: LearningPath, screen_id: str) -> tuple[Screen, Activity]:
    """The screen and its activity.

    Raises:
        NoSuchScreen, WrongScreen.
    """
    screen = path.course.screen(screen_id)
    if screen is None:
        raise NoSuchScreen(screen_id)
    if screen.activity is None:
        raise WrongScreen(f"{screen_id} holds no activity")
    return screen, find_activity(path.course.key, screen.activity)


def open_run(
    db: Session, *, path: LearningPath, screen_id: str, mode: str, xapi_root: str, now: datetime
) -> ActivityRun:
    """The run under way, or the first one, begun now."""
    _, activity = activity_of(path, screen_id)
    lock_enrolment(db, path.enrolment.id)
    run = _latest(db, path, screen_id)
    if run is None:
        run = _begin(db, path, screen_id, activity, mode, 1, xapi_root, now)
    return run


def begin_again(
    db: Session, *, path: LearningPath, screen_id: str, xapi_root: str, now: datetime
) -> ActivityRun:
    """A new run after a completed one; an unfinished run is simply continued."""
    _, activity = activity_of(path, screen_id)
    lock_enrolment(db, path.enrolment.id)
    run = _latest(db, path, screen_id)
    if run is not None and run.completed_at is None:
        return run
    number = run.number + 1 if run else 1
    mode = run.mode if run else "visual"
    return _begin(db, path, screen_id, activity, mode, number, xapi_root, now)


def choose_mode(
    db: Session, *, path: LearningPath, screen_id: str, mode: str, xapi_root: str, now: datetime
) -> None:
    """Switch between the visual and the text version; nothing done is lost."""
    if mode not in MODES:
        raise UnreadableAnswer("mode", "mode")
    open_run(
        db, path=path, screen_id=screen_id, mode=mode, xapi_root=xapi_root, now=now
    ).mode = mode
    db.flush()


def answer_step(
    db: Session,
    *,
    path: LearningPath,
    screen_id: str,
    step_id: str,
    run_number: int,
    form: Mapping[str, Sequence[str]],
    language: str,
    xapi_root: str,
    now: datetime,
) -> StepDone:
    """Assess one step. A step that is done stays as it is, whatever is sent again.

    Raises:
        NoSuchScreen: no such step, or an older run.
        UnreadableAnswer: what was sent cannot be read; the reason is a sentence of the activity.
    """
    _, activity = activity_of(path, screen_id)
    run = _latest(db, path, screen_id)
    step = activity.manifest.step(step_id)
    if run is None or step is None or run.number != run_number:
        raise NoSuchScreen(f"{screen_id}#{step_id}")
    if step_id in run.steps:
        return StepDone(None, run.completed_at is not None)
    view = as_run(run, language)
    outcome = _assess(path, activity, step, form, view)
    if outcome.done:
        record = asdict(StepRecord(outcome.score, outcome.success, outcome.response))
        record["details"] = dict(outcome.details)
        record["feedback"] = outcome.feedback
        run.steps = {**run.steps, step_id: record}
    statements = [_step_statement(path, activity, step, run, outcome, screen_id, xapi_root, now)]
    if outcome.done and run.completed_at is None and _all_done(activity, run.steps):
        run.completed_at = now
        statements.append(_completion(path, activity, run, screen_id, xapi_root, now))
    if outcome.done:
        store_own(db, statements=statements, authority_home=xapi_root)
    db.flush()
    return StepDone(outcome, run.completed_at is not None)


def explore(
    db: Session,
    *,
    path: LearningPath,
    screen_id: str,
    run_number: int,
    form: Mapping[str, Sequence[str]],
    language: str,
    xapi_root: str,
    now: datetime,
) -> str:
    """A free manipulation: keeps the bench, traces at most one every five seconds.

    Returns the sentence for the live region.
    """
    _, activity = activity_of(path, screen_id)
    run = _latest(db, path, screen_id)
    if run is None or run.number != run_number:
        raise NoSuchScreen(screen_id)
    try:
        exploration = activity.explore(form, as_run(run, language))
    except AnswerRefused as refusal:
        raise UnreadableAnswer(refusal.reason) from refusal
    if len(msgspec.json.encode(exploration.workspace)) > WORKSPACE_MAX_BYTES:
        raise UnreadableAnswer("too_large")
    run.workspace = dict(exploration.workspace)
    if run.interacted_at is None or now - run.interacted_at >= INTERACTION_PAUSE:
        run.interacted_at = now
        statement = activity_event(
            xapi_root,
            path.enrolment,
            path.course,
            activity_id=activity.manifest.id,
            step=None,
            verb=v.INTERACTED,
            happening=f"activity:{screen_id}:{run.number}:interacted:{int(now.timestamp())}",
            screen_id=screen_id,
            seed=run.seed,
            mode=run.mode,
            competencies=activity.manifest.competencies,
            now=now,
            result={"response": msgspec.json.encode(exploration.trace).decode()},
        )
        store_own(db, statements=[statement], authority_home=xapi_root)
    db.flush()
    return exploration.message


def as_run(run: ActivityRun | RunRow, language: str) -> Run:
    """The run as the module sees it."""
    done = {
        step_id: StepRecord(r["score"], r["success"], r["response"], r["details"])
        for step_id, r in run.steps.items()
    }
    mode: Literal["text", "visual"] = "text" if run.mode == "text" else "visual"
    return Run(run.seed, language, mode, done, run.workspace)


def _latest(db: Session, path: LearningPath, screen_id: str) -> ActivityRun | None:
    return db.scalar(
        select(ActivityRun)
        .where(ActivityRun.enrolment_id == path.enrolment.id, ActivityRun.screen_id == screen_id)
        .order_by(ActivityRun.number.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _begin(
    db: Session,
    path: LearningPath,
    screen_id: str,
    activity: Activity,
    mode: str,
    number: int,
    xapi_root: str,
    now: datetime,
) -> ActivityRun:
    run = ActivityRun(
        enrolment_id=path.enrolment.id,
        screen_id=screen_id,
        activity_id=activity.manifest.id,
        number=number,
        # Each run shows other numbers, and any run can be replayed from its traces.
        seed=(activity.manifest.seed + path.enrolment.id * 7919 + number - 1) % 2**31,
        mode=mode if mode in MODES else "visual",
        steps={},
        workspace={},
        started_at=now,
    )
    db.add(run)
    db.flush()
    statement = activity_event(
        xapi_root,
        path.enrolment,
        path.course,
        activity_id=activity.manifest.id,
        step=None,
        verb=v.INITIALIZED,
        happening=f"activity:{screen_id}:{number}:start",
        screen_id=screen_id,
        seed=run.seed,
        mode=run.mode,
        competencies=activity.manifest.competencies,
        now=now,
    )
    store_own(db, statements=[statement], authority_home=xapi_root)
    return run


def _assess(
    path: LearningPath, activity: Activity, step: Step, form: Mapping[str, Sequence[str]], run: Run
) -> StepOutcome:
    if step.kind != "explanation":
        try:
            return activity.assess(step.id, form, run)
        except AnswerRefused as refusal:
            raise UnreadableAnswer(refusal.reason) from refusal
    item = path.course.items[activity.manifest.explanation_item]
    try:
        response = parse(item, form)
    except ResponseRefused as refusal:
        raise UnreadableAnswer(refusal.reason, refusal.field) from refusal
    scored = score(item, response)
    return StepOutcome(
        score=scored.points,
        success=scored.correct,
        response={"item": item.head.id, "answer": to_trace(item, response)},
        feedback="",
    )


def _all_done(activity: Activity, steps: Mapping[str, Any]) -> bool:
    return all(step.id in steps for step in activity.manifest.steps if step.mandatory)


def run_score(activity: Activity, steps: Mapping[str, Mapping[str, Any]]) -> float:
    """The activity's score: the weighted scores of its steps, in [0, 1]."""
    total = sum(
        step.weight * float(steps[step.id]["score"])
        for step in activity.manifest.steps
        if step.id in steps
    )
    return round(min(1.0, total), 4)


def _step_statement(
    path: LearningPath,
    activity: Activity,
    step: Step,
    run: ActivityRun,
    outcome: StepOutcome,
    screen_id: str,
    xapi_root: str,
    now: datetime,
) -> Any:
    is_mission = step.kind == "mission"
    return activity_event(
        xapi_root,
        path.enrolment,
        path.course,
        activity_id=activity.manifest.id,
        step=step.id,
        verb=v.PROGRESSED if is_mission else v.ANSWERED,
        happening=f"activity:{screen_id}:{run.number}:{step.id}",
        screen_id=screen_id,
        seed=run.seed,
        mode=run.mode,
        competencies=activity.manifest.competencies,
        now=now,
        result={
            "score": {"scaled": round(outcome.score, 4)},
            "success": outcome.success,
            "response": msgspec.json.encode(outcome.response).decode(),
        },
    )


def _completion(
    path: LearningPath,
    activity: Activity,
    run: ActivityRun,
    screen_id: str,
    xapi_root: str,
    now: datetime,
) -> Any:
    return activity_event(
        xapi_root,
        path.enrolment,
        path.course,
        activity_id=activity.manifest.id,
        step=None,
        verb=v.COMPLETED,
        happening=f"activity:{screen_id}:{run.number}:end",
        screen_id=screen_id,
        seed=run.seed,
        mode=run.mode,
        competencies=activity.manifest.competencies,
        now=now,
        result={
            "score": {"scaled": run_score(activity, run.steps)},
            "completion": True,
            "duration": now - run.started_at,
        },
    )
