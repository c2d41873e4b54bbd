"""Proof of attendance from the command line."""

import click

from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.workshops.services.auditing import first_broken_record

FAULTS = {
    "altered": "record {seq} was changed",
    "missing": "record {seq} is missing",
    "inserted": "record {seq} was added by another way",
    "sheet": "the closed sheet does not match record {seq}",
}


@click.group()
def attendance() -> None:
    """Signatures and sheets of half-days."""


@attendance.command()
@JSON_OPTION
def verify(as_json: bool) -> None:
    """Read every signature again; exit code 1 names the first record that does not hold."""
    with open_platform().reading() as db:
        found = first_broken_record(db)
    if found is not None:
        what = FAULTS[found.fault].format(seq=found.seq)
        refuse(f"half-day {found.workshop_id}: {what}", as_json=as_json, code="not_sound")
    done({"sound": True}, "sound: every signature and sheet is as it was made", as_json=as_json)
