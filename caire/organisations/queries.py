"""Organisations and their places, as screens read them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from caire.db import rows_of
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


_ALL = organisation_rows()
_OF_KIND = _ALL.where(Organisation.kind == bindparam("kind"))
_BY_SLUG = _ALL.where(Organisation.slug == bindparam("slug"))
_BY_ID = _ALL.where(Organisation.id == bindparam("organisation_id"))
_OF_PERSON = _ALL.join(Membership, Membership.organisation_id == Organisation.id).where(
    Membership.person_id == bindparam("person_id")
)
_AMONG = _ALL.where(Organisation.id.in_(bindparam("ids", expanding=True)))


def organisations(db: Session, *, kind: str | None = None) -> list[OrganisationRow]:
    """All of them, or those of one kind, by name."""
    return _read(db, _ALL) if kind is None else _read(db, _OF_KIND, kind=kind)


def organisation_by_slug(db: Session, slug: str) -> OrganisationRow | None:
    return next(iter(_read(db, _BY_SLUG, slug=slug)), None)


def organisation_by_id(db: Session, organisation_id: int) -> OrganisationRow | None:
    return next(iter(_read(db, _BY_ID, organisation_id=organisation_id)), None)


def organisations_of(db: Session, person_id: int) -> list[OrganisationRow]:
    """Those a person belongs to, by name."""
    return _read(db, _OF_PERSON, person_id=person_id)


def organisations_in(db: Session, ids: Collection[int] | None) -> list[OrganisationRow]:
    """Those of these ids, by name; None is all, as in `policies.scope`."""
    return _read(db, _ALL) if ids is None else _read(db, _AMONG, ids=list(ids))


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


def _read(db: Session, statement: Select[*tuple[Any, ...]], **values: Any) -> list[OrganisationRow]:
    return [OrganisationRow(*row) for row in rows_of(db, statement, **values)]
