"""Says whether a statement is one, and if not, where the fault is and which rule it breaks.

Source: xAPI 1.0.3, part two, 2.2 to 2.6 and 4; IEEE 9274.1.1, 4.2.
"""

import re
from collections.abc import Container
from operator import attrgetter

import msgspec
from msgspec import UNSET, Raw, UnsetType

from caire.lrs import rules, shapes
from caire.lrs.activities import activity
from caire.lrs.contexts import check_context
from caire.lrs.decoding import decoded, refuse_bulk, refuse_repeats
from caire.lrs.errors import StatementInvalid
from caire.lrs.findings import Checked, Found
from caire.lrs.hashing import verb_key
from caire.lrs.memo import Memo
from caire.lrs.sections import VOIDING, section_of
from caire.lrs.texts import check_iri, moment, uuid
from caire.lrs.versions import Version
from caire.lrs.vocabulary import VOIDED

#: What the member `version` may say, by what is spoken; 2.0 still takes in statements of 1.0.x.
_VERSIONS = {
    Version.V1: re.compile(r"1\.0(?:\.[0-9]+)?"),
    Version.V2: re.compile(r"[12]\.0(?:\.[0-9]+)?"),
}
_ACTIVITY = frozenset({"id", "definition"})
_ACTOR = frozenset({"name", "mbox", "mbox_sha1sum", "openid", "account"})
_STATEMENT = frozenset({"actor", "verb", "object", "result", "context", "timestamp", "attachments"})
#: The members that an object of each type may have, besides `objectType`.
_MEMBERS = {
    "Activity": _ACTIVITY,
    "Agent": _ACTOR,
    "Group": _ACTOR | {"member"},
    "StatementRef": frozenset({"id"}),
    "SubStatement": _STATEMENT,
}
_ALL = sorted(_ACTIVITY | _ACTOR | {"member"} | _STATEMENT)
_all = attrgetter(*_ALL)
_beyond = attrgetter(*sorted(set(_ALL) - _ACTIVITY))
_NOTHING = (UNSET,) * (len(_ALL) - len(_ACTIVITY))

_statement = msgspec.json.Decoder(shapes.Statement)
_verb = msgspec.json.Decoder(shapes.Verb)
_good_verbs: Memo[bytes, tuple[str, bytes]] = Memo(size=2048, length=1024)


def check(
    raw: bytes, *, version: Version = Version.V1, files: Container[str] | None = ()
) -> Checked:
    """Check one statement by the rules of the version that its sender speaks.

    Args:
        files: the SHA-2 of the files that come with it, in lower case; an attachment without
            `fileUrl` must be among them. None: not looked at.

    Raises:
        StatementInvalid: with the JSON path of the first fault found, from `$`, and the section of
            the rule that it breaks.
    """
    try:
        return _checked(raw, version, files)
    except StatementInvalid as fault:
        fault.section = fault.section or section_of(fault.path, version)
        raise


def found_in(raw: bytes) -> Checked:
    """What a stored statement holds: it was checked when it came, by whatever version.

    Raises:
        StatementInvalid: it is no statement.
    """
    return check(raw, version=Version.V2, files=None)


def _checked(raw: bytes, version: Version, files: Container[str] | None) -> Checked:
    refuse_bulk(raw, "$")
    given = decoded(_statement, raw, "$")
    refuse_repeats(raw, given, "$")
    found = Found()
    actor_key, members = rules.actor(given.actor, "$.actor")
    found.agents.extend(members)
    verb = _check_verb(given.verb, "$.verb")
    _check_parts(given, "$", found, version)
    keys = _check_object(given.object, given.context, "$.object", found, version)
    _check_provenance(given, version)
    if verb[0] == VOIDED and given.object.object_type != "StatementRef":
        raise StatementInvalid(
            "$.object.objectType", "a voiding statement needs a StatementRef", VOIDING[version]
        )
    if files is not None:
        _check_files(found, files)
    return _told(given, found, actor_key, verb, keys)


def _told(
    given: shapes.Statement,
    found: Found,
    actor_key: bytes | None,
    verb: tuple[str, bytes],
    keys: tuple[bytes | None, bytes | None],
) -> Checked:
    """What the store needs, of a statement of which only its own id and time are unchecked."""
    id = None if isinstance(given.id, UnsetType) else uuid(given.id, "$.id")
    timestamp = given.timestamp
    refers = _lower(given.object.id) if given.object.object_type == "StatementRef" else None
    activity_key, agent_key = keys
    return Checked(
        id=id,
        version=_text(given.version),
        verb=verb[0],
        verb_key=verb[1],
        actor_key=actor_key,
        activity=_text(given.object.id) if activity_key else None,
        activity_key=activity_key,
        object_agent_key=agent_key,
        registration=_registration(given.context),
        timestamp=None if isinstance(timestamp, UnsetType) else moment(timestamp, "$.timestamp"),
        refers=refers,
        voids=refers if verb[0] == VOIDED else None,
        agents=_distinct(found.agents),
        related_agents=_distinct(found.agents + found.related),
        related_activities=_distinct(found.activities),
        definitions=tuple(found.definitions),
        attachments=tuple(found.attachments),
        has_provenance=given.stored is not UNSET or given.authority is not UNSET,
        id_differs=id is not None and id != given.id,
        has_lone_activities=found.has_lone_activities,
    )


