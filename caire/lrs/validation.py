"""Says whether a statement is one, and if not, where the fault is.

About 40 µs for a statement of 1 kB. Source: xAPI 1.0.3, part two, 2.2 to 2.6 and 4.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

import msgspec
from msgspec import UNSET, Raw, UnsetType

from caire.lrs import shapes
from caire.lrs.errors import StatementInvalid
from caire.lrs.rules import (
    LANGUAGE,
    check_actor,
    check_authority,
    check_definition,
    check_extensions,
    check_map,
    check_result,
)
from caire.lrs.vocabulary import VOIDED

TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?"
)
NEGATIVE_ZERO = ("-00", "-0000", "-00:00")
#: msgspec quotes a pattern as Python does.
_EXPECTED = {repr(pattern): words for pattern, words in shapes.EXPECTED.items()}
_WHERE = re.compile(r"^(.*?)(?: - at `(?:key in )?(\$.*)`)?$", re.DOTALL)

Decoded = TypeVar("Decoded")

_statement = msgspec.json.Decoder(shapes.Statement)
_substatement = msgspec.json.Decoder(shapes.SubStatement)
_activity = msgspec.json.Decoder(shapes.Activity)
_activities = msgspec.json.Decoder(list[Raw])
_actor = msgspec.json.Decoder(shapes.Actor)
_reference = msgspec.json.Decoder(shapes.StatementRef)
_head = msgspec.json.Decoder(shapes.ObjectHead)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the store needs to know of a valid statement. Ids are in lower case.

    `activity` is the IRI of the object when that is an activity; `voids` the statement taken back.
    """

    id: str | None
    verb: str
    actor_key: str | None
    activity: str | None
    registration: str | None
    timestamp: datetime | None
    voids: str | None


def check(raw: bytes) -> Checked:
    """Check one statement.

    Raises:
        StatementInvalid: with the JSON path of the first fault found, from `$`.
    """
    found = _decoded(_statement, raw, "$")
    _check_parts(found, "$")
    for name in ("timestamp", "stored"):
        if not isinstance(text := getattr(found, name), UnsetType):
            moment(text, f"$.{name}")
    if not isinstance(found.authority, UnsetType):
        check_authority(found.authority)
    kind, target = _check_object(found.object, found.context, "$.object")
    is_voiding = found.verb.id == VOIDED
    if is_voiding and kind != "StatementRef":
        raise StatementInvalid("$.object.objectType", "a voiding statement needs a StatementRef")
    registration = found.context.registration if found.context is not UNSET else UNSET
    return Checked(
        id=_lower(found.id),
        verb=found.verb.id,
        actor_key=actor_key(found.actor),
        activity=target if kind == "Activity" else None,
        registration=_lower(registration),
        timestamp=None if found.timestamp is UNSET else moment(found.timestamp, "$.timestamp"),
        voids=target.lower() if is_voiding else None,
    )


def actor_key(actor: shapes.Actor | shapes.Member) -> str | None:
    """What identifies an agent or group, as SHA-256; None for an anonymous group."""
    if not isinstance(actor.account, UnsetType):
        return _key(f"account {actor.account.home_page} {actor.account.name}")
    for name in ("mbox", "mbox_sha1sum", "openid"):
        if not isinstance(value := getattr(actor, name), UnsetType):
            return _key(f"{name} {value}")
    return None


def account_key(home: str, name: str) -> str:
    """The key of the actor with this account."""
    return _key(f"account {home} {name}")


def moment(text: str, path: str) -> datetime:
    """The instant of an ISO 8601 text, in UTC; without a zone it is UTC.

    Raises:
        StatementInvalid: no date and time, or the offset `-00:00`, which has no meaning.
    """
    if TIMESTAMP.fullmatch(text) is None or (len(text) > 11 and text.endswith(NEGATIVE_ZERO)):
        raise StatementInvalid(path, "write a date and time as 2026-03-01T09:30:00Z")
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise StatementInvalid(path, f"no such date and time: {error}") from None
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        raise StatementInvalid(path, "the year must be between 1 and 9999") from None


