"""The learners' summaries, computed again from the traces."""

import click

from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.learning.progress.rebuild import check as compare
from caire.learning.progress.rebuild import rebuild as rebuild_all


@click.group()
def progress() -> None:
    """Learners' progress, which is a summary of the traces."""


@progress.command()
@click.option("--check", is_flag=True, help="Compare and change nothing.")
@JSON_OPTION
def rebuild(check: bool, as_json: bool) -> None:
    """Compute every summary again; with --check, exit code 1 when one differs."""
    platform = open_platform()
    if check:
        with platform.reading() as db:
            found = compare(db)
        if found:
            listed = "; ".join(f"enrolment {d.enrolment_id}: {', '.join(d.columns)}" for d in found)
            refuse(
                f"{len(found)} summaries differ ({listed}); run `caire progress rebuild`",
                as_json=as_json,
                code="progress_differs",
            )
        done({"differences": 0}, "every summary follows from its traces", as_json=as_json)
        return
    with platform.writing() as db:
        count = rebuild_all(db)
    done({"rebuilt": count}, f"{count} summaries computed again", as_json=as_json)
