"""Placement tests taken: the questions drawn, the answers, what was decided and what it does."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime


class PlacementSitting(Base):
    """One person takes one test once. Its rule and its items are those of the pinned versions.

    `item_ids` holds an item for each step that the rule may ask. `asked_at` is when the present
    question was first shown; `minutes` what the answered ones took. `waiver` is the trace that
    spares sequences; `waivers` counts those made, since one may be refused and asked for again.
    """

    __tablename__ = "placement_sitting"
    __table_args__ = (
        UniqueConstraint("person_id", "test_id", "number"),
        CheckConstraint("stop IN ('rule', 'time', 'learner')", name="stop_known"),
        CheckConstraint("(ended_at IS NULL) = (stop IS NULL)", name="stop_told"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    test_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    bank_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    registration: Mapped[str] = mapped_column(String(36), index=True)
    item_ids: Mapped[list[str]] = mapped_column(JSONText)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minutes: Mapped[float] = mapped_column(Float)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stop: Mapped[str | None] = mapped_column(String(10))
    waiver: Mapped[str | None] = mapped_column(String(36))
    waivers: Mapped[int]


class PlacementAnswer(Base):
    """The only answer to one question; `response` is None for « je ne sais pas »."""

    __tablename__ = "placement_answer"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("placement_sitting.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_id: Mapped[str] = mapped_column(String(40))
    response: Mapped[Any | None] = mapped_column(JSONText)
    right: Mapped[bool]
    answered_at: Mapped[datetime] = mapped_column(UTCDateTime)
