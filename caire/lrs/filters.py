"""What a GET of statements asks for. Source: xAPI 1.0.3, part three, 2.1.3; IEEE 9274.1.1, 4.1.6.1.

Values are held to the same rules as in statements.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from flask import Request

from caire.lrs import rules, shapes
from caire.lrs.asking import Format, OneStatement, StatementFilter
from caire.lrs.decoding import decoded, refuse_bulk, refuse_repeats
from caire.lrs.errors import StatementInvalid
from caire.lrs.hashing import activity_key, verb_key
from caire.lrs.requests import (
    BadRequest,
    flag_parameter,
    moment_parameter,
    parameters,
    uuid_parameter,
)
from caire.lrs.texts import check_iri

SINGLE = ("statementId", "voidedStatementId")
SHOWN = ("format", "attachments")
FILTERS = (
    "agent",
    "verb",
    "activity",
    "registration",
    "related_activities",
    "related_agents",
    "since",
    "until",
    "limit",
    "ascending",
)
_DIGITS = 9

_actor = msgspec.json.Decoder(shapes.Actor)


def statement_query(
    request: Request, *, extra: Iterable[str] = ()
) -> OneStatement | StatementFilter:
    """What a GET of statements asks for.

    Args:
        extra: parameters of our own that may come with those of a list, as in `more`.

    Raises:
        BadRequest: says which parameter is wrong.
    """
    given = parameters(request, known=(*SINGLE, *FILTERS, *SHOWN, *extra))
    if any(name in given for name in SINGLE):
        return _one(given)
    return statement_filter(given)


def statement_filter(given: Mapping[str, str]) -> StatementFilter:
    """The filter that these parameters say. Raises: BadRequest."""
    agent, agent_key = (
        actor_parameter("agent", given["agent"]) if "agent" in given else (None, None)
    )
    verb = _iri(given, "verb")
    activity = _iri(given, "activity")
    registration = given.get("registration")
    return StatementFilter(
        agent=agent,
        agent_key=agent_key,
        verb=verb,
        verb_key=verb_key(verb) if verb else None,
        activity=activity,
        activity_key=activity_key(activity) if activity else None,
        registration=uuid_parameter("registration", registration)
        if registration is not None
        else None,
        since=_moment(given, "since"),
        until=_moment(given, "until"),
        limit=_limit(given),
        ascending=_flag(given, "ascending"),
        related_agents=_flag(given, "related_agents"),
        related_activities=_flag(given, "related_activities"),
        format=_format(given),
        attachments=_flag(given, "attachments"),
    )


def actor_parameter(name: str, text: str) -> tuple[dict[str, Any], bytes]:
    """An agent or identified group written as JSON, decoded, and its key. Raises: BadRequest."""
    raw = text.encode("utf-8", "surrogatepass")
    try:
        refuse_bulk(raw, "$")
        given = decoded(_actor, raw, "$")
        refuse_repeats(raw, given, "$")
        key, _ = rules.actor(given, "$")
    except StatementInvalid as fault:
        raise BadRequest(f"the parameter {name} is no agent: {fault}") from None
    if key is None:
        raise BadRequest(f"the parameter {name} must be identified: give mbox, account, openid…")
    found: dict[str, Any] = msgspec.json.decode(raw)
    return found, key


def _one(given: Mapping[str, str]) -> OneStatement:
    named = [name for name in SINGLE if name in given]
    if len(named) > 1:
        raise BadRequest("give either statementId or voidedStatementId, not both")
    others = [name for name in given if name not in (*SINGLE, *SHOWN)]
    if others:
        raise BadRequest(f"with {named[0]} only format and attachments may stand, not {others[0]}")
    return OneStatement(
        id=uuid_parameter(named[0], given[named[0]]),
        voided=named[0] == "voidedStatementId",
        format=_format(given),
        attachments=_flag(given, "attachments"),
    )


def _iri(given: Mapping[str, str], name: str) -> str | None:
    if name in given:
        try:
            check_iri(given[name], name)
        except StatementInvalid as fault:
            raise BadRequest(f"the parameter {fault}") from None
    return given.get(name)


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    return moment_parameter(name, given[name]) if name in given else None


def _limit(given: Mapping[str, str]) -> int:
    text = given.get("limit", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise BadRequest(f"limit must be a whole number from 0, not {text[:80]!r}")
    return int(text)


def _flag(given: Mapping[str, str], name: str) -> bool:
    return name in given and flag_parameter(name, given[name])


def _format(given: Mapping[str, str]) -> Format:
    text = given.get("format", Format.EXACT.value)
    try:
        return Format(text)
    except ValueError:
        raise BadRequest(f"format must be ids, exact or canonical, not {text[:80]!r}") from None
