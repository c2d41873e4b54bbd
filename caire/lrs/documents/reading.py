"""Documents as they stand, and lists of their names."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs.documents.contents import Content
from caire.lrs.documents.places import Place, Shelf
from caire.lrs.models import StoredDocument


@dataclass(frozen=True, slots=True)
class Document:
    content: Content
    etag: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """Names in the order of their last change. `updated_at` is the newest; None: no name."""

    names: tuple[str, ...]
    updated_at: datetime | None


def document_at(db: Session, place: Place) -> Document | None:
    row = db.execute(
        select(
            StoredDocument.content,
            StoredDocument.content_type,
            StoredDocument.etag,
            StoredDocument.updated_at,
        ).where(StoredDocument.key == place.key)
    ).one_or_none()
    if row is None:
        return None
    return Document(Content(row.content, row.content_type), row.etag, row.updated_at)


def names_on(
    db: Session, shelf: Shelf, *, registration: str | None = None, since: datetime | None = None
) -> Listed:
    """The documents on a shelf: of one registration or of all, changed after `since` or ever.

    A state of several registrations is named once.
    """
    chosen = select(StoredDocument.name, StoredDocument.updated_at).where(
        StoredDocument.shelf == shelf.key
    )
    if registration is not None:
        chosen = chosen.where(StoredDocument.registration == registration)
    if since is not None:
        chosen = chosen.where(StoredDocument.updated_at > since)
    rows = db.execute(chosen.order_by(StoredDocument.updated_at, StoredDocument.name)).all()
    names = tuple(dict.fromkeys(row.name for row in rows))
    return Listed(names, rows[-1].updated_at if rows else None)
