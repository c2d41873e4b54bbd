"""Targets: added, listed, paused, resumed, removed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from caire.lrs.errors import StatementInvalid
from caire.lrs.forwarding.addresses import endpoint_of
from caire.lrs.forwarding.choosing import Choice, choice_of
from caire.lrs.forwarding.credentials import hidden
from caire.lrs.forwarding.errors import NoSuchTarget, TargetInvalid, TargetNameTaken
from caire.lrs.models import DeadLetter, ForwardTarget, LogHead
from caire.lrs.texts import check_iri


@dataclass(frozen=True, slots=True)
class Credentials:
    """User and password of Basic authentication. `secret_key`: that of the site, which hides it."""

    username: str
    secret: str
    secret_key: str

    def hidden(self) -> str:
        """Raises: TargetInvalid."""
        if not self.username or ":" in self.username or not self.username.isprintable():
            raise TargetInvalid("the user name must not be empty nor hold a colon")
        if not self.secret or not self.secret.isprintable():
            raise TargetInvalid("the secret must be one line, not empty")
        return hidden(self.secret, secret_key=self.secret_key)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """`waiting`: sealed statements, chosen or not, that are still to be looked at.

    `failing_since`: it answers with errors of its own since then; `sifts`: so long that what makes
    it fail is set aside.
    """

    name: str
    endpoint: str
    username: str
    choice: Choice
    paused_at: datetime | None
    delivered: int
    delivered_at: datetime | None
    waiting: int
    dead: int
    attempts: int
    next_attempt_at: datetime | None
    last_error: str | None
    failing_since: datetime | None
    sifts: bool


def add_target(
    db: Session,
    *,
    name: str,
    endpoint: str,
    credentials: Credentials,
    choice: Choice,
    allow_private: bool,
    now: datetime,
) -> None:
    """From now on it gets what is chosen, beginning with what is stored already.

    Raises:
        TargetNameTaken, TargetInvalid.
    """
    if not name.strip() or len(name) > 120 or not name.isprintable():
        raise TargetInvalid("a name has 1 to 120 characters")
    if db.scalar(select(ForwardTarget.id).where(ForwardTarget.name == name)) is not None:
        raise TargetNameTaken(f"there is a target named {name}: choose another name")
    for iri in (*choice.verbs, *choice.activities):
        try:
            check_iri(iri, iri[:200])
        except StatementInvalid as fault:
            raise TargetInvalid(str(fault)) from None
    db.add(
        ForwardTarget(
            name=name,
            endpoint=endpoint_of(endpoint, allow_private=allow_private).url,
            username=credentials.username,
            secret=credentials.hidden(),
            chosen=choice.as_json(),
            created_at=now,
        )
    )
    db.flush()


def change_credentials(db: Session, *, name: str, credentials: Credentials) -> None:
    """Take others, and try again at once. Raises: NoSuchTarget, TargetInvalid."""
    target = target_named(db, name)
    target.username = credentials.username
    target.secret = credentials.hidden()
    _try_anew(target)
    db.flush()


def pause_target(db: Session, *, name: str, now: datetime) -> None:
    """Send nothing until it is resumed; nothing is lost meanwhile. Raises: NoSuchTarget."""
    target = target_named(db, name)
    target.paused_at = target.paused_at or now
    db.flush()


def resume_target(db: Session, *, name: str) -> None:
    """Go on where it stopped, without waiting for the next attempt. Raises: NoSuchTarget."""
    target = target_named(db, name)
    target.paused_at = None
    _try_anew(target)
    db.flush()


def _try_anew(target: ForwardTarget) -> None:
    target.next_attempt_at = target.failing_since = None
    target.attempts, target.sifts = 0, False


def remove_target(db: Session, *, name: str) -> None:
    """Forget it, with its dead letters. Raises: NoSuchTarget."""
    target = target_named(db, name)
    db.execute(delete(DeadLetter).where(DeadLetter.target_id == target.id))
    db.delete(target)
    db.flush()


def target_named(db: Session, name: str) -> ForwardTarget:
    """Raises: NoSuchTarget."""
    found = db.scalar(select(ForwardTarget).where(ForwardTarget.name == name))
    if found is None:
        raise NoSuchTarget(f"no target {name}: `caire lrs forward list` shows them")
    return found


def targets(db: Session) -> list[TargetRow]:
    """Every target, oldest first, without secrets."""
    size = db.scalar(select(func.max(LogHead.size))) or 0
    counts = select(DeadLetter.target_id, func.count()).group_by(DeadLetter.target_id)
    dead = {row[0]: row[1] for row in db.execute(counts)}
    rows = db.scalars(select(ForwardTarget).order_by(ForwardTarget.id))
    return [
        TargetRow(
            name=row.name,
            endpoint=row.endpoint,
            username=row.username,
            choice=choice_of(row.chosen),
            paused_at=row.paused_at,
            delivered=row.delivered,
            delivered_at=row.delivered_at,
            waiting=size - row.position,
            dead=dead.get(row.id, 0),
            attempts=row.attempts,
            next_attempt_at=row.next_attempt_at,
            last_error=row.last_error,
            failing_since=row.failing_since,
            sifts=row.sifts,
        )
        for row in rows
    ]
