"""Commands that empty the traces of a person, and that show the signed records of it."""

from typing import Any

import click
import msgspec
from sqlalchemy.orm import Session

from caire.administration.queries import people_by_actor
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import CommandPlatform, open_platform
from caire.clock import utcnow
from caire.errors import Refusal
from caire.lrs.documents.agents import agent_in
from caire.lrs.documents.places import Agent
from caire.lrs.errors import StatementInvalid
from caire.lrs.hashing import account_key
from caire.lrs.log import Reason, recorded_erasures, signer_of
from caire.lrs.log.claims import ErasureClaim
from caire.lrs.services.erasing import erase_statements

AGENT_EXAMPLE = '{"mbox": "mailto:lea@example.org"}'


@click.command("erase")
@click.option("--agent", "agent_text", required=True, metavar="JSON", help="Whose traces.")
@click.option(
    "--reason",
    required=True,
    type=click.Choice([reason.value for reason in Reason]),
    help="Asked for by the person, ordered by law, or recorded unlawfully.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@JSON_OPTION
def erase(agent_text: str, reason: str, yes: bool, as_json: bool) -> None:
    """Empty all traces about an agent that other programs sent or that were imported.

    A signed record says how many, when and why. For who has an account here:
    `caire privacy erase EMAIL --traces`.
    """
    agent = _agent(agent_text)
    platform = open_platform()
    try:
        with platform.writing() as db:
            if name := _account_here(platform, db, agent):
                refuse(
                    f"{name} has an account here, whose progress rests on these traces: use "
                    "`caire privacy erase EMAIL --traces`",
                    as_json=as_json,
                    code="has_account",
                )
            if not yes:
                click.confirm(
                    f"Erase the traces of {agent.said}? This cannot be undone.",
                    abort=True,
                    err=True,
                )
            count = erase_statements(
                db,
                agent_key=agent.key,
                reason=Reason(reason),
                signer=signer_of(db, platform.config.data_dir),
                now=utcnow(),
            )
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    done({"erased": count, "reason": reason}, f"{count} traces erased", as_json=as_json)


@click.command("erasures")
@JSON_OPTION
def erasures(as_json: bool) -> None:
    """Show the signed records of erasures: how many traces, when and why; never whose."""
    platform = open_platform()
    try:
        with platform.reading() as db:
            signer = signer_of(db, platform.config.data_dir)
            found = [_shown(signed, claim) for signed, claim in recorded_erasures(db, signer)]
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    lines = [
        f"{one['number']}  {one['at']}  {one['count']} traces  {one['reason']}"
        if one["signed"]
        else f"not signed by this log: {one['record']}"
        for one in found
    ]
    done({"erasures": found}, "\n".join(lines) or "nothing was erased yet", as_json=as_json)


ERASING = (erase, erasures)


def erase_traces_of_account(platform: CommandPlatform, db: Session, actor_name: str) -> int:
    """Empty what an account of ours has left, since the person asked for it.

    Raises: SigningKeyMissing.
    """
    return erase_statements(
        db,
        agent_key=account_key(platform.config.xapi_root, actor_name),
        reason=Reason.PERSON,
        signer=signer_of(db, platform.config.data_dir),
        now=utcnow(),
    )


def _agent(text: str) -> Agent:
    try:
        return agent_in(text)
    except StatementInvalid as fault:
        raise click.UsageError(f"--agent: {fault}; write it as {AGENT_EXAMPLE}") from None


def _account_here(platform: CommandPlatform, db: Session, agent: Agent) -> str | None:
    """The name in traces of the account that the agent is, if it is one that is still open."""
    said = msgspec.json.decode(agent.said)
    account = said.get("account") or {}
    if account.get("homePage") != platform.config.xapi_root:
        return None
    return str(account["name"]) if people_by_actor(db, [account["name"]]) else None


def _shown(signed: str, claim: ErasureClaim | None) -> dict[str, Any]:
    if claim is None:
        return {"signed": False, "record": signed}
    return {
        "signed": True,
        "number": claim.number,
        "at": claim.erased_at.isoformat(),
        "count": claim.count,
        "reason": claim.reason,
        "rows": claim.rows.hex(),
        "record": signed,
    }
