"""Count what was answered since the last time: each statement is read once.

A page never looks through answers: it reads these sums.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from caire.analysis.models import ItemStatistic, StatisticsMark
from caire.analysis.observing import Key, Observation, observations
from caire.assessment.analysis import Sums
from caire.catalogue.queries import course_version
from caire.cohorts.models import Enrolment
from caire.learning.exposure import WINDOW
from caire.learning.models import Progress, Sitting
from caire.learning.progress.state import LearningState, decoded
from caire.learning.services.sittings import EXAM
from caire.lrs import vocabulary as v
from caire.lrs.consistency import consistent_through
from caire.lrs.hashing import verb_key
from caire.lrs.models import StoredStatement
from caire.lrs.numbering import last_number
from caire.lrs.records import StatementRecord

#: Statements read at a time.
BATCH = 1_000
_VERBS = tuple(verb_key(verb) for verb in (v.ANSWERED, v.PASSED, v.FAILED))
_MARK = 1


def gather(db: Session, *, now: datetime) -> int:
    """Count the next answers; returns how many statements were read: `BATCH` when there are more.

    Only up to where all that was stored can be read, so that none is passed over. One batch a
    transaction: learners who answer meanwhile do not wait.
    """
    bound = last_number(consistent_through(db))
    mark = db.get(StatisticsMark, _MARK, with_for_update=True)
    if mark is None:
        mark = StatisticsMark(id=_MARK, last_seq=0, counted_at=now)
        db.add(mark)
    batch = _batch(db, mark.last_seq, bound)
    if batch:
        _add(db, _observed(db, batch))
        mark.last_seq = batch[-1].seq
    mark.counted_at = now
    if len(batch) < BATCH:
        _expose(db, now)
    db.flush()
    return len(batch)


def forget(db: Session) -> None:
    """Have everything counted again: after answers were taken back, or items corrected."""
    db.execute(delete(ItemStatistic))
    db.execute(delete(StatisticsMark))


def _batch(db: Session, after: int, through: int) -> Sequence[StatementRecord]:
    rows = db.execute(
        select(
            StoredStatement.seq,
            StoredStatement.id,
            StoredStatement.registration,
            StoredStatement.raw,
            StoredStatement.is_own,
            StoredStatement.key_id,
        )
        .where(
            StoredStatement.verb_key.in_(_VERBS),
            StoredStatement.seq > after,
            StoredStatement.seq <= through,
            StoredStatement.is_own,
            StoredStatement.voided_by.is_(None),
            StoredStatement.raw.is_not(None),
            StoredStatement.registration.is_not(None),
        )
        .order_by(StoredStatement.seq)
        .limit(BATCH)
    )
    return [
        StatementRecord(row.seq, row.id, row.registration, row.raw or "", row.is_own, row.key_id)
        for row in rows
    ]


def _observed(db: Session, batch: Sequence[StatementRecord]) -> list[Observation]:
    registrations = {record.registration for record in batch}
    rows = db.execute(
        select(Enrolment.registration, Enrolment.course_version_id, Progress.document)
        .outerjoin(Progress, Progress.enrolment_id == Enrolment.id)
        .where(Enrolment.registration.in_(registrations))
    )
    enrolled = {
        registration: (version_id, decoded(document) if document else LearningState())
        for registration, version_id, document in rows
    }
    found: list[Observation] = []
    for record in batch:
        # Traces of an enrolment that is no more, or of another make, say nothing that we can read.
        if record.registration in enrolled:
            version_id, state = enrolled[record.registration]
            found += observations(record.data, course_version(db, version_id), state)
    return found


def _add(db: Session, found: Iterable[Observation]) -> None:
    kept: dict[Key, ItemStatistic] = {}
    for seen in found:
        row = kept.get(seen.key) or _row(db, seen.key)
        kept[seen.key] = row
        if seen.points is not None:
            row.answers += 1
            row.points += seen.points
            if seen.rest is not None:
                put_sums(row, sums_of(row).plus(seen.points, seen.rest))
        row.failures += seen.failed
        row.sure_and_wrong += seen.sure_and_wrong
        if seen.parts:
            # A new dictionary: a change inside the old one would not be noticed.
            row.failing = dict(Counter(row.failing) + Counter(seen.parts))


def _row(db: Session, key: Key) -> ItemStatistic:
    row = db.get(ItemStatistic, key)
    if row is None:
        course_key, item_id, major, mode = key
        row = ItemStatistic(
            course_key=course_key,
            item_id=item_id,
            major=major,
            mode=mode,
            answers=0,
            points=0.0,
            failures=0,
            failing={},
            sure_and_wrong=0,
            exposure=None,
        )
        put_sums(row, Sums())
        db.add(row)
    return row


def sums_of(row: ItemStatistic) -> Sums:
    return Sums(row.pairs, row.sum_x, row.sum_xx, row.sum_r, row.sum_rr, row.sum_xr)


def put_sums(row: ItemStatistic, sums: Sums) -> None:
    row.pairs, row.sum_x, row.sum_xx = sums.n, sums.x, sums.xx
    row.sum_r, row.sum_rr, row.sum_xr = sums.r, sums.rr, sums.xr


def _expose(db: Session, now: datetime) -> None:
    """The share of the exam forms of the last 90 days that held each item."""
    forms: Counter[str] = Counter()
    held: Counter[tuple[str, str]] = Counter()
    rows = db.execute(
        select(Enrolment.course_key, Sitting.item_ids)
        .join(Enrolment, Enrolment.id == Sitting.enrolment_id)
        .where(Sitting.kind == EXAM, Sitting.started_at > now - WINDOW)
    )
    for course_key, item_ids in rows:
        forms[course_key] += 1
        held.update((course_key, item_id) for item_id in item_ids)
    db.execute(update(ItemStatistic).where(ItemStatistic.mode == EXAM).values(exposure=0.0))
    for (course_key, item_id), count in held.items():
        db.execute(
            update(ItemStatistic)
            .where(
                ItemStatistic.mode == EXAM,
                ItemStatistic.course_key == course_key,
                ItemStatistic.item_id == item_id,
            )
            .values(exposure=count / forms[course_key])
        )
