"""Commands of forwarding: which other stores get which traces, and what they refused."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click

from caire.cli.lookups import key_ids, organisation_id
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import CommandPlatform, open_platform, read_secret
from caire.clock import utcnow
from caire.errors import Refusal
from caire.lrs.errors import StatementInvalid
from caire.lrs.forwarding.choosing import Choice
from caire.lrs.forwarding.dead import DeadRow, dead_letters, drop_dead_letters, replay
from caire.lrs.forwarding.running import Delivery, Forwarding, forward_due
from caire.lrs.forwarding.targets import (
    Credentials,
    TargetRow,
    add_target,
    change_credentials,
    pause_target,
    remove_target,
    resume_target,
    targets,
)
from caire.lrs.texts import moment

#: `run` works in turns, so that no target waits for the end of another.
TURN_S = 60.0


@click.group()
def forward() -> None:
    """Other stores that get chosen traces."""


@forward.command("add")
@click.argument("name")
@click.argument("endpoint")
@click.option("--username", required=True, help="The user, or key, that the target gave us.")
@click.option("--secret-env", metavar="VAR", help="Variable that holds its secret.")
@click.option("--verb", "verbs", multiple=True, metavar="IRI", help="Only these; repeatable.")
@click.option("--activity", "activities", multiple=True, metavar="IRI", help="Only these objects.")
@click.option("--key", "keys", multiple=True, metavar="NAME", help="Only what these keys sent.")
@click.option("--organisation", metavar="SLUG", help="Only the traces of this organisation.")
@click.option("--own-only", is_flag=True, help="Only what the platform itself says.")
@click.option("--since", metavar="INSTANT", help="Stored from then on, as 2026-09-01T00:00:00Z.")
@JSON_OPTION
def add(
    name: str,
    endpoint: str,
    username: str,
    secret_env: str | None,
    verbs: tuple[str, ...],
    activities: tuple[str, ...],
    keys: tuple[str, ...],
    organisation: str | None,
    own_only: bool,
    since: str | None,
    as_json: bool,
) -> None:
    """Send traces to the store at ENDPOINT; its secret comes from --secret-env or on stdin."""
    start = _instant(since)
    platform = open_platform()
    secret = read_secret(secret_env, "Secret")
    with _refusals(as_json), platform.writing() as db:
        add_target(
            db,
            name=name,
            endpoint=endpoint,
            credentials=_credentials(platform, username, secret),
            choice=Choice(
                verbs=verbs,
                activities=activities,
                key_ids=key_ids(db, keys),
                organisation_id=organisation_id(db, organisation),
                own_only=own_only,
                since=start,
            ),
            allow_private=platform.config.lrs.forward_to_private,
            now=utcnow(),
        )
    text = f"{name} gets its traces from the worker, or now with `caire lrs forward run`"
    done({"added": name}, text, as_json=as_json)


@forward.command("credentials")
@click.argument("name")
@click.option("--username", required=True, help="The user, or key, that the target gave us.")
@click.option("--secret-env", metavar="VAR", help="Variable that holds its secret.")
@JSON_OPTION
def credentials(name: str, username: str, secret_env: str | None, as_json: bool) -> None:
    """Use another user and secret for the target NAME."""
    platform = open_platform()
    secret = read_secret(secret_env, "Secret")
    with _refusals(as_json), platform.writing() as db:
        change_credentials(db, name=name, credentials=_credentials(platform, username, secret))
    done({"changed": name}, f"{name} has other credentials", as_json=as_json)


@forward.command("list")
@JSON_OPTION
def list_targets(as_json: bool) -> None:
    """Show the targets, what waits for them and what went wrong; never their secrets."""
    with open_platform().reading() as db:
        found = targets(db)
    lines = [_line(row) for row in found]
    payload = {"targets": [_target_json(row) for row in found]}
    done(payload, "\n".join(lines) or "no target yet", as_json=as_json)


@forward.command("pause")
@click.argument("name")
@JSON_OPTION
def pause(name: str, as_json: bool) -> None:
    """Send nothing to NAME until it is resumed."""
    with _refusals(as_json), open_platform().writing() as db:
        pause_target(db, name=name, now=utcnow())
    done({"paused": name}, f"{name} is paused; nothing is lost", as_json=as_json)


@forward.command("resume")
@click.argument("name")
@JSON_OPTION
def resume(name: str, as_json: bool) -> None:
    """Go on sending to NAME where it stopped, at once."""
    with _refusals(as_json), open_platform().writing() as db:
        resume_target(db, name=name)
    done({"resumed": name}, f"{name} goes on", as_json=as_json)


@forward.command("remove")
@click.argument("name")
@JSON_OPTION
def remove(name: str, as_json: bool) -> None:
    """Forget the target NAME with its dead letters; what it has got, it keeps."""
    with _refusals(as_json), open_platform().writing() as db:
        remove_target(db, name=name)
    done({"removed": name}, f"{name} is removed", as_json=as_json)


@forward.command("run")
@JSON_OPTION
def run(as_json: bool) -> None:
    """Deliver now, here, until nothing is left to try; exit code 1 when a target did not answer."""
    platform = open_platform()
    place = Forwarding(platform.sessions, platform.config)
    total: dict[str, Delivery] = {}
    with _refusals(as_json):
        has_more = True
        while has_more:
            turn = forward_due(place, budget_s=TURN_S)
            for name, one in turn.items():
                total[name] = _added(total.get(name, Delivery(0, 0)), one)
            has_more = any(one.has_more for one in turn.values())
    payload = {"targets": {name: _delivery_json(one) for name, one in total.items()}}
    text = "\n".join(f"{name}: {_delivered(one)}" for name, one in total.items())
    done(payload, text or "no target is due", as_json=as_json)
    if any(one.error for one in total.values()):
        raise SystemExit(1)


@forward.command("dead")
@click.argument("name", required=False)
@click.option("--replay", "again", is_flag=True, help="Send them once more, in order.")
@click.option("--drop", is_flag=True, help="Give them up.")
@JSON_OPTION
def dead(name: str | None, again: bool, drop: bool, as_json: bool) -> None:
    """Show what the target NAME (or any) refused for good, and why; --json shows the traces."""
    if again and drop:
        raise click.UsageError("give --replay or --drop, not both")
    if (again or drop) and name is None:
        raise click.UsageError("name the target whose dead letters are meant")
    platform = open_platform()
    with _refusals(as_json):
        if name is not None and again:
            _replay(platform, name, as_json)
        elif name is not None and drop:
            with platform.writing() as db:
                gone = drop_dead_letters(db, target=name)
            done({"dropped": gone}, f"{gone} dead letters given up", as_json=as_json)
        else:
            with platform.reading() as db:
                rows = dead_letters(db, target=name)
            lines = [
                f"{r.target}  {r.statement_id}  {r.status or 'no answer'}  {r.reason}" for r in rows
            ]
            payload = {"dead": [_dead_json(row) for row in rows]}
            done(payload, "\n".join(lines) or "no dead letter", as_json=as_json)


def _replay(platform: CommandPlatform, name: str, as_json: bool) -> None:
    one = replay(Forwarding(platform.sessions, platform.config), target=name)
    done(_delivery_json(one), f"{name}: {_delivered(one)}", as_json=as_json)
    if one.error:
        raise SystemExit(1)


@contextmanager
def _refusals(as_json: bool) -> Iterator[None]:
    """End with exit code 1 and the reason when a service refuses."""
    try:
        yield
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return moment(text, "--since")
    except StatementInvalid as fault:
        raise click.UsageError(f"{fault}; write it as 2026-09-01T00:00:00Z") from None


def _credentials(platform: CommandPlatform, username: str, secret: str) -> Credentials:
    return Credentials(username, secret, platform.config.site.secret_key)


def _added(before: Delivery, one: Delivery) -> Delivery:
    return Delivery(
        before.delivered + one.delivered, before.refused + one.refused, one.error, one.has_more
    )


def _delivered(one: Delivery) -> str:
    text = f"{one.delivered} delivered, {one.refused} refused for good"
    return f"{text}; stopped: {one.error}" if one.error else text


def _delivery_json(one: Delivery) -> dict[str, Any]:
    return {"delivered": one.delivered, "refused": one.refused, "error": one.error}


def _line(row: TargetRow) -> str:
    text = f"{row.name}  {row.endpoint}  {row.delivered} delivered, {row.waiting} to look at"
    text += f", {row.dead} dead" if row.dead else ""
    if row.paused_at:
        return f"{text}  paused"
    if row.last_error and row.next_attempt_at:
        again = row.next_attempt_at.isoformat(timespec="seconds")
        text = f"{text}  failed {row.attempts} times, again at {again}: {row.last_error}"
        return f"{text}; what makes it fail is being looked for" if row.sifts else text
    return text


def _target_json(row: TargetRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "endpoint": row.endpoint,
        "username": row.username,
        "chosen": row.choice.as_json(),
        "paused_at": _iso(row.paused_at),
        "delivered": row.delivered,
        "delivered_at": _iso(row.delivered_at),
        "waiting": row.waiting,
        "dead": row.dead,
        "attempts": row.attempts,
        "next_attempt_at": _iso(row.next_attempt_at),
        "last_error": row.last_error,
        "failing_since": _iso(row.failing_since),
        "sifts": row.sifts,
    }


def _dead_json(row: DeadRow) -> dict[str, Any]:
    return {
        "target": row.target,
        "id": row.statement_id,
        "status": row.status,
        "reason": row.reason,
        "refused_at": row.refused_at.isoformat(),
        "statement": json.loads(row.raw) if row.raw is not None else None,
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
