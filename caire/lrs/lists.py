"""`contextActivities` as the store answers with them: lists, also where one activity was sent.

Source: xAPI 1.0.3, part two, 2.4.6.2.
"""

import msgspec
from msgspec import Raw

_members = msgspec.json.Decoder(dict[str, Raw])


def listed_activities(statement: bytes) -> bytes:
    """The statement with each lone context activity in a list; all else keeps its bytes."""
    members = _members.decode(statement)
    if "context" in members:
        members["context"] = _context(members["context"])
    inner = _members.decode(members["object"])
    if "context" in inner:  # only a sub-statement has one
        inner["context"] = _context(inner["context"])
        members["object"] = Raw(msgspec.json.encode(inner))
    return msgspec.json.encode(members)


def _context(raw: Raw) -> Raw:
    context = _members.decode(raw)
    if "contextActivities" not in context:
        return raw
    kinds = _members.decode(context["contextActivities"])
    listed = {kind: _listed(bytes(given)) for kind, given in kinds.items()}
    context["contextActivities"] = Raw(msgspec.json.encode(listed))
    return Raw(msgspec.json.encode(context))


def _listed(given: bytes) -> Raw:
    return Raw(b"[" + given + b"]") if given.lstrip().startswith(b"{") else Raw(given)
