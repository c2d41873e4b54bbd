"""Enrolling a team from a file, by hand or by night."""

from pathlib import Path

import click

from caire.catalogue.queries import current_courses
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.clock import utcnow
from caire.cohorts.imports.applying import apply_table
from caire.cohorts.imports.outcome import RowOutcome, preview
from caire.cohorts.imports.reading import read_table
from caire.errors import Refusal
from caire.organisations.queries import organisation_by_slug


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--organisation", required=True, metavar="SLUG")
@click.option("--level", required=True, type=click.Choice(["aware", "informed", "responsible"]))
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@JSON_OPTION
def enrol(file: Path, organisation: str, level: str, dry_run: bool, as_json: bool) -> None:
    """Enrol the staff of FILE (CSV or XLSX) in the course of a level."""
    platform = open_platform()
    try:
        table = read_table(file.name, file.read_bytes())
        with platform.writing() as db:
            found = organisation_by_slug(db, organisation)
            if found is None:
                refuse(f"no organisation {organisation!r}", as_json=as_json, code="not_found")
            keys = [c.key for _v, c in current_courses(db) if c.level == level]
            if not keys:
                refuse(f"no course of level {level}: run `caire content load`", as_json=as_json)
            if dry_run:
                outcomes = tuple(preview(db, table=table, course_key=keys[0]))
            else:
                outcomes = apply_table(
                    db,
                    table=table,
                    organisation_id=found.id,
                    course_key=keys[0],
                    enrolled_by=None,
                    xapi_root=platform.config.xapi_root,
                    now=utcnow(),
                ).outcomes
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    _tell(outcomes, dry_run, as_json)


def _tell(outcomes: tuple[RowOutcome, ...], dry_run: bool, as_json: bool) -> None:
    kinds = ("invited", "enrolled", "already", "duplicate", "error")
    counts = {kind: sum(o.kind == kind for o in outcomes) for kind in kinds}
    wrong = [
        {"line": o.row.line, "email": o.email, "kind": o.kind, "problem": o.problem}
        for o in outcomes
        if o.kind in {"error", "duplicate"}
    ]
    said = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    lines = [f"{'would be' if dry_run else 'done'}: {said}"]
    lines += [f"line {w['line']}: {w['kind']} {w['problem']} {w['email']}".rstrip() for w in wrong]
    done({"dry_run": dry_run, **counts, "rows": wrong}, "\n".join(lines), as_json=as_json)
