"""Documents that programs keep in the store, and what is known of activities."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, UTCDateTime
from caire.lrs.models.numbers import KeyBytes, UuidText

#: The organisation of what belongs to none: a primary key holds no NULL.
NO_ORGANISATION = 0


class StoredDocument(Base):
    """One document of the State, Activity Profile or Agent Profile resource.

    `key` is made of all that tells a document from another, its organisation first; `shelf` of the
    same without registration and name, to list what stands together. Source: `caire.lrs.documents`.
    """

    __tablename__ = "lrs_document"

    key: Mapped[bytes] = mapped_column(KeyBytes, primary_key=True)
    shelf: Mapped[bytes] = mapped_column(KeyBytes)
    kind: Mapped[str] = mapped_column(String(16))
    organisation_id: Mapped[int | None] = mapped_column()
    activity: Mapped[str | None] = mapped_column(Text)
    agent: Mapped[str | None] = mapped_column(Text)
    agent_key: Mapped[bytes | None] = mapped_column(KeyBytes)
    registration: Mapped[str | None] = mapped_column(UuidText)
    name: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    content_type: Mapped[str] = mapped_column(String(255))
    etag: Mapped[str] = mapped_column(String(40))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_lrs_document_shelf", "shelf", "registration"),
        Index(
            "ix_lrs_document_agent_key",
            "agent_key",
            postgresql_where=text("agent_key IS NOT NULL"),
            sqlite_where=text("agent_key IS NOT NULL"),
        ),
    )


class KnownActivity(Base):
    """How the statements of one organisation describe an activity; `definition` is JSON."""

    __tablename__ = "lrs_activity"

    organisation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    activity_key: Mapped[bytes] = mapped_column(KeyBytes, primary_key=True)
    iri: Mapped[str] = mapped_column(Text)
    definition: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
