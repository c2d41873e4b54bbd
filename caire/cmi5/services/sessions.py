"""A unit fetches its access, once, and comes to the store with it. Source: cmi5, 8.2."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.cmi5.models import Registration, UnitSession
from caire.cmi5.services.admitting import SessionBounds
from caire.cmi5.tokens import hashed, new_credentials, session_of_fetch, session_of_key
from caire.cohorts.queries import enrolment_by_id
from caire.lrs.access import KeyAccess
from caire.lrs.errors import KeyRefused
from caire.lrs.models import LrsKey
from caire.lrs.services.keys import create_key

#: The key under which the store keeps what units send. Revoking it ends every session.
KEY_NAME = "cmi5 (plateforme)"
SCOPES = ("statements/write", "statements/read/mine", "state", "profile")


@dataclass(frozen=True, slots=True)
class FetchError:
    """What a fetch address answers instead of a token (8.2.3.2)."""

    code: str
    text: str


USED = FetchError("1", "The authorization token has been fetched, or the session is over.")
NOT_OURS = FetchError("2", "This is no fetch address of this platform.")


def fetch_access(db: Session, *, token: str, secret_key: str, now: datetime) -> str | FetchError:
    """The auth-token of a session, the first time that it is asked for."""
    session_id = session_of_fetch(secret_key, token)
    session = session_id and db.get(UnitSession, session_id, with_for_update=True)
    if not session:
        return NOT_OURS
    if session.secret_hash is not None or not session.is_open or now >= session.expires_at:
        return USED
    given = new_credentials(session.id)
    session.secret_hash = hashed(given.secret)
    key_of_units(db, now=now)
    db.flush()
    return given.auth_token


def key_of_units(db: Session, *, now: datetime) -> LrsKey:
    """The store's key for all sessions; made at the first one, its secret known to nobody."""
    found = db.scalar(select(LrsKey).where(LrsKey.name == KEY_NAME))
    if found is None:
        made = create_key(db, name=KEY_NAME, now=now, scopes=("statements/write",))
        found = db.get_one(LrsKey, made.id)
    return found


def access_of_session(db: Session, key: str, secret: str, *, xapi_root: str) -> KeyAccess:
    """Who comes with the credentials of a session: see `caire.lrs.services.keys.lend`.

    A session that has ended still gets reasons instead of data, until its time is over.

    Raises:
        KeyRefused: unknown, wrong, or after the session's time.
    """
    row = db.execute(
        select(
            UnitSession.id,
            UnitSession.secret_hash,
            UnitSession.expires_at,
            Registration.enrolment_id,
            Registration.name,
        )
        .join(Registration, Registration.id == UnitSession.registration_id)
        .where(UnitSession.id == session_of_key(key))
    ).one_or_none()
    matches = hmac.compare_digest((row.secret_hash if row else None) or "", hashed(secret))
    if row is None or not matches or utcnow() >= row.expires_at:
        raise KeyRefused("no session of a unit has this access, or its time is over")
    enrolment = enrolment_by_id(db, row.enrolment_id)
    known = db.execute(
        select(LrsKey.id, LrsKey.revoked_at).where(LrsKey.name == KEY_NAME)
    ).one_or_none()
    if enrolment is None or known is None or known.revoked_at is not None:
        raise KeyRefused("the learner has left the course, or sessions were ended")
    return KeyAccess(
        key_id=known.id,
        key=key,
        scopes=frozenset(SCOPES),
        organisation_id=enrolment.organisation_id,
        bounds=SessionBounds(row.id, row.name, enrolment, xapi_root),
    )
