"""Commands of who writes and publishes the courses."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import click

from caire.analysis.impact import CourseImpact, impact_of
from caire.catalogue.checks.gates import GATES
from caire.catalogue.checks.links import links, try_links
from caire.catalogue.counting import Counts
from caire.catalogue.errors import ContentRefused, ModuleRefused
from caire.catalogue.loading import read_content
from caire.catalogue.problems import Problem
from caire.catalogue.registry import installed_modules
from caire.catalogue.services import (
    CheckReport,
    LoadReport,
    check_content,
    load_content,
    loadable,
)
from caire.cli.impact import impact_lines, impact_payload
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import CommandPlatform, load_config, open_platform
from caire.cli.preview import serve_command
from caire.cli.regrading import regrade_command
from caire.clock import utcnow


@click.group()
def content() -> None:
    """Write, check and load the courses."""


content.add_command(serve_command)
content.add_command(regrade_command)


@content.command("load")
@click.option("--dry-run", is_flag=True, help="Say whom the change touches; load nothing.")
@JSON_OPTION
def load_command(dry_run: bool, as_json: bool) -> None:
    """Load the content folder and the installed modules: all of it, or nothing."""
    platform = open_platform()
    if dry_run:
        impacts = _impacts(platform, as_json=as_json)
        text = "\n".join(line for impact in impacts for line in impact_lines(impact))
        payload = {"dry_run": True, "courses": [impact_payload(impact) for impact in impacts]}
        done(payload, text, as_json=as_json)
        return
    report = load_courses(platform, as_json=as_json)
    done(_loaded(report), _load_sentence(report), as_json=as_json)


def _impacts(platform: CommandPlatform, *, as_json: bool) -> list[CourseImpact]:
    try:
        courses = loadable(Path(platform.config.content.path), installed_modules())
    except ContentRefused as refused:
        _refuse_content(refused, as_json=as_json)
    with platform.reading() as db:
        return [impact_of(db, course.compiled.course, now=utcnow()) for course in courses]


def load_courses(platform: CommandPlatform, *, as_json: bool = False) -> LoadReport:
    """Load what the settings name; a fault is printed with its line and ends the command."""
    try:
        with platform.writing() as db:
            return load_content(
                db,
                root=Path(platform.config.content.path),
                modules=installed_modules(),
                now=utcnow(),
            )
    except ContentRefused as refused:
        _refuse_content(refused, as_json=as_json)


def _refuse_content(refused: ContentRefused, *, as_json: bool) -> NoReturn:
    for problem in refused.errors:
        click.echo(_line(problem), err=True)
    count = len(refused.errors)
    refuse(f"nothing was loaded: {count} errors", as_json=as_json, code=refused.code)


@content.command("check")
@click.argument(
    "path", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False
)
@click.option("--quiet", is_flag=True, help="Leave the warnings out.")
@JSON_OPTION
def check_command(path: Path | None, quiet: bool, as_json: bool) -> None:
    """Say what is wrong in the content (PATH, else the folder in the settings), and the mend."""
    root = path or Path(load_config().content.path)
    try:
        report = check_content(root, installed_modules(), today=utcnow().date())
    except ModuleRefused as refused:
        refuse(str(refused), as_json=as_json, code=refused.code)
    warnings = () if quiet else report.warnings
    text = "\n".join(
        [*map(_line, (*report.errors, *warnings)), *_counts(report), _check_sentence(report)]
    )
    done(_checked(report, warnings), text, as_json=as_json)
    if report.errors:
        sys.exit(1)


def _checked(report: CheckReport, warnings: tuple[Problem, ...]) -> dict[str, object]:
    """`drafts` is there only when there are some: what is published is complete without it."""
    payload: dict[str, object] = {
        "levels": {key: counts.as_dict() for key, counts in report.levels.items()},
        "errors": [problem.as_dict() for problem in report.errors],
        "warnings": [problem.as_dict() for problem in warnings],
    }
    if report.drafts:
        payload["drafts"] = {key: added.as_dict() for key, added in report.drafts.items()}
    return payload


def _counts(report: CheckReport) -> list[str]:
    lines = [f"{key}: {_counted(counts)}" for key, counts in report.levels.items()]
    return lines + [
        f"{key}, drafts: {_counted(added.counts)} ({', '.join(added.names)})"
        for key, added in report.drafts.items()
    ]


def _counted(counts: Counts) -> str:
    return (
        f"{counts.minutes:g} min, {counts.sequences} sequences, {counts.screens} screens, "
        f"{counts.activities} activities, {counts.items} items"
    )


@content.command("links")
@JSON_OPTION
def links_command(as_json: bool) -> None:
    """Try the addresses of sources; to be run once a week.

    One that fails is reported when it fails again a day later or more.
    """
    config = load_config()
    found = links(read_content(Path(config.content.path), installed_modules()))
    told = try_links(found, Path(config.data_dir) / "links.json", now=utcnow())
    text = "\n".join([*map(_line, told), f"{len(found)} addresses, {len(told)} do not answer"])
    payload = {"addresses": len(found), "warnings": [problem.as_dict() for problem in told]}
    done(payload, text, as_json=as_json)


@content.command("gates")
@JSON_OPTION
def gates_command(as_json: bool) -> None:
    """List what `check` asks of the content, rule by rule."""
    text = "\n".join(f"{gate.rule} {gate.severity:7} {gate.asks}" for gate in GATES)
    done({"gates": [asdict(gate) for gate in GATES]}, text, as_json=as_json)


def _line(problem: Problem) -> str:
    return f"{problem.severity}: {problem}"


def _loaded(report: LoadReport) -> dict[str, object]:
    return {
        "courses": [
            {"key": c.course_key, "version": c.version, "new": c.is_new} for c in report.courses
        ],
        "media": report.media,
    }


def _load_sentence(report: LoadReport) -> str:
    return "\n".join(
        f"{c.course_key} {c.version}: {'loaded' if c.is_new else 'unchanged'}"
        for c in report.courses
    )


def _check_sentence(report: CheckReport) -> str:
    return f"{len(report.errors)} errors, {len(report.warnings)} warnings"
