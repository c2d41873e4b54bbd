"""Institutions, clients, and the places where half-days are held."""

from typing import Any

import click
from sqlalchemy.orm import Session

from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.clock import utcnow
from caire.errors import Refusal
from caire.organisations.errors import NoSuchOrganisation, NoSuchSite
from caire.organisations.models import KINDS
from caire.organisations.queries import OrganisationRow, organisation_by_slug, rooms, sites
from caire.organisations.queries import organisations as all_organisations
from caire.organisations.services import add_room as add_room_to
from caire.organisations.services import add_site as add_site_to
from caire.organisations.services import create_organisation

SLUG = click.argument("slug")


@click.group()
def organisations() -> None:
    """Organisations, their sites and rooms."""


@organisations.command()
@click.option("--slug", required=True, help="Short name in addresses and commands: a-z, 0-9, -.")
@click.option("--name", required=True)
@click.option("--kind", required=True, type=click.Choice(KINDS), help="Who trains, or is trained.")
@click.option("--siret", help="14 digits.")
@click.option("--nda", help="Declaration number of a training provider: 11 digits.")
@click.option("--uai", help="Code of a school or university: 7 digits and a letter.")
@click.option("--address", default="")
@click.option("--postcode", default="")
@click.option("--city", default="")
@JSON_OPTION
def create(as_json: bool, **details: Any) -> None:
    """Create an institution, whose name stands on certificates, or a client."""
    try:
        with open_platform().writing() as db:
            made = create_organisation(db, now=utcnow(), **details)
            payload = {"id": made.id, "slug": made.slug, "name": made.name, "kind": made.kind}
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    done(payload, f"created {payload['kind']} {payload['slug']}", as_json=as_json)


@organisations.command("list")
@click.option("--kind", type=click.Choice(KINDS))
@JSON_OPTION
def show(kind: str | None, as_json: bool) -> None:
    """List organisations with their sites and rooms."""
    with open_platform().reading() as db:
        listed = [_described(db, row) for row in all_organisations(db, kind=kind)]
    text = "\n".join(_lines(row) for row in listed) or "no organisation"
    done({"organisations": listed}, text, as_json=as_json)


@organisations.command("add-site")
@SLUG
@click.option("--name", required=True)
@click.option("--address", required=True)
@click.option("--postcode", required=True)
@click.option("--city", required=True)
@click.option("--access-notes", default="", help="How to come in, lifts, induction loop.")
@JSON_OPTION
def add_site(slug: str, as_json: bool, **details: str) -> None:
    """Add a place to the organisation SLUG."""
    try:
        with open_platform().writing() as db:
            site = add_site_to(db, organisation_id=_found(db, slug).id, **details)
            payload = {"id": site.id, "name": site.name, "organisation": slug}
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    done(payload, f"added site {payload['name']} to {slug}", as_json=as_json)


@organisations.command("add-room")
@SLUG
@click.option("--site", "site_name", required=True, metavar="NAME", help="As `list` names it.")
@click.option("--name", required=True)
@click.option("--capacity", required=True, type=int, help="Learners it can seat.")
@JSON_OPTION
def add_room(slug: str, site_name: str, name: str, capacity: int, as_json: bool) -> None:
    """Add a room to a site of the organisation SLUG."""
    try:
        with open_platform().writing() as db:
            site_id = _site_id(db, slug, site_name)
            room = add_room_to(db, site_id=site_id, name=name, capacity=capacity)
            payload = {"id": room.id, "name": room.name, "site": site_name, "organisation": slug}
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    done(payload, f"added room {payload['name']} to {site_name}", as_json=as_json)


def _found(db: Session, slug: str) -> OrganisationRow:
    row = organisation_by_slug(db, slug)
    if row is None:
        raise NoSuchOrganisation(f"no organisation {slug!r}: see `caire organisations list`")
    return row


def _site_id(db: Session, slug: str, name: str) -> int:
    known = {site.name: site.id for site in sites(db, organisation_ids=[_found(db, slug).id])}
    if name not in known:
        names = ", ".join(known) or "none; add one with `caire organisations add-site`"
        raise NoSuchSite(f"no site {name!r} in {slug}; its sites: {names}")
    return known[name]


def _described(db: Session, row: OrganisationRow) -> dict[str, Any]:
    places = rooms(db, organisation_ids=[row.id])
    return {
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "siret": row.siret,
        "nda": row.nda,
        "uai": row.uai,
        "sites": [
            {
                "name": site.name,
                "city": site.city,
                "rooms": [
                    {"name": room.name, "capacity": room.capacity}
                    for room in places
                    if room.site_id == site.id
                ],
            }
            for site in sites(db, organisation_ids=[row.id])
        ],
    }


def _lines(row: dict[str, Any]) -> str:
    lines = [f"{row['slug']}  {row['kind']}  {row['name']}"]
    for site in row["sites"]:
        lines.append(f"  {site['name']}, {site['city']}")
        lines += [f"    {room['name']} ({room['capacity']})" for room in site["rooms"]]
    return "\n".join(lines)
