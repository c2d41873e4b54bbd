"""Commands about courses of other makers (cmi5)."""

from pathlib import Path

import click

from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.clock import utcnow
from caire.cmi5.errors import CourseRefused
from caire.cmi5.queries import courses
from caire.cmi5.services.importing import import_course
from caire.cmi5.structure import in_language


@click.group()
def cmi5() -> None:
    """Courses of other makers whose units are launched from ours."""


@cmi5.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@JSON_OPTION
def import_(file: Path, as_json: bool) -> None:
    """Import a course: cmi5.xml alone, or a ZIP package around it."""
    platform = open_platform()
    try:
        with platform.writing() as db:
            made = import_course(
                db, raw=file.read_bytes(), filename=file.name, imported_by=None, now=utcnow()
            )
    except CourseRefused as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    needs_host = bool(made.storage) and not platform.config.cmi5.content_url
    payload = {
        "name": made.name,
        "version": made.version,
        "was_new": made.was_new,
        "storage": list(made.storage),
        "needs_content_url": needs_host,
    }
    said = "imported as" if made.was_new else "is already"
    text = f"{file.name} {said} version {made.version} of {made.name}"
    done(payload, f"{text}\n{_missing_host(made.storage)}" if needs_host else text, as_json=as_json)


def _missing_host(storage: tuple[str, ...]) -> str:
    return (
        f"warning: its pages use {', '.join(storage)}, which browsers refuse to packages that have "
        "no host of their own: such units may not start. Set [cmi5] content_url (docs/cmi5.md)"
    )


@cmi5.command("list")
@JSON_OPTION
def list_courses(as_json: bool) -> None:
    """Show the imported courses, each by its newest version."""
    with open_platform().reading() as db:
        found = courses(db)
    payload = {
        "courses": [
            {
                "id": row.course_id,
                "name": row.name,
                "version": row.version,
                "title": row.title,
                "units": row.units,
                "learners": row.learners,
                "file": row.filename,
                "imported_at": row.imported_at.isoformat(),
            }
            for row in found
        ]
    }
    lines = [
        f"{row.course_id}  version {row.version}  {row.units} units  {row.learners} learners  "
        f"{in_language(row.title, 'fr')}"
        for row in found
    ]
    done(payload, "\n".join(lines) or "no course yet", as_json=as_json)
