"""The rights of a person over her data, from the command line."""

from pathlib import Path

import click
from flask import render_template

from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.clock import utcnow
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
@click.option("--yes", is_flag=True, help="Do not ask.")
@JSON_OPTION
def erase(email: str, yes: bool, as_json: bool) -> None:
    """Erase the account EMAIL and everything that nothing obliges to keep."""
    platform = open_platform()
    with platform.writing() as db:
        person = person_by_email(db, email)
        if person is None:
            refuse(f"no account {email}", as_json=as_json, code="not_found")
        if not yes:
            click.confirm(f"Erase {email}? This cannot be undone.", abort=True, err=True)
        kept = erase_person(db, person_id=person.id, now=utcnow())
    kept_text = ", ".join(f"{count} {kind}" for kind, count in kept.items()) or "nothing"
    done({"erased": email, "kept": kept}, f"{email} is erased; kept: {kept_text}", as_json=as_json)
