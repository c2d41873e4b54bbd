"""Delivering what is due: no transaction is open while a target is spoken to."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker
from structlog import get_logger

from caire.clock import utcnow
from caire.config import Config
from caire.db import transaction
from caire.lrs.forwarding.addresses import endpoint_of
from caire.lrs.forwarding.answering import Failure, Outcome
from caire.lrs.forwarding.choosing import Ahead, Item, ahead_of
from caire.lrs.forwarding.credentials import shown
from caire.lrs.forwarding.errors import CredentialsUnreadable, TargetBusy, TargetInvalid
from caire.lrs.forwarding.leasing import (
    Leased,
    due_targets,
    give_back,
    stop_sifting,
    take_lease,
    write_down,
)
from caire.lrs.forwarding.letters import Letter, letters_of, pieces
from caire.lrs.forwarding.posting import Post
from caire.lrs.forwarding.sifting import sent, sifted
from caire.lrs.log import seal, signer_of
from caire.lrs.models import UnsealedStatement

log = get_logger(__name__)

#: Targets spoken to at the same time. Those that failed last come last: they can keep nobody.
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Forwarding:
    """What delivering needs to know of the platform."""

    sessions: sessionmaker[Session]
    config: Config


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was done for a target.

    `error`: why it stopped, and will be tried again; `has_more`: only the time was over.
    """

    delivered: int
    refused: int
    error: str | None = None
    has_more: bool = False


def forward_due(place: Forwarding, *, budget_s: float) -> dict[str, Delivery]:
    """Deliver to each target that is due, for so long; by name of target.

    Targets are spoken to at the same time: one that hangs holds no other up, and us for no longer
    than an exchange may last. What waits for the log is sealed first, when somebody waits for it.
    """
    end = time.monotonic() + budget_s
    with place.sessions() as db:
        due = due_targets(db, now=utcnow())
        waits = db.query(UnsealedStatement.seq).limit(1).first() is not None
    if due and waits:
        with place.sessions() as db, transaction(db):
            seal(db, signer=signer_of(db, place.config.data_dir), now=utcnow())
    if not due:
        return {}
    with ThreadPoolExecutor(min(len(due), AT_ONCE), "forwarding") as pool:
        done = [pool.submit(_turn, place, target_id, end) for target_id in due]
    return dict(one for each in done if (one := each.result()) is not None)


def _turn(place: Forwarding, target_id: int, end: float) -> tuple[str, Delivery] | None:
    """None: another process delivers to it, or took it over and goes on."""
    try:
        with leased_target(place, target_id) as leased:
            return leased.name, _forward(place, leased, end)
    except TargetBusy:
        return None


@contextmanager
def leased_target(place: Forwarding, target_id: int) -> Iterator[Leased]:
    """A target that nobody else delivers to meanwhile. Raises: TargetBusy."""
    with place.sessions() as db, transaction(db):
        leased = take_lease(db, target_id, now=utcnow())
    try:
        yield leased
    finally:
        with place.sessions() as db, transaction(db):
            give_back(db, leased)


def post_of(place: Forwarding, leased: Leased) -> Post:
    """A connection to be. Raises: CredentialsUnreadable, TargetInvalid."""
    allow = place.config.lrs.forward_to_private
    return Post(
        endpoint_of(leased.endpoint, allow_private=allow),
        username=leased.username,
        secret=shown(leased.secret, secret_key=place.config.site.secret_key),
        allow_private=allow,
    )


def _forward(place: Forwarding, leased: Leased, end: float) -> Delivery:
    delivered = refused = 0
    position, together = leased.position, leased.together
    try:
        with post_of(place, leased) as post:
            while time.monotonic() < end:
                with place.sessions() as db:
                    ahead = ahead_of(db, leased.choice, position=position)
                if ahead.end == position:
                    _calm(place, leased)
                    return Delivery(delivered, refused)
                done = 0
                for piece, reached in _with_ends(ahead, together):
                    gets_on, position = reached > position, reached
                    done += len(piece)
                    outcome, most = _piece(place, leased, post, piece, reached, ahead.items[done:])
                    delivered += outcome.delivered
                    refused += len(outcome.refused)
                    if outcome.failure is not None:
                        return Delivery(delivered, refused, outcome.failure.reason)
                    if time.monotonic() >= end or gets_on and most != together:
                        break
                together = most
    except (CredentialsUnreadable, TargetInvalid) as refusal:
        _write(place, leased, Outcome(failure=Failure(str(refusal))), position)
        return Delivery(delivered, refused, str(refusal))
    return Delivery(delivered, refused, has_more=True)


def _with_ends(ahead: Ahead, together: int) -> Iterator[tuple[list[Item], int]]:
    """Each request to make, and where to go on after it; where nothing is chosen, only where."""
    parts = list(pieces(ahead.items, most=together)) or [[]]
    # Statements that share a position may stand in two requests: both are made again then.
    ends = [following[0].position for following in parts[1:]] + [ahead.end]
    return zip(parts, ends, strict=True)


def _piece(
    place: Forwarding,
    leased: Leased,
    post: Post,
    piece: list[Item],
    end: int,
    after: Sequence[Item],
) -> tuple[Outcome, int]:
    """Send some and write down how far we came. `after`: what comes after them.

    Returns also how many may go together from now on.
    """
    with place.sessions() as db:
        letters = letters_of(db, piece)
    if leased.sifts:
        outcome = sifted(post, letters, following=_one_by_one(place, after), note=_note(leased))
    else:
        outcome = sent(post, letters)
    reached = end if outcome.failure is None else letters[outcome.decided].position
    together = _write(place, leased, outcome, reached)
    for one in outcome.refused:
        log.warning("trace refused", target=leased.name, id=one.letter.id, status=one.status)
    return outcome, together


def _one_by_one(place: Forwarding, items: Sequence[Item]) -> Iterator[Letter]:
    """Their letters, each read when it is asked for."""
    for item in items:
        with place.sessions() as db:
            letters = letters_of(db, [item])
        yield from letters


def _note(leased: Leased) -> str:
    since = leased.failing_since.isoformat(timespec="minutes") if leased.failing_since else ""
    return f" (set aside: failing since {since}, at this trace alone)"


def _calm(place: Forwarding, leased: Leased) -> None:
    if leased.sifts or leased.failing_since:
        with place.sessions() as db, transaction(db):
            stop_sifting(db, leased)


def _write(place: Forwarding, leased: Leased, outcome: Outcome, position: int) -> int:
    now: datetime = utcnow()
    with place.sessions() as db, transaction(db):
        return write_down(db, leased, outcome, position=position, now=now)
