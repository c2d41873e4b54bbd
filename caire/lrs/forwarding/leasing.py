"""One process at a time delivers to a target; what it has done is written down piece by piece."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlalchemy import case, or_, select, update
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.lrs.forwarding.answering import Failure, Outcome, Refused
from caire.lrs.forwarding.choosing import Choice, choice_of
from caire.lrs.forwarding.errors import TargetBusy
from caire.lrs.forwarding.letters import MAX_STATEMENTS
from caire.lrs.models import DeadLetter, ForwardTarget

#: Longer than a piece takes. After a fall, another process goes on when it has passed.
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
#: A target may ask for more patience than ours, up to this.
MOST_PATIENCE = timedelta(days=1)
#: So long, and so often, a target may fail before what makes it fail is looked for. Then many
#: requests may be needed.
FAILING = timedelta(days=1)
FAILING_ATTEMPTS = 10
SIFTING_LEASE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Leased:
    """A target that we alone deliver to, as it was when we began."""

    id: int
    name: str
    endpoint: str
    username: str
    secret: str
    choice: Choice
    position: int
    together: int
    lease: str
    sifts: bool
    failing_since: datetime | None


def due_targets(db: Session, *, now: datetime) -> list[int]:
    """Targets that may be tried now, by their ids; those that failed last come last."""
    query = select(ForwardTarget.id).where(
        ForwardTarget.paused_at.is_(None),
        or_(ForwardTarget.next_attempt_at.is_(None), ForwardTarget.next_attempt_at <= now),
        or_(ForwardTarget.leased_until.is_(None), ForwardTarget.leased_until <= now),
    )
    return list(db.scalars(query.order_by(ForwardTarget.attempts, ForwardTarget.id)))


def take_lease(db: Session, target_id: int, *, now: datetime) -> Leased:
    """Be the one who delivers to it. In a writing transaction of its own.

    Raises:
        TargetBusy: another process does, or did until it fell a few minutes ago.
    """
    lease = secrets.token_hex(16)
    free = or_(ForwardTarget.leased_until.is_(None), ForwardTarget.leased_until <= now)
    taken = db.execute(
        update(ForwardTarget)
        .where(ForwardTarget.id == target_id, free)
        .values(
            lease=lease,
            leased_until=case((ForwardTarget.sifts, now + SIFTING_LEASE), else_=now + LEASE),
        )
        .returning(ForwardTarget)
    ).scalar_one_or_none()
    if taken is None:
        raise TargetBusy("another process is delivering to it: try again in some minutes")
    return Leased(
        id=taken.id,
        name=taken.name,
        endpoint=taken.endpoint,
        username=taken.username,
        secret=taken.secret,
        choice=choice_of(taken.chosen),
        position=taken.position,
        together=taken.together,
        lease=lease,
        sifts=taken.sifts,
        failing_since=taken.failing_since,
    )


def write_down(
    db: Session, leased: Leased, outcome: Outcome, *, position: int, now: datetime
) -> int:
    """Keep what is decided: the log before `position`, and each refusal.

    Returns how many statements may go together from now on.

    Raises:
        TargetBusy: the lease ended, and another process took it; its word counts.
    """
    kept = _still_leased(db, leased)
    gets_on = position > kept.position
    kept.position = position
    kept.leased_until = now + (SIFTING_LEASE if kept.sifts else LEASE)
    if outcome.decided:
        kept.delivered += outcome.delivered
        kept.next_attempt_at = kept.last_error = None
    if outcome.decided and gets_on:  # not only once more what shares its position with a failure
        kept.attempts = 0
        kept.failing_since = kept.failing_since if kept.sifts else None
        kept.together = min(2 * kept.together, MAX_STATEMENTS)
    if outcome.delivered:
        kept.delivered_at = now
    if outcome.refused:
        keep_refused(db, leased.id, outcome.refused, now=now)
    if outcome.failure is not None:
        kept.attempts += 1
        pause = pause_after(kept.attempts, outcome.failure, now=now)
        kept.next_attempt_at = now + pause
        kept.last_error = outcome.failure.reason
        _note_failing(kept, outcome.failure, now)
    db.flush()
    return kept.together


def _note_failing(kept: ForwardTarget, failure: Failure, now: datetime) -> None:
    if failure.unanswered > 1:
        kept.together = failure.unanswered // 2
    if failure.is_theirs:
        kept.failing_since = kept.failing_since or now
        is_long = now - kept.failing_since >= FAILING
        kept.sifts = kept.sifts or is_long and kept.attempts >= FAILING_ATTEMPTS


def stop_sifting(db: Session, leased: Leased) -> None:
    """All that was ahead is decided: the next failure is given a day again."""
    kept = _still_leased(db, leased)
    kept.sifts, kept.failing_since = False, None
    db.flush()


def give_back(db: Session, leased: Leased) -> None:
    """Let others deliver."""
    db.execute(
        update(ForwardTarget)
        .where(ForwardTarget.id == leased.id, ForwardTarget.lease == leased.lease)
        .values(lease=None, leased_until=None)
    )


def keep_refused(db: Session, target_id: int, refused: list[Refused], *, now: datetime) -> None:
    """Note dead letters; of one that was noted before, the newest refusal stays."""
    for one in refused:
        said = {"status": one.status, "reason": one.reason, "refused_at": now}
        note = insert_for(db, DeadLetter.__table__).values(
            target_id=target_id, seq=one.letter.seq, statement_id=one.letter.id, **said
        )
        db.execute(note.on_conflict_do_update(index_elements=["target_id", "seq"], set_=said))


def pause_after(attempts: int, failure: Failure, *, now: datetime) -> timedelta:
    """How long to wait: twice as long each time, or as long as the target says."""
    own = min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)
    return max(own, min(_asked(failure.retry_after, now), MOST_PATIENCE))


def _asked(retry_after: str | None, now: datetime) -> timedelta:
    """Retry-After: seconds or an HTTP date (RFC 9110, 10.2.3); what is neither asks for nothing."""
    if retry_after is None:
        return timedelta(0)
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), MOST_PATIENCE.total_seconds()))
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return timedelta(0)
    return max((when if when.tzinfo else when.replace(tzinfo=UTC)) - now, timedelta(0))


def _still_leased(db: Session, leased: Leased) -> ForwardTarget:
    query = select(ForwardTarget).where(
        ForwardTarget.id == leased.id, ForwardTarget.lease == leased.lease
    )
    kept = db.scalar(query.with_for_update().execution_options(populate_existing=True))
    if kept is None:
        raise TargetBusy(f"{leased.name} was taken over by another process, or removed")
    return kept
