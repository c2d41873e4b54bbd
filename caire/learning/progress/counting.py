"""Which statements count for an enrolment: the platform's, and those of tools its module accepts.

What a program with a key sends never counts by what it says of itself, its authority included: the
store knows by which key it came (`key_id`), and a module names the keys that it accepts.
"""

from collections.abc import Collection
from dataclasses import replace

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.registry import installed_modules
from caire.cohorts.queries import EnrolmentRow
from caire.lrs import vocabulary as v
from caire.lrs.models import LrsKey
from caire.lrs.numbering import instant
from caire.lrs.queries import statements_of_registration
from caire.lrs.records import StatementRecord

#: All that an accepted tool can say: that a screen of such a type is done.
_VERBS = (v.COMPLETED, v.EXPERIENCED)
_TYPES = ("lesson", "activity")


def accepted_key_ids(db: Session, course_key: str | None = None) -> frozenset[int]:
    """The keys that the module of this course accepts, or any module."""
    modules = installed_modules()
    chosen = modules.values() if course_key is None else filter(None, [modules.get(course_key)])
    names = {name for module in chosen for name in module.accepted_authorities}
    if not names:
        return frozenset()
    return frozenset(db.scalars(select(LrsKey.id).where(LrsKey.name.in_(names))))


def counted_statements(
    db: Session, enrolment: EnrolmentRow, course: Course
) -> list[StatementRecord]:
    """All that hold, in stored order, as they are counted."""
    keys = accepted_key_ids(db, enrolment.course_key)
    records = statements_of_registration(db, enrolment.registration, key_ids=keys)
    if not keys:
        return records
    return [one for record in records if (one := as_counted(record, enrolment, course, keys))]


def as_counted(
    record: StatementRecord, enrolment: EnrolmentRow, course: Course, keys: Collection[int]
) -> StatementRecord | None:
    """Ours as it is; of an accepted tool what counts, dated when it was stored; else None.

    Its own date is not taken: a tool whose clock is wrong would date certificates.
    """
    if record.is_own:
        return record
    if record.key_id not in keys or record.verb not in _VERBS or record.activity is None:
        return None
    kind, name = v.local_activity(record.activity)
    screen = course.screen(name) if kind == "screen" else None
    if screen is None or screen.type not in _TYPES or not _is_about(record, enrolment):
        return None
    said = {
        "id": record.id,
        "timestamp": instant(record.stored),
        "verb": {"id": record.verb},
        "object": {"id": record.activity},
    }
    return replace(record, raw=msgspec.json.encode(said).decode())


def _is_about(record: StatementRecord, enrolment: EnrolmentRow) -> bool:
    """Whether its actor is the platform's account of the person who is enrolled."""
    account = record.data["actor"].get("account") or {}
    home = record.data["authority"]["account"]["homePage"]
    return (account.get("homePage"), account.get("name")) == (home, enrolment.actor_name)