def _key(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _lower(text: str | UnsetType) -> str | None:
    return None if isinstance(text, UnsetType) else text.lower()


def _decoded(decoder: msgspec.json.Decoder[Decoded], raw: bytes | Raw, prefix: str) -> Decoded:
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        reason, path = _split(str(error))
        raise StatementInvalid(path, reason).inside(prefix) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StatementInvalid(prefix, f"not JSON: {error}") from None


def _split(message: str) -> tuple[str, str]:
    """`Expected str, got int - at `$.id`` -> reason and path."""
    found = _WHERE.match(message)
    assert found is not None
    reason, path = found[1], (found[2] or "$").replace("[...]", "[*]")
    _, regex, shown = reason.partition("matching regex ")
    return (_EXPECTED.get(shown, reason) if regex else reason), path


def _check_parts(found: shapes.Statement | shapes.SubStatement, path: str) -> None:
    """What statements and sub-statements share, but their object."""
    check_actor(found.actor, f"{path}.actor")
    check_map(found.verb.display, f"{path}.verb.display")
    if not isinstance(found.result, UnsetType):
        check_result(found.result, f"{path}.result")
    if not isinstance(found.context, UnsetType):
        _check_context(found.context, f"{path}.context")
    if not isinstance(found.attachments, UnsetType):
        for index, attachment in enumerate(found.attachments):
            check_map(attachment.display, f"{path}.attachments[{index}].display")
            check_map(attachment.description, f"{path}.attachments[{index}].description")
            if attachment.file_url is UNSET:
                raise StatementInvalid(
                    f"{path}.attachments[{index}].fileUrl",
                    "needed: no file comes with a statement sent as application/json",
                )


def _check_context(context: shapes.Context, path: str) -> None:
    if not isinstance(context.instructor, UnsetType):
        check_actor(context.instructor, f"{path}.instructor")
    if not isinstance(context.team, UnsetType):
        check_actor(context.team, f"{path}.team")
        if context.team.object_type != "Group":
            raise StatementInvalid(f"{path}.team", "a team is a Group")
    if not isinstance(context.language, UnsetType) and not LANGUAGE.fullmatch(context.language):
        raise StatementInvalid(f"{path}.language", "no language tag (RFC 5646)")
    check_extensions(context.extensions, f"{path}.extensions")
    if isinstance(context.context_activities, UnsetType):
        return
    for name in ("parent", "grouping", "category", "other"):
        part = getattr(context.context_activities, name)
        if part is not UNSET:
            for raw, where in _each(part, f"{path}.contextActivities.{name}"):
                _check_activity(raw, where)


def _each(part: Raw, path: str) -> Iterable[tuple[Raw, str]]:
    """One activity alone, or each of a list, with its path."""
    if not bytes(part).lstrip().startswith(b"["):
        return [(part, path)]
    found = _decoded(_activities, part, path)
    return [(raw, f"{path}[{index}]") for index, raw in enumerate(found)]


def _check_object(raw: Raw, context: shapes.Context | UnsetType, path: str) -> tuple[str, str]:
    """The object's type, and its id when it is an activity or a reference (else `""`)."""
    kind = _decoded(_head, raw, path).object_type
    if not isinstance(context, UnsetType) and kind != "Activity":
        for name in ("revision", "platform"):
            if getattr(context, name) is not UNSET:
                raise StatementInvalid(
                    f"{path.rpartition('.')[0]}.context.{name}",
                    "only when the object is an Activity",
                )
    if kind == "Activity":
        return kind, _check_activity(raw, path)
    if kind == "StatementRef":
        return kind, _decoded(_reference, raw, path).id
    if kind == "SubStatement":
        _check_substatement(raw, path)
    else:
        check_actor(_decoded(_actor, raw, path), path)
    return kind, ""


def _check_substatement(raw: Raw, path: str) -> None:
    found = _decoded(_substatement, raw, path)
    _check_parts(found, path)
    if not isinstance(found.timestamp, UnsetType):
        moment(found.timestamp, f"{path}.timestamp")
    if _decoded(_head, found.object, f"{path}.object").object_type == "SubStatement":
        raise StatementInvalid(f"{path}.object", "a SubStatement holds no SubStatement")
    _check_object(found.object, found.context, f"{path}.object")


def _check_activity(raw: Raw, path: str) -> str:
    activity = _decoded(_activity, raw, path)
    if not isinstance(activity.definition, UnsetType):
        check_definition(activity.definition, f"{path}.definition")
    return activity.id
