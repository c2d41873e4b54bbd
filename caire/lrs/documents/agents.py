"""The agent that a request is about, and the Person that the Agents resource answers with.

Source: xAPI 1.0.3, part three, 2.4; IEEE 9274.1.1, 4.1.6.3.
"""

from typing import Any

import msgspec
from msgspec import UNSET

from caire.lrs import rules, shapes
from caire.lrs.decoding import decoded, refuse_bulk, refuse_repeats
from caire.lrs.documents.places import Agent
from caire.lrs.errors import StatementInvalid

PARAMETER = "agent"
_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")

_actor = msgspec.json.Decoder(shapes.Actor)


def agent_in(text: str) -> Agent:
    """The agent written in JSON: equal to every other with the same identifier.

    Raises:
        StatementInvalid: no agent; the path begins with `agent`.
    """
    given, key = _checked(text)
    return Agent(key, msgspec.json.encode(_identifier(given)).decode())


def person_of(text: str) -> dict[str, Any]:
    """All that is known here of the agent written in JSON: what the request says.

    Raises:
        StatementInvalid: no agent.
    """
    given, _ = _checked(text)
    said = {"name": given.name, **_identifier(given)} if given.name else _identifier(given)
    return {"objectType": "Person", **{member: [value] for member, value in said.items()}}


def _checked(text: str) -> tuple[shapes.Actor, bytes]:
    raw = text.encode("utf-8", "surrogatepass")
    refuse_bulk(raw, PARAMETER)
    given = decoded(_actor, raw, PARAMETER)
    refuse_repeats(raw, given, PARAMETER)
    if given.object_type == "Group":
        raise StatementInvalid(
            f"{PARAMETER}.objectType",
            "expected Agent; for a group, put its identifier into an Agent",
        )
    key, _ = rules.actor(given, PARAMETER)
    assert key is not None  # `rules.actor` refuses an Agent without identifier
    return given, key


def _identifier(given: shapes.Actor) -> dict[str, Any]:
    return {
        name: getattr(given, name) for name in _IDENTIFIERS if getattr(given, name) is not UNSET
    }
