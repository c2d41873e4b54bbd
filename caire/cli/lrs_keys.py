"""`caire lrs keys …`: the keys of programs."""

from datetime import timedelta
from typing import Any

import click

from caire.cli.lookups import organisation_id
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.clock import utcnow
from caire.errors import Refusal
from caire.lrs.access import KeyLimits
from caire.lrs.queries import KeyRow
from caire.lrs.queries import keys as all_keys
from caire.lrs.services.keys import (
    DEFAULT_SCOPES,
    OVERLAP,
    SCOPES,
    CreatedKey,
    create_key,
    limit_key,
    revoke_key,
    rotate_key,
)

REQUESTS = click.option(
    "--requests", type=int, metavar="N", help="Requests a minute; without it: as in the settings."
)
STATEMENTS = click.option(
    "--statements", type=int, metavar="N", help="Statements stored a minute; likewise."
)


@click.group()
def keys() -> None:
    """Their keys."""


@keys.command("create")
@click.option("--name", required=True, help="What the key is for; unique.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    help=f"May be repeated; without it: {', '.join(DEFAULT_SCOPES)}.",
)
@click.option("--organisation", metavar="SLUG", help="See and store for this organisation only.")
@REQUESTS
@STATEMENTS
@JSON_OPTION
def create(
    name: str,
    scopes: tuple[str, ...],
    organisation: str | None,
    requests: int | None,
    statements: int | None,
    as_json: bool,
) -> None:
    """Make a key; its secret is shown this once."""
    platform = open_platform()
    try:
        with platform.writing() as db:
            made = create_key(
                db,
                name=name,
                scopes=scopes or DEFAULT_SCOPES,
                organisation_id=organisation_id(db, organisation),
                limits=KeyLimits(requests, statements),
                now=utcnow(),
            )
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    _show_secret(made, as_json=as_json)


@keys.command("list")
@JSON_OPTION
def list_keys(as_json: bool) -> None:
    """Show the keys, without secrets, and when each was last used."""
    with open_platform().reading() as db:
        found = all_keys(db)
    payload = {"keys": [_key_json(row) for row in found]}
    done(payload, "\n".join(_line(row) for row in found) or "no key yet", as_json=as_json)


@keys.command("rotate")
@click.argument("name")
@click.option(
    "--overlap",
    type=float,
    default=OVERLAP.total_seconds() / 3600,
    show_default=True,
    metavar="HOURS",
    help="How long the old secret stays good; 0 ends it at once.",
)
@JSON_OPTION
def rotate(name: str, overlap: float, as_json: bool) -> None:
    """Give the key of that NAME a new secret beside the old one; it is shown this once."""
    platform = open_platform()
    try:
        with platform.writing() as db:
            made = rotate_key(db, name=name, overlap=_hours(overlap), now=utcnow())
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    _show_secret(made, as_json=as_json)


@keys.command("limit")
@click.argument("name")
@REQUESTS
@STATEMENTS
@JSON_OPTION
def limit(name: str, requests: int | None, statements: int | None, as_json: bool) -> None:
    """Set what the key of that NAME may do in a minute; without options, as the settings say."""
    platform = open_platform()
    try:
        with platform.writing() as db:
            limit_key(db, name=name, limits=KeyLimits(requests, statements))
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    payload = {"name": name, "requests_per_minute": requests, "statements_per_minute": statements}
    done(payload, f"the limits of {name} are set", as_json=as_json)


@keys.command("revoke")
@click.argument("name")
@JSON_OPTION
def revoke(name: str, as_json: bool) -> None:
    """End the key of that NAME, at once and for good."""
    platform = open_platform()
    try:
        with platform.writing() as db:
            revoke_key(db, name=name, now=utcnow())
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    done({"revoked": name}, f"{name} is revoked", as_json=as_json)


def _hours(hours: float) -> timedelta:
    try:
        return timedelta(hours=hours)
    except (OverflowError, ValueError):
        raise click.UsageError(f"--overlap must be a number of hours, not {hours}") from None


def _show_secret(made: CreatedKey, *, as_json: bool) -> None:
    text = f"key     {made.key}\nsecret  {made.secret}\nKeep the secret: it is not shown again."
    done({"key": made.key, "secret": made.secret}, text, as_json=as_json)


def _line(row: KeyRow) -> str:
    used = f"used {row.last_used_at:%Y-%m-%d %H:%M} UTC" if row.last_used_at else "never used"
    state = "  revoked" if row.revoked_at else ""
    return f"{row.name}  {row.key}  {' '.join(row.scopes)}  {used}{state}"


def _key_json(row: KeyRow) -> dict[str, Any]:
    moments = {
        "created_at": row.created_at,
        "rotated_at": row.rotated_at,
        "previous_ends_at": row.previous_ends_at,
        "last_used_at": row.last_used_at,
        "revoked_at": row.revoked_at,
    }
    return {
        "name": row.name,
        "key": row.key,
        "scopes": list(row.scopes),
        "organisation_id": row.organisation_id,
        "requests_per_minute": row.requests_per_minute,
        "statements_per_minute": row.statements_per_minute,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
    }
