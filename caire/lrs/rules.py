"""Rules on the parts of a statement that a type cannot say. Each raises StatementInvalid.

Source: xAPI 1.0.3, part two, 2.4.
"""

import re
from typing import Any

from msgspec import UNSET, UnsetType

from caire.lrs import shapes
from caire.lrs.errors import StatementInvalid

LANGUAGE = re.compile(r"(?:[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*|[xi](?:-[a-zA-Z0-9]{1,8})+)")
COMPONENTS = {
    "choices": ("choice", "sequencing"),
    "scale": ("likert",),
    "source": ("matching",),
    "target": ("matching",),
    "steps": ("performance",),
}
_IRI = re.compile(shapes.IRI_PATTERN)


def check_actor(actor: shapes.Actor, path: str) -> None:
    identified = _identifiers(actor, path)
    if actor.object_type != "Group":
        if actor.member is not UNSET:
            raise StatementInvalid(f"{path}.member", "only a Group has members")
        if not identified:
            raise StatementInvalid(
                path, "an Agent needs one of mbox, mbox_sha1sum, openid, account"
            )
        return
    if isinstance(actor.member, UnsetType):
        if not identified:
            raise StatementInvalid(path, "a Group without identifier needs members")
        return
    if not identified and not actor.member:
        raise StatementInvalid(f"{path}.member", "a Group without identifier needs members")
    for index, member in enumerate(actor.member):
        if not _identifiers(member, f"{path}.member[{index}]"):
            raise StatementInvalid(
                f"{path}.member[{index}]",
                "an Agent needs one of mbox, mbox_sha1sum, openid, account",
            )


def _identifiers(actor: shapes.Actor | shapes.Member, path: str) -> int:
    parts = (actor.mbox, actor.mbox_sha1sum, actor.openid, actor.account)
    count = sum(part is not UNSET for part in parts)
    if count > 1:
        raise StatementInvalid(path, "give one identifier only, not several")
    return count


def check_authority(authority: shapes.Actor) -> None:
    check_actor(authority, "$.authority")
    if authority.object_type == "Group" and (
        _identifiers(authority, "$.authority")
        or isinstance(authority.member, UnsetType)
        or len(authority.member) != 2
    ):
        raise StatementInvalid("$.authority", "a Group as authority has two members, no identifier")


def check_map(texts: dict[str, str] | UnsetType, path: str) -> None:
    if isinstance(texts, UnsetType):
        return
    for language in texts:
        if LANGUAGE.fullmatch(language) is None:
            raise StatementInvalid(path, f"{language!r} is no language tag (RFC 5646)")


def check_extensions(extensions: dict[str, Any] | UnsetType, path: str) -> None:
    if isinstance(extensions, UnsetType):
        return
    for key in extensions:
        if _IRI.match(key) is None:
            raise StatementInvalid(path, f"{key!r} is no IRI")


def check_result(result: shapes.Result, path: str) -> None:
    check_extensions(result.extensions, f"{path}.extensions")
    if isinstance(result.score, UnsetType):
        return
    score = result.score
    low = None if isinstance(score.min, UnsetType) else score.min
    high = None if isinstance(score.max, UnsetType) else score.max
    if low is not None and high is not None and low >= high:
        raise StatementInvalid(f"{path}.score.min", "min must be less than max")
    if isinstance(score.raw, UnsetType):
        return
    if (low is not None and score.raw < low) or (high is not None and score.raw > high):
        raise StatementInvalid(f"{path}.score.raw", "raw must lie between min and max")


def check_definition(definition: shapes.Definition, path: str) -> None:
    check_map(definition.name, f"{path}.name")
    check_map(definition.description, f"{path}.description")
    check_extensions(definition.extensions, f"{path}.extensions")
    kind = definition.interaction_type
    if kind is UNSET and definition.correct_responses_pattern is not UNSET:
        raise StatementInvalid(f"{path}.correctResponsesPattern", "needs an interactionType")
    for name, kinds in COMPONENTS.items():
        components = getattr(definition, name)
        if components is UNSET:
            continue
        where = f"{path}.{name}"
        if kind not in kinds:
            raise StatementInvalid(where, f"needs the interactionType {' or '.join(kinds)}")
        if len({component.id for component in components}) < len(components):
            raise StatementInvalid(where, "each id may stand once only")
        for component in components:
            check_map(component.description, where)
