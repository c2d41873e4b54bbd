"""Dossiers, as their pages read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from caire.assessment.dossier import part_points
from caire.cohorts.models import Enrolment
from caire.db import rows_of
from caire.dossiers.access import is_shared, open_to
from caire.dossiers.models import OPEN, TO_MARK, Agreement, Dossier, Marking
from caire.people.account import Account
from caire.workshops.queries.learners import is_trainer, others, taught_by


@dataclass(frozen=True, slots=True)
class MarkingRow:
    """`marks` and `comments`: part -> criterion."""

    rank: int
    marker_id: int
    marks: dict[str, dict[str, int]]
    comments: dict[str, dict[str, str]]
    marked_at: datetime

    @property
    def parts(self) -> dict[str, int]:
        """The points of each part."""
        return part_points(self.marks)

    @property
    def points(self) -> int:
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class AgreementRow:
    kept_rank: int
    reason: str
    proposed_by: int
    agreed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One version. `own_rank`: the marking that the reading trainer gave, None for none.

    `is_shared`: the learner has no trainer of her own who may mark it, so any trainer may.
    """

    id: int
    course_key: str
    course_version_id: int
    number: int
    status: str
    deposited_at: datetime
    decided_at: datetime | None
    kept_rank: int | None
    texts: dict[str, dict[str, str]]
    own_rank: int | None = None
    is_shared: bool = False

    @property
    def is_decided(self) -> bool:
        return self.status not in OPEN


_COLUMNS = (
    Dossier.id,
    Enrolment.course_key,
    Enrolment.course_version_id,
    Dossier.number,
    Dossier.status,
    Dossier.deposited_at,
    Dossier.decided_at,
    Dossier.kept_rank,
    Dossier.texts,
)


def _row(row: Any) -> DossierRow:
    return DossierRow(*row)


def _waiting(actor: BindParameter[int]) -> Select[int]:
    own = and_(Marking.dossier_id == Dossier.id, Marking.marker_id == actor)
    to_mark = and_(
        Dossier.status.in_(TO_MARK), Marking.id.is_(None), taught_by(actor), ~is_shared()
    )
    to_agree = and_(Dossier.status == "agreement", Marking.id.is_not(None))
    return (
        select(func.count(Dossier.id))
        .join(Enrolment, Enrolment.id == Dossier.enrolment_id)
        .outerjoin(Marking, own)
        .where(is_trainer(actor), others(actor), or_(to_mark, to_agree))
    )


_WAITING = _waiting(bindparam("actor_id", type_=Integer))


def dossiers_of(db: Session, enrolment_id: int) -> list[DossierRow]:
    """Every version that a learner deposited, the latest first."""
    rows = db.execute(
        select(*_COLUMNS)
        .join(Enrolment, Enrolment.id == Dossier.enrolment_id)
        .where(Dossier.enrolment_id == enrolment_id)
        .order_by(Dossier.number.desc())
    )
    return [_row(row) for row in rows]


def dossiers_for(db: Session, actor: Account) -> list[DossierRow]:
    """What a trainer may mark or must agree on, the oldest first; what she marked of late, last."""
    own = and_(Marking.dossier_id == Dossier.id, Marking.marker_id == actor.id)
    waits_for_her = or_(Dossier.status.in_(TO_MARK), Marking.id.is_not(None))
    rows = db.execute(
        select(*_COLUMNS, Marking.rank, is_shared())
        .join(Enrolment, Enrolment.id == Dossier.enrolment_id)
        .outerjoin(Marking, own)
        .where(open_to(actor.id), waits_for_her)
        .order_by(Dossier.decided_at.is_not(None), Dossier.deposited_at, Dossier.id)
        .limit(200)
    )
    return [_row(row) for row in rows]


def count_waiting(db: Session, actor: Account, now: datetime) -> int:
    """How many wait for this trainer: to be marked by her, or agreed on; one query.

    Those that any trainer may mark wait for nobody in particular.
    """
    ((waiting,),) = rows_of(db, _WAITING, actor_id=actor.id)
    return int(waiting)


def dossier_row(db: Session, dossier_id: int, actor: Account) -> DossierRow | None:
    """One that this trainer may mark, without locking it."""
    own = and_(Marking.dossier_id == Dossier.id, Marking.marker_id == actor.id)
    row = db.execute(
        select(*_COLUMNS, Marking.rank, is_shared())
        .join(Enrolment, Enrolment.id == Dossier.enrolment_id)
        .outerjoin(Marking, own)
        .where(open_to(actor.id), Dossier.id == dossier_id)
    ).one_or_none()
    return _row(row) if row else None


def markings_of(db: Session, dossier_id: int) -> tuple[MarkingRow, ...]:
    """The first marking, then the second."""
    rows = db.execute(
        select(Marking.rank, Marking.marker_id, Marking.marks, Marking.comments, Marking.marked_at)
        .where(Marking.dossier_id == dossier_id)
        .order_by(Marking.rank)
    )
    return tuple(MarkingRow(*row) for row in rows)


def agreement_on(db: Session, dossier_id: int) -> AgreementRow | None:
    row = db.execute(
        select(
            Agreement.kept_rank, Agreement.reason, Agreement.proposed_by, Agreement.agreed_at
        ).where(Agreement.dossier_id == dossier_id)
    ).one_or_none()
    return AgreementRow(*row) if row else None
