"""Organisations, their people, and the places where half-days are held."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, UTCDateTime

#: `institution` trains and issues certificates; `client` has its staff trained.
KINDS = ("institution", "client")

SLUG_MAX = 60
NAME_MAX = 160
TEXT_MAX = 200
ACCESS_NOTES_MAX = 600
ROOM_CAPACITY_MAX = 500


class Organisation(Base):
    """An institution or a client. Empty texts are unknown; official numbers are compact.

    The contacts are shown to learners before they start (R-FOAD-2); `reply_hours` is the longest
    time to an answer. The signatory signs its certificates of completion.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("kind IN ('institution', 'client')", name="kind_known"),
        CheckConstraint("reply_hours BETWEEN 1 AND 720", name="reply_hours_sane"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(SLUG_MAX), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    kind: Mapped[str] = mapped_column(String(12))
    siret: Mapped[str | None] = mapped_column(String(14))
    nda: Mapped[str | None] = mapped_column(String(11))
    uai: Mapped[str | None] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(TEXT_MAX), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    city: Mapped[str] = mapped_column(String(NAME_MAX), default="")
    signatory_name: Mapped[str] = mapped_column(String(NAME_MAX), default="")
    signatory_title: Mapped[str] = mapped_column(String(NAME_MAX), default="")
    technical_contact: Mapped[str] = mapped_column(String(TEXT_MAX), default="")
    pedagogical_contact: Mapped[str] = mapped_column(String(TEXT_MAX), default="")
    support_hours: Mapped[str] = mapped_column(String(TEXT_MAX), default="")
    reply_hours: Mapped[int] = mapped_column(default=48)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Site(Base):
    """A place of an organisation. `access_notes`: how to come in, lifts, induction loop."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    address: Mapped[str] = mapped_column(String(TEXT_MAX))
    postcode: Mapped[str] = mapped_column(String(10))
    city: Mapped[str] = mapped_column(String(NAME_MAX))
    access_notes: Mapped[str] = mapped_column(String(ACCESS_NOTES_MAX), default="")


class Room(Base):
    """A room of a site; `capacity` counts the learners it can seat."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("site_id", "name"),
        CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity_sane"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    capacity: Mapped[int]


class Membership(Base):
    """A person belongs to an organisation, under the reference it knows her by."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("organisation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    employee_reference: Mapped[str | None] = mapped_column(String(60))
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
