"""Statements as a reader asks for them: `ids`, `exact` or `canonical`.

Source: xAPI 1.0.3, part three, 2.1.3; IEEE 9274.1.1, 4.1.6.1.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from caire.lrs.asking import Format
from caire.lrs.languages import one_language

#: The language maps of a definition, and its lists whose items have one.
_MAPS = ("name", "description")
_LISTS = ("choices", "scale", "source", "target", "steps")
_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")

Json = dict[str, Any]


def shown(
    raw: str | bytes,
    format: Format,
    *,
    languages: Sequence[str] = (),
    definitions: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """The text of a kept statement in this format.

    Args:
        languages: language ranges, the preferred one first (`languages.accepted`); of `canonical`.
        definitions: the definitions to show, as JSON, by the IRI of the activity; where there is
            none, that of the statement itself is shown. Of `canonical`.
    """
    if format is Format.EXACT:
        return raw.encode() if isinstance(raw, str) else raw
    statement = msgspec.json.decode(raw)
    if format is Format.IDS:
        return msgspec.json.encode(as_ids(statement))
    return msgspec.json.encode(as_canonical(statement, languages, definitions or {}))


def activities_of(raw: str | bytes) -> set[str]:
    """The IRIs of all activities in a kept statement: whose definitions `shown` needs."""
    found: set[str] = set()
    _each_activity(msgspec.json.decode(raw), found)
    return found


def as_ids(statement: Json) -> Json:
    """Only what identifies agents, groups, verbs and activities; the rest stays."""
    plain = {**statement, "actor": _agent_id(statement["actor"])}
    plain["verb"] = {"id": statement["verb"]["id"]}
    plain["object"] = _object_ids(statement["object"])
    if "authority" in statement:
        plain["authority"] = _agent_id(statement["authority"])
    if "context" in statement:
        plain["context"] = _context_ids(statement["context"])
    return plain


def as_canonical(
    statement: Json, languages: Sequence[str], definitions: Mapping[str, str | bytes]
) -> Json:
    """Definitions as the store knows them, and one language of each map."""
    plain = {**statement, "verb": _one_verb(statement["verb"], languages)}
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        plain["object"] = _defined(target, languages, definitions)
    elif kind == "SubStatement":
        plain["object"] = as_canonical(target, languages, definitions)
    context = statement.get("context", {})
    if "contextActivities" in context:
        lists = {
            name: [_defined(one, languages, definitions) for one in _listed(part)]
            for name, part in context["contextActivities"].items()
        }
        plain["context"] = {**context, "contextActivities": lists}
    return plain


def _listed(part: Json | list[Json]) -> list[Json]:
    return part if isinstance(part, list) else [part]


def _agent_id(agent: Json) -> Json:
    plain = {name: value for name, value in agent.items() if name in ("objectType", *_IDENTIFIERS)}
    if "member" in agent and not any(name in agent for name in _IDENTIFIERS):
        plain["member"] = [_agent_id(member) for member in agent["member"]]
    return plain


def _object_ids(target: Json) -> Json:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        return {"id": target["id"]}
    if kind == "SubStatement":
        return as_ids(target)
    return target if kind == "StatementRef" else _agent_id(target)


def _context_ids(context: Json) -> Json:
    plain = dict(context)
    for name in ("instructor", "team"):
        if name in context:
            plain[name] = _agent_id(context[name])
    for name, role in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in context:
            plain[name] = [{**one, role: _agent_id(one[role])} for one in context[name]]
    if "contextActivities" in context:
        plain["contextActivities"] = {
            name: [{"id": one["id"]} for one in _listed(part)]
            for name, part in context["contextActivities"].items()
        }
    return plain


def _one_verb(verb: Json, languages: Sequence[str]) -> Json:
    if "display" not in verb:
        return verb
    return {**verb, "display": one_language(verb["display"], languages)}


def _defined(
    activity: Json, languages: Sequence[str], definitions: Mapping[str, str | bytes]
) -> Json:
    known = definitions.get(activity["id"])
    definition = msgspec.json.decode(known) if known else activity.get("definition")
    if definition is None:
        return activity
    return {**activity, "definition": one_language_definition(definition, languages)}


def one_language_definition(definition: Json, languages: Sequence[str]) -> Json:
    """A definition with one language in each of its maps."""
    plain = dict(definition)
    for name in _MAPS:
        if name in definition:
            plain[name] = one_language(definition[name], languages)
    for name in _LISTS:
        if name in definition:
            plain[name] = [
                {**one, "description": one_language(one["description"], languages)}
                if "description" in one
                else one
                for one in definition[name]
            ]
    return plain


def _each_activity(statement: Json, found: set[str]) -> None:
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        found.add(target["id"])
    elif kind == "SubStatement":
        _each_activity(target, found)
    for part in statement.get("context", {}).get("contextActivities", {}).values():
        found.update(one["id"] for one in _listed(part))
