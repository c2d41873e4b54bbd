"""Reads for the pages of traces."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.certificates.models import Certificate
from caire.cohorts.queries import EnrolmentRow, enrolment_by_registration
from caire.people.models import Person


@dataclass(frozen=True, slots=True)
class PersonName:
    id: int
    display_name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A certificate for which a trace counts; `kinds` are the conditions that it satisfies.

    `is_issue`: the trace tells the issue itself.
    """

    code: str
    status: str
    kinds: tuple[str, ...]
    is_issue: bool


def people_by_actor(db: Session, actor_names: Collection[str]) -> dict[str, PersonName]:
    """The people who have these names in traces; those erased are not among them."""
    if not actor_names:
        return {}
    query = select(Person.actor_name, Person.id, Person.given_name, Person.family_name).where(
        Person.actor_name.in_(actor_names), Person.erased_at.is_(None)
    )
    return {
        actor: PersonName(id, f"{given} {family}".strip())
        for actor, id, given, family in db.execute(query)
    }


def enrolment_of(db: Session, registration: str | None) -> EnrolmentRow | None:
    """The enrolment that a trace belongs to, when it is one of ours."""
    return enrolment_by_registration(db, registration) if registration else None


def evidence_of(db: Session, *, enrolment_id: int, statement_id: str) -> list[Evidence]:
    """The certificates of an enrolment for which this statement counts, the oldest first."""
    query = (
        select(Certificate.code, Certificate.status, Certificate.evidence, Certificate.statement_id)
        .where(Certificate.enrolment_id == enrolment_id)
        .order_by(Certificate.id)
    )
    found = [
        Evidence(
            code,
            status,
            tuple(kind for kind, ids in evidence.items() if statement_id in ids),
            issue_id == statement_id,
        )
        for code, status, evidence, issue_id in db.execute(query)
    ]
    return [one for one in found if one.kinds or one.is_issue]
