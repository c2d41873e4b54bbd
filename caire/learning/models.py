"""The summary of each enrolment's traces, and the work that is not yet a trace."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime


class Progress(Base):
    """A projection: `caire progress rebuild` makes the same rows from the statements alone.

    `document` is a `LearningState`; the columns beside it are what lists and reports filter on.
    """

    __tablename__ = "progress"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    screens_done: Mapped[int]
    minutes_done: Mapped[float] = mapped_column(Float)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sequences_done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    exam_passed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RecallDraw(Base):
    """The items drawn for a recall screen: drawn once, so that a reload asks the same."""

    __tablename__ = "recall_draw"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    screen_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    item_ids: Mapped[list[str]] = mapped_column(JSONText)


class MapChoice(Base):
    """Whether a learner has put the map of what she knows out of her sight."""

    __tablename__ = "map_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ReviewPlan(Base):
    """What a learner wants of the review, and of the messages that call her to it.

    `every_days`: 0 for no message; `hour` of Paris, from which a message may leave. `answered_at`:
    she said yes or no to the proposal, which is then not made again. `stopped_at`: the schedule is
    forgotten 30 days later. `unvisited` counts the messages since her last visit.
    """

    __tablename__ = "review_plan"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    every_days: Mapped[int]
    hour: Mapped[int]
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stopped_by: Mapped[str | None] = mapped_column(String(10))
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    unvisited: Mapped[int]


class ReviewSession(Base):
    """The cards of one day: drawn once, so that she finds the same on another device.

    `day` in Paris; `cards`: course key and id of each, in order.
    """

    __tablename__ = "review_session"
    __table_args__ = (UniqueConstraint("person_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    cards: Mapped[list[list[str]]] = mapped_column(JSONText)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ActivityRun(Base):
    """One run of an activity: what is done of it, and the state of the learner's bench."""

    __tablename__ = "activity_run"
    __table_args__ = (UniqueConstraint("enrolment_id", "screen_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    screen_id: Mapped[str] = mapped_column(String(40))
    activity_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    seed: Mapped[int]
    mode: Mapped[str] = mapped_column(String(10))
    steps: Mapped[dict[str, Any]] = mapped_column(JSONText)
    workspace: Mapped[dict[str, Any]] = mapped_column(JSONText)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    interacted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Writing(Base):
    """What a learner wrote on a production, by field id: hers alone, never in a trace."""

    __tablename__ = "writing"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    screen_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    texts: Mapped[dict[str, str]] = mapped_column(JSONText)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Sitting(Base):
    """A test without feedback before its end: the diagnostic, or an attempt at the exam.

    `number` counts from 1; `relaxed` says which drawing constraints could not be held.
    """

    __tablename__ = "sitting"
    __table_args__ = (UniqueConstraint("enrolment_id", "kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    kind: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    item_ids: Mapped[list[str]] = mapped_column(JSONText)
    relaxed: Mapped[list[str]] = mapped_column(JSONText)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    abandoned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ExamReopening(Base):
    """One attempt more at the final assessment, of that number, with the reason that she reads."""

    __tablename__ = "exam_reopening"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    reopened_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reopened_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SittingAnswer(Base):
    """The latest answer to one item of a sitting; `response` is None when it was left empty."""

    __tablename__ = "sitting_answer"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    response: Mapped[Any | None] = mapped_column(JSONText)
    confidence: Mapped[int | None]
    flagged: Mapped[bool]
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
