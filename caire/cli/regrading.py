"""`caire content regrade`: give attempts what a faulty item took from them."""

from collections.abc import Iterator, Sequence

import click

from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.clock import utcnow
from caire.learning.services.regrading import Regraded, regrade, regradings


@click.command("regrade")
@click.argument("course")
@click.argument("items", nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Say which attempts it touches; change nothing.")
@JSON_OPTION
def regrade_command(course: str, items: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Grade the attempts of COURSE again without ITEMS found faulty; the better result is kept."""
    platform = open_platform()
    if dry_run:
        with platform.reading() as db:
            found = regradings(db, course_key=course, faulty=items)
    else:
        with platform.writing() as db:
            found = regrade(
                db,
                course_key=course,
                faulty=items,
                xapi_root=platform.config.xapi_root,
                now=utcnow(),
            )
    if not found:
        refuse(
            f"no attempt handed in at {course} asked {', '.join(items)}: correct the course or ids",
            as_json=as_json,
            code="nothing_to_regrade",
        )
    payload = {"dry_run": dry_run, "attempts": [_payload(one) for one in found]}
    done(payload, "\n".join(_lines(found, dry_run=dry_run)), as_json=as_json)


def _payload(one: Regraded) -> dict[str, object]:
    return {
        "enrolment": one.enrolment_id,
        "attempt": one.attempt,
        "before": [one.before.points, one.before.points_max, one.before.passed],
        "without": [one.after.points, one.after.points_max, one.after.passed],
        "better": one.is_better,
    }


def _lines(found: Sequence[Regraded], *, dry_run: bool) -> Iterator[str]:
    for one in found:
        before, after = one.before, one.after
        verdict = "passes now" if one.passes_now else "better" if one.is_better else "kept as it is"
        yield (
            f"enrolment {one.enrolment_id}, attempt {one.attempt}: "
            f"{before.points:g} of {before.points_max:g} -> {after.points:g} of "
            f"{after.points_max:g}: {verdict}"
        )
    better, passing = sum(o.is_better for o in found), sum(o.passes_now for o in found)
    would = "would be" if dry_run else "are"
    yield f"{len(found)} attempts asked it, {better} {would} better, {passing} of them pass"
