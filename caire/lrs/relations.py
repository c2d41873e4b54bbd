"""Terms: by what a statement is found besides its own columns.

A statement is found by its actor, verb, activity and registration through its columns. It is found
through terms by the agents and activities around it (`related_agents`, `related_activities`), by
the agent it is about, and, when it refers to another statement, by whatever finds that one (xAPI
1.0.3, part three, 2.1.3, "filter conditions for StatementRefs").

A program may see only what it stored itself, or what programs of its organisation did. So that its
answer never costs a walk through the statements of others, each term of a program's statement is
kept twice: for all (`EVERYONE`), and for that program alone.
"""

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

from caire.lrs.findings import Checked

#: The reader who sees all statements.
EVERYONE = 0


class Facet(IntEnum):
    """By what a statement is looked for."""

    AGENT = 1
    VERB = 2
    ACTIVITY = 3
    REGISTRATION = 4
    ANY_AGENT = 5
    ANY_ACTIVITY = 6


@lru_cache(maxsize=8192)
def term(facet: Facet, key: bytes, key_id: int = EVERYONE) -> bytes:
    """16 bytes that stand for: found by this thing, for who sees what this program stored."""
    return blake2b(b"%d %d " % (facet, key_id) + key, digest_size=16).digest()


def own_terms(checked: Checked) -> Iterator[tuple[Facet, bytes]]:
    """What finds a statement by itself, and is not in its columns."""
    for key in checked.agents:
        yield Facet.AGENT, key
    for key in checked.related_agents:
        yield Facet.ANY_AGENT, key
    for key in checked.related_activities:
        yield Facet.ANY_ACTIVITY, key


def inherited_terms(target: Checked) -> Iterator[tuple[Facet, bytes]]:
    """What finds a statement because it refers to this one."""
    yield Facet.VERB, target.verb_key
    if target.actor_key is not None:
        yield Facet.AGENT, target.actor_key
        yield Facet.ANY_AGENT, target.actor_key
    if target.activity_key is not None:
        yield Facet.ACTIVITY, target.activity_key
        yield Facet.ANY_ACTIVITY, target.activity_key
    if target.registration is not None:
        yield Facet.REGISTRATION, target.registration.encode()
    yield from own_terms(target)