def _distinct(keys: list[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(keys)) if len(keys) > 1 else tuple(keys)


def _text(given: str | UnsetType) -> str | None:
    return None if isinstance(given, UnsetType) else given


def _lower(given: str | UnsetType) -> str | None:
    return None if isinstance(given, UnsetType) else given.lower()


def _registration(context: shapes.Context | UnsetType) -> str | None:
    if isinstance(context, UnsetType):
        return None
    return _lower(context.registration)


def _check_provenance(given: shapes.Statement, version: Version) -> None:
    """What the store will write itself must be right all the same."""
    if not isinstance(given.stored, UnsetType):
        moment(given.stored, "$.stored")
    if not isinstance(given.authority, UnsetType):
        rules.authority(given.authority)
    if not isinstance(given.version, UnsetType) and not _VERSIONS[version].fullmatch(given.version):
        expected = "1.0.x" if version is Version.V1 else "2.0.x or 1.0.x"
        raise StatementInvalid("$.version", f"expected a version {expected}")


def _check_files(found: Found, files: Container[str]) -> None:
    for one in found.attachments:
        if not one.has_file_url and one.sha2 not in files:
            raise StatementInvalid(
                f"{one.path}.fileUrl",
                "needed, as no part of the request has the file: send it as multipart/mixed",
            )


def _check_verb(raw: Raw, path: str) -> tuple[str, bytes]:
    text = bytes(raw)
    known = _good_verbs.get(text)
    if known is not None:
        return known
    verb = decoded(_verb, text, path)
    refuse_repeats(text, verb, path)
    check_iri(verb.id, f"{path}.id")
    rules.language_map(verb.display, f"{path}.display")
    known = verb.id, verb_key(verb.id)
    _good_verbs.keep(text, known)
    return known


def _check_parts(
    given: shapes.Statement | shapes.Target, path: str, found: Found, version: Version
) -> None:
    """What statements and sub-statements share, but who did what to what."""
    if not isinstance(given.result, UnsetType):
        rules.result(given.result, f"{path}.result")
    if not isinstance(given.context, UnsetType):
        check_context(given.context, f"{path}.context", found, version)
    if not isinstance(given.attachments, UnsetType):
        rules.attachments(given.attachments, path, found)


def _check_object(
    given: shapes.Target,
    context: shapes.Context | UnsetType,
    path: str,
    found: Found,
    version: Version,
) -> tuple[bytes | None, bytes | None]:
    """The object's key when it is an activity, and when it is an agent or a group."""
    kind = "Activity" if isinstance(given.object_type, UnsetType) else given.object_type
    _refuse_strange_members(given, kind, path)
    if kind == "Activity":
        if isinstance(given.id, UnsetType):
            raise StatementInvalid(path, "an Activity needs an id")
        return activity(given.id, given.definition, path, found), None
    if not isinstance(context, UnsetType):
        for name in ("revision", "platform"):
            if getattr(context, name) is not UNSET:
                raise StatementInvalid(
                    f"{path.rpartition('.')[0]}.context.{name}",
                    "only when the object is an Activity",
                )
    if kind == "StatementRef":
        if isinstance(given.id, UnsetType):
            raise StatementInvalid(path, "a StatementRef needs an id")
        uuid(given.id, f"{path}.id")
        return None, None
    if kind == "SubStatement":
        _check_substatement(given, path, found, version)
        return None, None
    key, members = rules.actor(given, path)
    found.agents.extend(members if key is None else (key, *members))
    return None, key


def _refuse_strange_members(given: shapes.Target, kind: str, path: str) -> None:
    if kind == "Activity" and _beyond(given) == _NOTHING:
        return
    allowed = _MEMBERS[kind]
    for name, value in zip(_ALL, _all(given), strict=True):
        if value is not UNSET and name not in allowed:
            raise StatementInvalid(path, f"{kind} contains unknown field `{name}`")


def _check_substatement(given: shapes.Target, path: str, found: Found, version: Version) -> None:
    if isinstance(given.actor, UnsetType):
        raise StatementInvalid(path, "a SubStatement needs an actor")
    if isinstance(given.verb, UnsetType):
        raise StatementInvalid(path, "a SubStatement needs a verb")
    if isinstance(given.object, UnsetType):
        raise StatementInvalid(path, "a SubStatement needs an object")
    if given.object.object_type == "SubStatement":
        raise StatementInvalid(f"{path}.object", "a SubStatement holds no SubStatement")
    inner = Found()
    key, members = rules.actor(given.actor, f"{path}.actor")
    inner.agents.extend(members if key is None else (key, *members))
    _check_verb(given.verb, f"{path}.verb")
    _check_parts(given, path, inner, version)
    if not isinstance(given.timestamp, UnsetType):
        moment(given.timestamp, f"{path}.timestamp")
    activity_key, _ = _check_object(given.object, given.context, f"{path}.object", inner, version)
    if activity_key is not None:
        found.activities.append(activity_key)
    found.take(inner)
