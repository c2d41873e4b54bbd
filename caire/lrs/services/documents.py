"""Keep documents: put, merge, take away. One writer of a document at a time.

A caller holds a writing transaction: SQLite lets one in at a time, and PostgreSQL waits here for
the other writer of the same document, also of one that does not exist yet.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.lrs.documents.contents import Content, merged, refuse_broken_json
from caire.lrs.documents.places import Place, Shelf
from caire.lrs.documents.preconditions import Blind, Precondition, refuse_blind, refuse_unmet
from caire.lrs.documents.reading import document_at
from caire.lrs.driver import is_postgres
from caire.lrs.models import StoredDocument

#: The advisory locks of documents, among all that the platform takes.
LOCK_CLASS = 0x0D0C


def put_document(
    db: Session,
    *,
    place: Place,
    content: Content,
    precondition: Precondition,
    blind: Blind,
    now: datetime,
) -> None:
    """Store the document, or replace it. `blind`: what may be done without any precondition.

    Raises:
        DocumentInvalid, PreconditionFailed, PreconditionMissing, PreconditionUnsaid.
    """
    refuse_broken_json(content)
    etag = _locked_etag(db, place)
    refuse_unmet(precondition, etag)
    refuse_blind(precondition, etag, allowed=blind)
    _keep(db, place, content, now)


def merge_document(
    db: Session,
    *,
    place: Place,
    content: Content,
    precondition: Precondition,
    max_bytes: int,
    now: datetime,
) -> None:
    """Merge a JSON object into the document, or store it where there is none.

    Raises:
        PreconditionFailed, NotMergeable, DocumentInvalid, DocumentTooLarge.
    """
    refuse_unmet(precondition, _locked_etag(db, place))
    found = document_at(db, place)
    before = found.content if found else None
    _keep(db, place, merged(before, content, max_bytes=max_bytes), now)


def delete_document(db: Session, *, place: Place, precondition: Precondition) -> None:
    """Take the document away; where there is none, that is done already.

    Raises:
        PreconditionFailed.
    """
    refuse_unmet(precondition, _locked_etag(db, place))
    db.execute(delete(StoredDocument).where(StoredDocument.key == place.key))


def delete_documents(db: Session, *, shelf: Shelf, registration: str | None) -> None:
    """Take away all that stands on the shelf, of one registration where it is given."""
    chosen = delete(StoredDocument).where(StoredDocument.shelf == shelf.key)
    if registration is not None:
        chosen = chosen.where(StoredDocument.registration == registration)
    db.execute(chosen)


def erase_documents_about(db: Session, *, agent_key: bytes) -> int:
    """Forget every document about an agent, whoever keeps it; returns how many."""
    result = db.execute(
        delete(StoredDocument)
        .where(StoredDocument.agent_key == agent_key)
        .returning(StoredDocument.key)
    )
    return len(result.all())


def _locked_etag(db: Session, place: Place) -> str | None:
    """The tag of what stands there, which nobody else changes before this transaction ends."""
    if is_postgres(db):
        number = int.from_bytes(place.key[:4], signed=True)
        db.execute(select(func.pg_advisory_xact_lock(LOCK_CLASS, number)))
    return db.scalar(select(StoredDocument.etag).where(StoredDocument.key == place.key))


def values_at(place: Place, content: Content, now: datetime) -> dict[str, Any]:
    """The row of a document."""
    shelf = place.shelf
    return {
        "key": place.key,
        "shelf": shelf.key,
        "kind": shelf.kind.value,
        "organisation_id": shelf.organisation_id,
        "activity": shelf.activity,
        "agent": shelf.agent.said if shelf.agent else None,
        "agent_key": shelf.agent.key if shelf.agent else None,
        "registration": place.registration,
        "name": place.name,
        "content": content.body,
        "content_type": content.content_type,
        "etag": content.etag,
        "updated_at": now,
    }


def _keep(db: Session, place: Place, content: Content, now: datetime) -> None:
    values = values_at(place, content, now)
    changed = {name: values[name] for name in ("content", "content_type", "etag", "updated_at")}
    db.execute(
        insert_for(db, StoredDocument)
        .values(**values)
        .on_conflict_do_update(index_elements=["key"], set_=changed)
    )
