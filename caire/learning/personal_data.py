"""A person's rights over what she learned: a copy, and erasure."""

import json
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.learning.models import (
    ActivityRun,
    ExamReopening,
    MapChoice,
    Progress,
    RecallDraw,
    ReviewPlan,
    ReviewSession,
    Sitting,
    SittingAnswer,
    Writing,
)
from caire.learning.progress.counting import accepted_key_ids
from caire.learning.queries import paths_of
from caire.lrs.queries import statements_of_registration
from caire.people.events import AccountErased


def traces_of(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Every course she follows, with its traces as they are stored."""
    return [
        {
            "course": path.course.key,
            "content_version": path.course.version,
            "enrolled_at": path.enrolment.enrolled_at.isoformat(),
            "traces": [
                record.data
                for record in statements_of_registration(
                    db,
                    path.enrolment.registration,
                    key_ids=accepted_key_ids(db, path.course.key),
                )
            ],
        }
        for path in paths_of(db, person_id)
    ]


def work_of(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Beside the traces: each course's summary, tests begun, work on activities, writings."""
    enrolments = db.execute(
        select(Enrolment.id, Enrolment.course_key)
        .where(Enrolment.person_id == person_id)
        .order_by(Enrolment.id)
    ).all()
    return [
        {
            "course": course_key,
            "progress": _progress(db, enrolment_id),
            "tests": _tests(db, enrolment_id),
            "reopened": _reopened(db, enrolment_id),
            "recalls": [
                {"screen": draw.screen_id, "items": draw.item_ids}
                for draw in db.scalars(
                    select(RecallDraw).where(RecallDraw.enrolment_id == enrolment_id)
                )
            ],
            "activities": [
                {
                    "screen": run.screen_id,
                    "activity": run.activity_id,
                    "number": run.number,
                    "mode": run.mode,
                    "steps": run.steps,
                    "workspace": run.workspace,
                    "started_at": run.started_at.isoformat(),
                    "completed_at": run.completed_at.isoformat() if run.completed_at else None,
                }
                for run in db.scalars(
                    select(ActivityRun).where(ActivityRun.enrolment_id == enrolment_id)
                )
            ],
            "writings": [
                {
                    "screen": writing.screen_id,
                    "texts": writing.texts,
                    "saved_at": writing.saved_at.isoformat(),
                }
                for writing in db.scalars(
                    select(Writing)
                    .where(Writing.enrolment_id == enrolment_id)
                    .order_by(Writing.screen_id)
                )
            ],
        }
        for enrolment_id, course_key in enrolments
    ]


def _progress(db: Session, enrolment_id: int) -> Any:
    document = db.scalar(select(Progress.document).where(Progress.enrolment_id == enrolment_id))
    return json.loads(document) if document else None


def _tests(db: Session, enrolment_id: int) -> list[dict[str, Any]]:
    """Each test with the answers that were saved; which were right is in the traces."""
    sittings = db.scalars(
        select(Sitting).where(Sitting.enrolment_id == enrolment_id).order_by(Sitting.id)
    ).all()
    return [
        {
            "kind": sitting.kind,
            "number": sitting.number,
            "started_at": sitting.started_at.isoformat(),
            "submitted_at": sitting.submitted_at.isoformat() if sitting.submitted_at else None,
            "items": sitting.item_ids,
            "answers": [
                {
                    "item": answer.item_id,
                    "response": answer.response,
                    "confidence": answer.confidence,
                    "saved_at": answer.saved_at.isoformat(),
                }
                for answer in db.scalars(
                    select(SittingAnswer).where(SittingAnswer.sitting_id == sitting.id)
                )
            ],
        }
        for sitting in sittings
    ]


def choices_of(db: Session, person_id: int) -> dict[str, Any]:
    """What she chose of the pages that are hers alone."""
    choice = db.get(MapChoice, person_id)
    hidden_at = choice.hidden_at if choice else None
    return {"map_hidden_at": hidden_at.isoformat() if hidden_at else None}


def reviews_of(db: Session, person_id: int) -> dict[str, Any]:
    """What she chose of the review, and its days; each card is in the progress of its course."""
    plan = db.get(ReviewPlan, person_id)
    days = db.scalars(
        select(ReviewSession)
        .where(ReviewSession.person_id == person_id)
        .order_by(ReviewSession.day)
    )
    return {
        "plan": _plan(plan) if plan else None,
        "days": [{"day": one.day.isoformat(), "cards": one.cards} for one in days],
    }


def _plan(plan: ReviewPlan) -> dict[str, Any]:
    moments = ("answered_at", "begun_at", "stopped_at", "reminded_at")
    return {
        "every_days": plan.every_days,
        "hour": plan.hour,
        "stopped_by": plan.stopped_by,
        "unvisited": plan.unvisited,
        **{name: at.isoformat() if (at := getattr(plan, name)) else None for name in moments},
    }


def _reopened(db: Session, enrolment_id: int) -> list[dict[str, Any]]:
    rows = db.scalars(
        select(ExamReopening)
        .where(ExamReopening.enrolment_id == enrolment_id)
        .order_by(ExamReopening.attempt)
    )
    return [
        {"attempt": row.attempt, "reason": row.reason, "at": row.reopened_at.isoformat()}
        for row in rows
    ]


def on_account_erased(db: Session, event: AccountErased) -> None:
    """Forget what she answered, wrote and did; traces stay under a name that leads nowhere."""
    enrolments = select(Enrolment.id).where(Enrolment.person_id == event.person_id)
    sittings = select(Sitting.id).where(Sitting.enrolment_id.in_(enrolments))
    db.execute(delete(SittingAnswer).where(SittingAnswer.sitting_id.in_(sittings)))
    for kind in (Sitting, ExamReopening, ActivityRun, RecallDraw, Writing, Progress):
        db.execute(delete(kind).where(kind.enrolment_id.in_(enrolments)))
    for own in (MapChoice, ReviewPlan, ReviewSession):
        db.execute(delete(own).where(own.person_id == event.person_id))
    db.execute(
        update(Enrolment)
        .where(Enrolment.person_id == event.person_id)
        .values(withdrawn_at=func.coalesce(Enrolment.withdrawn_at, Enrolment.enrolled_at))
    )
