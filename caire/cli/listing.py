"""A command that shows traces to who runs the platform, over SSH."""

import json
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import category

import click
from sqlalchemy.orm import Session

from caire.administration.browser.words import Names, ToldTrace, told_traces
from caire.cli.output import JSON_OPTION, refuse
from caire.cli.platform import CommandPlatform, open_platform
from caire.clock import PARIS
from caire.lrs.asking import StatementFilter
from caire.lrs.browsing import SeenStatement, Senders, Turned, programs, seen_page, verbs
from caire.lrs.consistency import consistent_through
from caire.lrs.filters import statement_filter
from caire.lrs.requests import BadRequest
from caire.people.queries import person_by_email

PAGE = 200


@click.command("list")
@click.option("--agent", metavar="EMAIL|JSON", help="Of an account here, else of any agent.")
@click.option("--verb", metavar="IRI")
@click.option("--activity", metavar="IRI", help="What the trace is about.")
@click.option("--registration", metavar="UUID", help="Of one enrolment.")
@click.option("--since", metavar="INSTANT", help="Stored after it, as 2026-09-01T00:00:00Z.")
@click.option("--until", metavar="INSTANT", help="Stored up to then.")
@click.option("--related-agents", is_flag=True, help="Find the agent anywhere in a trace.")
@click.option("--related-activities", is_flag=True, help="Find the activity anywhere in a trace.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=0), help="0: all.")
@click.option("--language", default="fr", show_default=True, type=click.Choice(["fr", "en"]))
@JSON_OPTION
def list_traces(
    agent: str | None,
    limit: int,
    language: str,
    as_json: bool,
    related_agents: bool,
    related_activities: bool,
    **texts: str | None,
) -> None:
    """Show traces, the newest first: a sentence each, or with --json a line of JSON each.

    All that is given must hold. Traces that were taken back or erased are not shown.
    """
    platform = open_platform()
    given = {name: text for name, text in texts.items() if text is not None}
    given |= {"related_agents": "true"} if related_agents else {}
    given |= {"related_activities": "true"} if related_activities else {}
    with platform.reading() as db:
        if agent is not None:
            given["agent"] = _agent(platform, db, agent)
        asked = _asked(given, as_json=as_json)
        pages = _pages(db, asked, limit)
        if as_json:
            for page in pages:
                _print_json(page)
            return
        is_empty = True
        with platform.app.test_request_context(headers={"Accept-Language": language}):
            names = _names(platform, db)
            for page in pages:
                is_empty = False
                click.echo("\n".join(_line(told) for told in told_traces(db, page, names)))
    if is_empty:
        click.echo("no such trace", err=True)


def _agent(platform: CommandPlatform, db: Session, text: str) -> str:
    """The agent as a GET names it: an address is first that of an account here."""
    if text.lstrip().startswith("{"):
        return text
    person = person_by_email(db, text)
    if person is not None:
        account = {"homePage": platform.config.xapi_root, "name": person.actor_name}
        return json.dumps({"account": account})
    return json.dumps({"mbox": f"mailto:{text.removeprefix('mailto:')}"})


def _asked(given: Mapping[str, str], *, as_json: bool) -> StatementFilter:
    try:
        return statement_filter(given)
    except BadRequest as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)


def _pages(db: Session, asked: StatementFilter, limit: int) -> Iterator[Sequence[SeenStatement]]:
    """A page in memory at a time; what is stored meanwhile is not in them."""
    through = consistent_through(db)
    turned, left = Turned(), limit
    while True:
        size = min(PAGE, left) if limit else PAGE
        page = seen_page(db, asked, senders=Senders(), turned=turned, size=size, through=through)
        if page.rows:
            yield page.rows
        left -= len(page.rows)
        if not page.has_older or not page.rows or limit and left <= 0:
            return
        turned = Turned(older=page.rows[-1].seq)


def _names(platform: CommandPlatform, db: Session) -> Names:
    known = {verb.key: verb for verb in verbs(db)}
    return Names(programs(db), known, platform.config.xapi_root)


def _print_json(page: Sequence[SeenStatement]) -> None:
    for one in page:
        if one.record is not None:
            # JSON strings hold no bare line feed; between members one is only a space.
            click.echo(one.record.raw.replace("\r", " ").replace("\n", " "))


def _line(told: ToldTrace) -> str:
    """When it was stored, in Paris; who; what; and its id."""
    when = told.seen.stored.astimezone(PARIS).strftime("%Y-%m-%d %H:%M:%S")
    who = told.person.display_name if told.person else told.actor
    return _plain(f"{when}  {who}  {told.words}  {told.seen.id}")


def _plain(text: str) -> str:
    """Without signs that would command the terminal: names come from other programs."""
    return "".join(sign for sign in text if category(sign) not in ("Cc", "Cf"))
