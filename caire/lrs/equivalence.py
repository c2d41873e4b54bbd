"""Whether two statements say the same.

What the store adds (`stored`, `authority`, `version`, an `id` or `timestamp` not sent) does not
count, nor how a verb is displayed or an activity described, the order of a group's members, the
zone of a moment, nor what a duration says below a hundredth of a second. Numbers are compared by
value; `true` is not 1.

Source: xAPI 1.0.3, part two, 2.3.1 and 4.6; IEEE 9274.1.1, 4.2 and 4.2.7.
"""

import re
from collections.abc import Mapping
from typing import Any

from caire.lrs.texts import moment

_ADDED = ("id", "stored", "authority", "version")
_ACTORS = ("actor", "instructor", "team")
#: Seconds with more than two decimals: what is beyond is cut.
_FINE_SECONDS = re.compile(r"([.,]\d\d)\d+S")


def same_statement(
    sent: Mapping[str, Any], kept: Mapping[str, Any], *, with_timestamp: bool
) -> bool:
    """Compare two valid statements; `with_timestamp` when the sender gave one."""
    ignored = _ADDED if with_timestamp else (*_ADDED, "timestamp")
    return _plain(sent, ignored) == _plain(kept, ignored)


def _plain(statement: Mapping[str, Any], ignored: tuple[str, ...] = ()) -> dict[str, Any]:
    """The statement in one spelling, so that equal meanings compare equal."""
    plain = {name: _typed(value) for name, value in statement.items() if name not in ignored}
    plain["verb"] = statement["verb"]["id"]
    plain["actor"] = _actor(statement["actor"])
    plain["object"] = _object(statement["object"])
    if "context" in statement:
        plain["context"] = _context(statement["context"])
    if "result" in statement:
        plain["result"] = _result(statement["result"])
    if "timestamp" in plain:
        when = moment(statement["timestamp"], "$.timestamp")
        plain["timestamp"] = when.replace(microsecond=when.microsecond // 1000 * 1000)
    attachments = [_attachment(one) for one in statement.get("attachments", ())]
    plain["attachments"] = attachments
    return plain


def _typed(value: Any) -> Any:
    """JSON in which true and false equal no number, as Python has it."""
    if isinstance(value, bool):
        return ("true", "false")[not value], None
    if isinstance(value, dict):
        return {name: _typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    return value


def _attachment(value: Mapping[str, Any]) -> Any:
    return _typed({**value, "sha2": value["sha2"].lower()})


def _result(value: Mapping[str, Any]) -> Any:
    plain = dict(value)
    if "duration" in plain:
        plain["duration"] = _FINE_SECONDS.sub(r"\1S", plain["duration"])
    return _typed(plain)


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
    if "mbox" in plain:  # the domain of an address is the same in any case
        name, _, domain = plain["mbox"].rpartition("@")
        plain["mbox"] = f"{name}@{domain.lower()}"
    if "mbox_sha1sum" in plain:
        plain["mbox_sha1sum"] = plain["mbox_sha1sum"].lower()
    if "member" in plain:
        members = [_actor(member) for member in plain["member"]]
        plain["member"] = sorted(members, key=lambda member: repr(sorted(member.items(), key=repr)))
    return plain


def _context(value: Mapping[str, Any]) -> Any:
    plain = _typed(value)
    for name in _ACTORS:
        if name in plain:
            plain[name] = _actor(value[name])
    for name in ("registration", "language"):
        if name in plain:
            plain[name] = value[name].lower()
    if "statement" in plain:
        plain["statement"] = _object(value["statement"])
    for name, role in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in plain:
            plain[name] = [{**one, role: _actor(one[role])} for one in value[name]]
    if "contextActivities" in plain:
        lists = {
            name: sorted(a["id"] for a in (part if isinstance(part, list) else [part]))
            for name, part in value["contextActivities"].items()
        }
        plain["contextActivities"] = lists
    return plain
