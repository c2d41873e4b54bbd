"""Derive a certificate again from the traces alone, and say what differs."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.certificates.eligibility import evaluate
from caire.certificates.errors import NoSuchCertificate
from caire.certificates.models import Certificate
from caire.cohorts.queries import enrolment_by_id
from caire.learning.prerequisites import prior_evidence
from caire.learning.progress.advance import advance
from caire.learning.progress.counting import counted_statements
from caire.learning.progress.state import LearningState
from caire.lrs.records import StatementRecord


@dataclass(frozen=True, slots=True)
class AuditedCondition:
    """`expected` are the statements named by the certificate, `found` those derived now."""

    kind: str
    expected: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return bool(self.found) and set(self.expected) == set(self.found)


@dataclass(frozen=True, slots=True)
class AuditReport:
    """`problems` say in English what differs. `issue_is_told`: the issue has its statement."""

    code: str
    status: str
    statements_read: int
    conditions: tuple[AuditedCondition, ...]
    problems: tuple[str, ...]
    issue_is_told: bool = True
    is_erased: bool = False

    @property
    def sound(self) -> bool:
        return not self.problems


def audit(db: Session, *, code: str) -> AuditReport:
    """Read the enrolment's statements up to the issue, decide again, compare.

    Raises:
        NoSuchCertificate.
    """
    certificate = db.scalar(select(Certificate).where(Certificate.code == code))
    if certificate is None:
        raise NoSuchCertificate(code)
    enrolment = enrolment_by_id(db, certificate.enrolment_id)
    if enrolment is None:
        problem = "the enrolment was erased"
        return AuditReport(code, certificate.status, 0, (), (problem,), is_erased=True)
    course = course_version(db, certificate.course_version_id)
    records = counted_statements(db, enrolment, course)
    before = _until(records, certificate.statement_id)
    state = LearningState()
    for record in before:
        advance(state, record.data, course)
    before_seq = next((r.seq for r in records if r.id == certificate.statement_id), None)
    prior = prior_evidence(db, enrolment.registration, before_seq=before_seq)
    decision = evaluate(course, state, prior=prior, now=certificate.issued_at)
    found = decision.evidence if decision else {}
    conditions = tuple(
        AuditedCondition(kind, tuple(ids), tuple(found.get(kind, ())))
        for kind, ids in certificate.evidence.items()
    )
    problems = [
        f"{c.kind}: the traces give {len(c.found)} statements, the certificate names "
        f"{len(c.expected)}"
        for c in conditions
        if not c.agrees
    ]
    issue_is_told = any(record.id == certificate.statement_id for record in records)
    if not issue_is_told:
        problems.append("the statement that tells the issue is missing")
    return AuditReport(
        code, certificate.status, len(before), conditions, tuple(problems), issue_is_told
    )


def _until(records: list[StatementRecord], last_id: str) -> list[StatementRecord]:
    """The statements stored before that one; all of them when it is missing."""
    kept = []
    for record in records:
        if record.id == last_id:
            break
        kept.append(record)
    return kept
