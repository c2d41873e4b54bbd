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
    NoSuchSite,
    RoomExists,
    SiteExists,
    SlugTaken,
)
from caire.organisations.identifiers import checked_nda, checked_siret, checked_uai
from caire.organisations.models import (
    ACCESS_NOTES_MAX,
    KINDS,
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
_POSTCODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{1,9}")

#: Free texts of an organisation and their longest length.
_TEXTS = {
    "address": TEXT_MAX,
    "city": NAME_MAX,
    "signatory_name": NAME_MAX,
    "signatory_title": NAME_MAX,
    "technical_contact": TEXT_MAX,
    "pedagogical_contact": TEXT_MAX,
    "support_hours": TEXT_MAX,
}
CHANGEABLE = frozenset(
    {*_TEXTS, "name", "kind", "siret", "nda", "uai", "postcode", "reply_hours"}
)  # fmt: skip


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
        details: any of `CHANGEABLE`; official numbers as typed.

    Raises:
        SlugTaken, BadIdentifier, BadOrganisationField
    """
    if len(slug) > SLUG_MAX or not _SLUG.fullmatch(slug):
        raise BadOrganisationField("slug", "use a-z, 0-9 and single hyphens")
    if db.scalar(select(Organisation.id).where(Organisation.slug == slug)) is not None:
        raise SlugTaken(slug)
    values = _checked({"name": name, "kind": kind, **details}, accept_other_uai_key)
    organisation = Organisation(slug=slug, created_at=now, **values)
    return _added(db, organisation, SlugTaken(slug))


def change_organisation(
    db: Session, *, organisation_id: int, accept_other_uai_key: bool = False, **changes: Any
) -> Organisation:
    """Change any of `CHANGEABLE`; what is not named stays.

    Raises:
        NoSuchOrganisation, BadIdentifier, BadOrganisationField
    """
    organisation = db.get(Organisation, organisation_id, with_for_update=True)
    if organisation is None:
        raise NoSuchOrganisation(f"organisation {organisation_id}")
    for field, value in _checked(changes, accept_other_uai_key).items():
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
        name=_text("name", name, NAME_MAX, required=True),
        address=_text("address", address, TEXT_MAX, required=True),
        postcode=_postcode(postcode),
        city=_text("city", city, NAME_MAX, required=True),
        access_notes=_text("access_notes", access_notes, ACCESS_NOTES_MAX),
    )
    same = select(Site.id).where(Site.organisation_id == organisation_id, Site.name == site.name)
    if db.scalar(same) is not None:
        raise SiteExists(site.name)
    return _added(db, site, SiteExists(site.name))


def add_room(db: Session, *, site_id: int, name: str, capacity: int) -> Room:
    """Add a room; `capacity` in learners.

    Raises:
        NoSuchSite, RoomExists, BadOrganisationField
    """
    if db.get(Site, site_id) is None:
        raise NoSuchSite(f"site {site_id}")
    if not 1 <= capacity <= ROOM_CAPACITY_MAX:
        raise BadOrganisationField("capacity", f"1 to {ROOM_CAPACITY_MAX}")
    room = Room(
        site_id=site_id, name=_text("name", name, NAME_MAX, required=True), capacity=capacity
    )
    if db.scalar(select(Room.id).where(Room.site_id == site_id, Room.name == room.name)):
        raise RoomExists(room.name)
    return _added(db, room, RoomExists(room.name))


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


def _checked(values: Mapping[str, Any], accept_other_uai_key: bool) -> dict[str, Any]:
    unknown = sorted(set(values) - CHANGEABLE)
    if unknown:
        raise BadOrganisationField(unknown[0], f"unknown; use {', '.join(sorted(CHANGEABLE))}")
    checked: dict[str, Any] = {}
    for field, value in values.items():
        if field == "name":
            checked[field] = _text(field, value, NAME_MAX, required=True)
        elif field in _TEXTS:
            checked[field] = _text(field, value or "", _TEXTS[field])
        elif field == "postcode":
            checked[field] = _postcode(value) if value else ""
        elif field == "reply_hours":
            checked[field] = _reply_hours(value)
        elif field == "kind":
            checked[field] = _kind(value)
        else:
            checked[field] = _number(field, value, accept_other_uai_key)
    return checked


def _number(field: str, value: str | None, accept_other_uai_key: bool) -> str | None:
    """An official number as it is stored; empty is None."""
    if not value or not value.strip():
        return None
    if field == "siret":
        return checked_siret(value)
    if field == "nda":
        return checked_nda(value)
    return checked_uai(value, accept_other_key=accept_other_uai_key)


def _text(field: str, value: str, longest: int, *, required: bool = False) -> str:
    text = " ".join(value.split())
    if required and not text:
        raise BadOrganisationField(field, "empty")
    if len(text) > longest:
        raise BadOrganisationField(field, f"longer than {longest} characters")
    return text


def _postcode(value: str) -> str:
    text = " ".join(value.split())
    if not _POSTCODE.fullmatch(text):
        raise BadOrganisationField("postcode", "2 to 10 letters or digits")
    return text.upper()


def _kind(value: str) -> str:
    if value not in KINDS:
        raise BadOrganisationField("kind", f"one of {', '.join(KINDS)}")
    return value


def _reply_hours(value: int) -> int:
    if not 1 <= value <= 720:
        raise BadOrganisationField("reply_hours", "1 to 720 hours")
    return value
