"""Organisations and their places, as screens read them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from caire.organisations.models import Membership, Organisation, Room, Site


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation; official numbers are compact, unknown texts empty."""

    id: int
    slug: str
    name: str
    kind: str
    siret: str | None
    nda: str | None
    uai: str | None
    address: str
    postcode: str
    city: str
    signatory_name: str
    signatory_title: str
    technical_contact: str
    pedagogical_contact: str
    support_hours: str
    reply_hours: int


@dataclass(frozen=True, slots=True)
class SiteRow:
    id: int
    organisation_id: int
    organisation_name: str
    name: str
    address: str
    postcode: str
    city: str
    access_notes: str


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room and where it is."""

    id: int
    name: str
    capacity: int
    site_id: int
    site_name: str
    address: str
    postcode: str
    city: str
    access_notes: str
    organisation_id: int
    organisation_name: str


def organisation_rows() -> Select[*tuple[Any, ...]]:
    """The columns of `OrganisationRow`, by name."""
    columns = (getattr(Organisation, field) for field in OrganisationRow.__dataclass_fields__)
    return select(*columns).order_by(Organisation.name, Organisation.id)


def organisations(db: Session, *, kind: str | None = None) -> list[OrganisationRow]:
    """All of them, or those of one kind, by name."""
    query = organisation_rows()
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    return [OrganisationRow(*row) for row in db.execute(query)]


def organisation_by_slug(db: Session, slug: str) -> OrganisationRow | None:
    return _one(db, organisation_rows().where(Organisation.slug == slug))


def organisation_by_id(db: Session, organisation_id: int) -> OrganisationRow | None:
    return _one(db, organisation_rows().where(Organisation.id == organisation_id))


def organisations_of(db: Session, person_id: int) -> list[OrganisationRow]:
    """Those a person belongs to, by name."""
    query = organisation_rows().join(Membership, Membership.organisation_id == Organisation.id)
    query = query.where(Membership.person_id == person_id)
    return [OrganisationRow(*row) for row in db.execute(query)]


def organisations_in(db: Session, ids: Collection[int] | None) -> list[OrganisationRow]:
    """Those of these ids, by name; None is all, as in `policies.scope`."""
    query = organisation_rows()
    if ids is not None:
        query = query.where(Organisation.id.in_(ids))
    return [OrganisationRow(*row) for row in db.execute(query)]


def sites(db: Session, *, organisation_ids: Collection[int] | None) -> list[SiteRow]:
    """The sites of these organisations (None: of all), by organisation and name."""
    query = (
        select(
            Site.id,
            Site.organisation_id,
            Organisation.name,
            Site.name,
            Site.address,
            Site.postcode,
            Site.city,
            Site.access_notes,
        )
        .join(Organisation, Organisation.id == Site.organisation_id)
        .order_by(Organisation.name, Site.name)
    )
    if organisation_ids is not None:
        query = query.where(Site.organisation_id.in_(organisation_ids))
    return [SiteRow(*row) for row in db.execute(query)]


def room_rows() -> Select[*tuple[Any, ...]]:
    """The columns of `RoomRow`."""
    return (
        select(
            Room.id,
            Room.name,
            Room.capacity,
            Site.id,
            Site.name,
            Site.address,
            Site.postcode,
            Site.city,
            Site.access_notes,
            Organisation.id,
            Organisation.name,
        )
        .join(Site, Site.id == Room.site_id)
        .join(Organisation, Organisation.id == Site.organisation_id)
        .order_by(Organisation.name, Site.name, Room.name)
    )


def rooms(db: Session, *, organisation_ids: Collection[int] | None) -> list[RoomRow]:
    """The rooms of these organisations (None: of all), by organisation, site and name."""
    query = room_rows()
    if organisation_ids is not None:
        query = query.where(Organisation.id.in_(organisation_ids))
    return [RoomRow(*row) for row in db.execute(query)]


def room_by_id(db: Session, room_id: int) -> RoomRow | None:
    row = db.execute(room_rows().where(Room.id == room_id)).one_or_none()
    return RoomRow(*row) if row else None


def _one(db: Session, query: Select[*tuple[Any, ...]]) -> OrganisationRow | None:
    row = db.execute(query).one_or_none()
    return OrganisationRow(*row) if row else None
