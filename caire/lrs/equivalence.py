"""Whether two statements with one id say the same.

What the store adds (`stored`, `authority`, `version`, a `timestamp` not sent) does not count, nor
how a verb is displayed or an activity described. Source: xAPI 1.0.3, part two, 2.3.1.
"""

from collections.abc import Mapping
from typing import Any

_ADDED = ("id", "stored", "authority", "version")
_ACTORS = ("actor", "instructor", "team")


def same_statement(
    sent: Mapping[str, Any], kept: Mapping[str, Any], *, with_timestamp: bool
) -> bool:
    """Compare two valid statements; `with_timestamp` when the sender gave one."""
    ignored = _ADDED if with_timestamp else (*_ADDED, "timestamp")
    return _plain(sent, ignored) == _plain(kept, ignored)


def _plain(statement: Mapping[str, Any], ignored: tuple[str, ...] = ()) -> dict[str, Any]:
    """The statement in one spelling, so that equal meanings compare equal."""
    plain = {name: value for name, value in statement.items() if name not in ignored}
    plain["verb"] = plain["verb"]["id"]
    plain["actor"] = _actor(plain["actor"])
    plain["object"] = _object(plain["object"])
    if "context" in plain:
        plain["context"] = _context(plain["context"])
    return plain


def _object(value: Mapping[str, Any]) -> dict[str, Any]:
    kind = value.get("objectType", "Activity")
    if kind == "Activity":
        return {"objectType": kind, "id": value["id"]}
    if kind == "SubStatement":
        return _plain(value)
    if kind == "StatementRef":
        return {"objectType": kind, "id": value["id"].lower()}
    return _actor(value)


def _actor(value: Mapping[str, Any]) -> dict[str, Any]:
    plain = {"objectType": "Agent", **value}
    if "member" in plain:
        members = [_actor(member) for member in plain["member"]]
        plain["member"] = sorted(members, key=repr)
    return plain


def _context(value: Mapping[str, Any]) -> dict[str, Any]:
    plain = dict(value)
    for name in _ACTORS:
        if name in plain:
            plain[name] = _actor(plain[name])
    if "registration" in plain:
        plain["registration"] = plain["registration"].lower()
    if "contextActivities" in plain:
        plain["contextActivities"] = {
            name: sorted(a["id"] for a in (part if isinstance(part, list) else [part]))
            for name, part in plain["contextActivities"].items()
        }
    return plain
