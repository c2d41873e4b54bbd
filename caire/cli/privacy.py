"""The rights of a person over her data, from the command line."""

from pathlib import Path

import click
from flask import render_template

from caire.cli.erasing import erase_traces_of_account
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.clock import utcnow
from caire.errors import Refusal
from caire.people.queries import person_by_email
from caire.people.services.privacy import erase_person, export_archive, export_person


@click.group()
def privacy() -> None:
    """A copy of a person's data, or its erasure."""


@privacy.command()
@click.argument("email")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@JSON_OPTION
def export(email: str, file: Path, as_json: bool) -> None:
    """Write everything about EMAIL to FILE (ZIP with a page and JSON)."""
    platform, now = open_platform(), utcnow()
    with platform.reading() as db:
        person = person_by_email(db, email)
        if person is None:
            refuse(f"no account {email}", as_json=as_json, code="not_found")
        data = export_person(db, person_id=person.id, now=now)
    with platform.app.test_request_context():
        page = render_template("people/export.html", data=data, made_at=now)
    try:
        file.write_bytes(export_archive(data, page))
    except OSError as error:
        refuse(f"cannot write {file}: {error.strerror}", as_json=as_json)
    done({"file": str(file)}, f"written to {file}", as_json=as_json)


@privacy.command()
@click.argument("email")
@click.option("--traces", is_flag=True, help="Empty her traces too, instead of only unnaming them.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@JSON_OPTION
def erase(email: str, traces: bool, yes: bool, as_json: bool) -> None:
    """Erase the account EMAIL and everything that nothing obliges to keep.

    Traces stay under a name that leads nowhere, so that a certificate can be audited. With --traces
    they are emptied, which a signed record in the log says; such a certificate still verifies, but
    its evidence is gone.
    """
    platform = open_platform()
    with platform.writing() as db:
        person = person_by_email(db, email)
        if person is None:
            refuse(f"no account {email}", as_json=as_json, code="not_found")
        if not yes:
            click.confirm(f"Erase {email}? This cannot be undone.", abort=True, err=True)
        try:
            emptied = erase_traces_of_account(platform, db, person.actor_name) if traces else 0
        except Refusal as refusal:
            refuse(str(refusal), as_json=as_json, code=refusal.code)
        kept = erase_person(db, person_id=person.id, now=utcnow())
    kept_text = ", ".join(f"{count} {kind}" for kind, count in kept.items()) or "nothing"
    text = f"{email} is erased; kept: {kept_text}"
    text += f"; {emptied} traces emptied" if traces else ""
    done({"erased": email, "kept": kept, "traces_emptied": emptied}, text, as_json=as_json)
