"""Create and change organisations, their places and their members."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.organisations.errors import (
    BadOrganisationField,
    NoSuchOrganisation,
    NoSuchRoom,
    NoSuchSite,
    RoomExists,
    SiteExists,
    SlugTaken,
)
from caire.organisations.fields import checked_postcode, checked_text, checked_values
from caire.organisations.models import (
    ACCESS_NOTES_MAX,
    NAME_MAX,
    ROOM_CAPACITY_MAX,
    SLUG_MAX,
    TEXT_MAX,
    Membership,
    Organisation,
    Room,
    Site,
)

Row = TypeVar("Row", Organisation, Site, Room)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def create_organisation(
    db: Session,
    *,
    slug: str,
    name: str,
    kind: str,
    now: datetime,
    accept_other_uai_key: bool = False,
    **details: Any,
) -> Organisation:
    """Create an institution or a client.

    Args:
        slug: short name in addresses and commands, `[a-z0-9-]`.
        details: any of `fields.CHANGEABLE`; official numbers as typed.

    Raises:
        SlugTaken, BadIdentifier, BadOrganisationField
    """
    if len(slug) > SLUG_MAX or not _SLUG.fullmatch(slug):
        raise BadOrganisationField("slug", "use a-z, 0-9 and single hyphens")
    if db.scalar(select(Organisation.id).where(Organisation.slug == slug)) is not None:
        raise SlugTaken(slug)
    values = checked_values({"name": name, "kind": kind, **details}, accept_other_uai_key)
    organisation = Organisation(slug=slug, created_at=now, **values)
    return _added(db, organisation, SlugTaken(slug))


def change_organisation(
    db: Session, *, organisation_id: int, accept_other_uai_key: bool = False, **changes: Any
) -> Organisation:
    """Change any of `fields.CHANGEABLE`; what is not named stays.

    Raises:
        NoSuchOrganisation, BadIdentifier, BadOrganisationField
    """
    organisation = db.get(Organisation, organisation_id, with_for_update=True)
    if organisation is None:
        raise NoSuchOrganisation(f"organisation {organisation_id}")
    for field, value in checked_values(changes, accept_other_uai_key).items():
        setattr(organisation, field, value)
    db.flush()
    return organisation


def add_site(
    db: Session,
    *,
    organisation_id: int,
    name: str,
    address: str,
    postcode: str,
    city: str,
    access_notes: str = "",
) -> Site:
    """Add a place where half-days can be held.

    Raises:
        NoSuchOrganisation, SiteExists, BadOrganisationField
    """
    if db.get(Organisation, organisation_id) is None:
        raise NoSuchOrganisation(f"organisation {organisation_id}")
    site = Site(
        organisation_id=organisation_id,
        **_site_values(name, address, postcode, city, access_notes),
    )
    _refuse_same_site(db, organisation_id, site.name)
    return _added(db, site, SiteExists(site.name))


def change_site(
    db: Session,
    *,
    site_id: int,
    name: str,
    address: str,
    postcode: str,
    city: str,
    access_notes: str = "",
) -> Site:
    """Correct a place; half-days held there show what it reads now.

    Raises:
        NoSuchSite, SiteExists, BadOrganisationField
    """
    site = db.get(Site, site_id, with_for_update=True)
    if site is None:
        raise NoSuchSite(f"site {site_id}")
    values = _site_values(name, address, postcode, city, access_notes)
    _refuse_same_site(db, site.organisation_id, values["name"], but=site_id)
    return _changed(db, site, values, SiteExists(values["name"]))


def add_room(db: Session, *, site_id: int, name: str, capacity: int) -> Room:
    """Add a room; `capacity` in learners.

    Raises:
        NoSuchSite, RoomExists, BadOrganisationField
    """
    if db.get(Site, site_id) is None:
        raise NoSuchSite(f"site {site_id}")
    room = Room(site_id=site_id, **_room_values(name, capacity))
    _refuse_same_room(db, site_id, room.name)
    return _added(db, room, RoomExists(room.name))


def change_room(db: Session, *, room_id: int, name: str, capacity: int) -> Room:
    """Correct a room. Half-days that are planned keep their number of seats.

    Raises:
        NoSuchRoom, RoomExists, BadOrganisationField
    """
    room = db.get(Room, room_id, with_for_update=True)
    if room is None:
        raise NoSuchRoom(f"room {room_id}")
    values = _room_values(name, capacity)
    _refuse_same_room(db, room.site_id, values["name"], but=room_id)
    return _changed(db, room, values, RoomExists(values["name"]))


def add_member(
    db: Session,
    *,
    organisation_id: int,
    person_id: int,
    now: datetime,
    employee_reference: str | None = None,
) -> Membership:
    """Note that a person belongs to an organisation; doing it again keeps the first date.

    A reference given later completes or replaces the one that was known.
    """
    db.execute(
        insert_for(db, Membership)
        .values(organisation_id=organisation_id, person_id=person_id, joined_at=now)
        .on_conflict_do_nothing()
    )
    membership = db.scalars(
        select(Membership)
        .where(Membership.organisation_id == organisation_id, Membership.person_id == person_id)
        .with_for_update()
    ).one()
    if employee_reference:
        membership.employee_reference = employee_reference[:60]
        db.flush()
    return membership


def _added(db: Session, row: Row, taken: Exception) -> Row:
    """The row, inserted. Somebody may have added the same one since we looked."""
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:
        raise taken from None
    return row


def _changed(db: Session, row: Row, values: Mapping[str, Any], taken: Exception) -> Row:
    """The row, changed; the name may have been taken since we looked."""
    try:
        with db.begin_nested():
            for field, value in values.items():
                setattr(row, field, value)
    except IntegrityError:
        raise taken from None
    return row


def _site_values(
    name: str, address: str, postcode: str, city: str, access_notes: str
) -> dict[str, str]:
    return {
        "name": checked_text("name", name, NAME_MAX, required=True),
        "address": checked_text("address", address, TEXT_MAX, required=True),
        "postcode": checked_postcode(postcode),
        "city": checked_text("city", city, NAME_MAX, required=True),
        "access_notes": checked_text("access_notes", access_notes, ACCESS_NOTES_MAX),
    }


def _room_values(name: str, capacity: int) -> dict[str, Any]:
    if not 1 <= capacity <= ROOM_CAPACITY_MAX:
        raise BadOrganisationField("capacity", f"1 to {ROOM_CAPACITY_MAX}")
    return {"name": checked_text("name", name, NAME_MAX, required=True), "capacity": capacity}


def _refuse_same_site(db: Session, organisation_id: int, name: str, *, but: int = 0) -> None:
    query = select(Site.id).where(Site.organisation_id == organisation_id, Site.name == name)
    if db.scalar(query.where(Site.id != but)) is not None:
        raise SiteExists(name)


def _refuse_same_room(db: Session, site_id: int, name: str, *, but: int = 0) -> None:
    query = select(Room.id).where(Room.site_id == site_id, Room.name == name)
    if db.scalar(query.where(Room.id != but)) is not None:
        raise RoomExists(name)
