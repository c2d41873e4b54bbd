"""The rights of a person over her data: a copy of everything, and erasure."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from caire.errors import NotFound
from caire.events import announce
from caire.people import exporters
from caire.people.events import AccountErased
from caire.people.models import Person, RoleGrant
from caire.people.services.throttle import forget_person

FORMAT = "caire.person.v1"


def export_person(db: Session, *, person_id: int, now: datetime) -> dict[str, Any]:
    """Everything that the platform holds about a person, as JSON values.

    Raises:
        NotFound: no such person, or erased.
    """
    person = db.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NotFound(f"person {person_id}")
    return {
        "format": FORMAT,
        "exported_at": now.isoformat(),
        "account": _account_data(db, person),
        **exporters.exported(db, person_id),
    }


def export_archive(data: dict[str, Any], page: str) -> bytes:
    """A ZIP with `data.json` for programs and `index.html` for people."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        archive.writestr("index.html", page)
    return target.getvalue()


def erase_person(db: Session, *, person_id: int, now: datetime) -> dict[str, int]:
    """Erase the account and everything that nothing obliges to keep. It cannot be undone.

    The row stays as a tombstone without identity, so that records which must be kept (attendance,
    certificates, each with the name it bears) still point somewhere. The name in learning traces
    is replaced, so they no longer lead here.

    Returns:
        What is kept: kind -> number of records (see `exporters`).

    Raises:
        NotFound: no such person, or erased already.
    """
    person = db.get(Person, person_id, with_for_update=True)
    if person is None or person.erased_at is not None:
        raise NotFound(f"person {person_id}")
    announce(db, AccountErased(person_id))
    db.execute(delete(RoleGrant).where(RoleGrant.person_id == person_id))
    forget_person(db, person_id=person_id, email=person.email)
    person.email = f"{uuid4().hex}@erased.invalid"
    person.given_name = person.family_name = person.search_text = person.sort_name = ""
    person.actor_name = uuid4().hex
    person.password_hash = None
    person.email_confirmed_at = person.last_seen_at = None
    person.locale = "fr"
    person.session_epoch += 1
    person.erased_at = now
    db.flush()
    return exporters.kept(db, person_id)


def _account_data(db: Session, person: Person) -> dict[str, Any]:
    roles = db.execute(
        select(RoleGrant.role, RoleGrant.organisation_id)
        .where(RoleGrant.person_id == person.id)
        .order_by(RoleGrant.role, RoleGrant.organisation_id)
    )
    return {
        "email": person.email,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "language": person.locale,
        "name_in_learning_traces": person.actor_name,
        "has_password": person.password_hash is not None,
        "created_at": _text(person.created_at),
        "email_confirmed_at": _text(person.email_confirmed_at),
        "last_sign_in_at": _text(person.last_seen_at),
        "roles": [{"role": role, "organisation_id": scope} for role, scope in roles],
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
