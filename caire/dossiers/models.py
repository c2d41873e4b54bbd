"""Dossiers that learners deposit, how they are marked, and what two markers agree on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime

#: Waiting for a first marker, a second one, or for the two to agree; then decided.
TO_MARK = ("to_mark", "second")
OPEN = (*TO_MARK, "agreement")
STATUSES = (*OPEN, "passed", "failed")
COMMENT_MAX = 1000


class Dossier(Base):
    """One version of a learner's dossier, as it was when she deposited it.

    `texts`: part -> field -> what she wrote. `kept_rank` is the marking that decided;
    `second_asked_at` is when she asked for a second one.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "number"),
        CheckConstraint(
            "status IN ('to_mark', 'second', 'agreement', 'passed', 'failed')", name="status_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    number: Mapped[int]
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONText)
    status: Mapped[str] = mapped_column(String(10), index=True)
    deposited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    second_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    kept_rank: Mapped[int | None]


class Marking(Base):
    """What one trainer gives: part -> criterion -> mark, and the comment beside it.

    `rank` 1 is the first marker, 2 the second, who marks without seeing the first marks.
    """

    __tablename__ = "dossier_marking"
    __table_args__ = (
        UniqueConstraint("dossier_id", "rank"),
        UniqueConstraint("dossier_id", "marker_id"),
        CheckConstraint("rank IN (1, 2)", name="rank_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    rank: Mapped[int]
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    marks: Mapped[dict[str, dict[str, int]]] = mapped_column(JSONText)
    comments: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONText)
    marked_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Agreement(Base):
    """Which of the two markings is better argued: one marker writes why, the other agrees."""

    __tablename__ = "dossier_agreement"
    __table_args__ = (CheckConstraint("kept_rank IN (1, 2)", name="kept_rank_known"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    kept_rank: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
