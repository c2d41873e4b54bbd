"""What a person showed before this course: earlier certificates, the entry test of a level.

Read from her traces alone, whichever of her enrolments told them. A rule writes:

- `certificate.n1`: the trace that she `earned` a certificate by the rule `cert.n1`, which was not
  revoked since;
- `placement.entry.n2`: the trace that she `passed` the activity `placement/entry.n2`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from caire.catalogue.course import Course, Dispense
from caire.learning.queries import LearningPath
from caire.lrs import vocabulary as v
from caire.lrs.persons import statements_of_same_actor, was_said
from caire.lrs.records import StatementRecord


@dataclass(frozen=True, slots=True)
class Prior:
    """`name` as a rule writes it; `statement` is the id of the trace that shows it."""

    name: str
    statement: str
    at: datetime


def prior_evidence(
    db: Session, registration: str, *, before_seq: int | None = None
) -> tuple[Prior, ...]:
    """Everything that this enrolment's person showed elsewhere, oldest first; one query.

    Args:
        before_seq: only what was stored before that statement; None for all.
    """
    records = [
        record
        for record in statements_of_same_actor(
            db, registration, verbs=(v.EARNED, v.PASSED), about=v.EARNED
        )
        if before_seq is None or record.seq < before_seq
    ]
    revoked = {record.activity for record in records if _is_revocation(record)}
    return tuple(_priors(records, revoked))


def shows_prerequisite(db: Session, course: Course, registration: str | None) -> bool:
    """Whether she has one of what the course's rule asks for before; also when it asks for none.

    `registration` is any of hers; None: she follows nothing.
    """
    asked = course.rule.prerequisites if course.rule else ()
    known = prior_evidence(db, registration) if asked and registration else ()
    return not asked or any(one.name in asked for one in known)


def dispense_to_take(db: Session, path: LearningPath, *, xapi_root: str) -> str | None:
    """The test that may spare her sequences of this course: its id, unless she is through it."""
    tests = [t.head.id for t in path.course.placements if isinstance(t, Dispense)]
    if not tests or path.state.waived:
        return None
    addresses = [v.activity_iri(xapi_root, "placement", name) for name in tests]
    taken = was_said(db, path.enrolment.registration, verb=v.COMPLETED, activities=addresses)
    return None if taken else tests[0]


def _is_revocation(record: StatementRecord) -> bool:
    root = (record.activity or "").partition("/activities/")[0]
    return record.verb == v.own_verb(root, "revoked")


def _priors(records: Iterable[StatementRecord], revoked: Collection[str | None]) -> Iterator[Prior]:
    for record in records:
        kind, name = v.local_activity(record.activity or "")
        at = datetime.fromisoformat(record.data["timestamp"])
        if record.verb == v.PASSED and kind == "placement":
            yield Prior(f"placement.{name}", record.id, at)
        if record.verb == v.EARNED and kind == "certificate" and record.activity not in revoked:
            rule = str(v.extensions_of(record.data).get("rule", "")).partition("@")[0]
            if rule.startswith("cert."):
                yield Prior(f"certificate.{rule.removeprefix('cert.')}", record.id, at)
