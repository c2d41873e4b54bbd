"""Rules on the context of a statement. Each raises StatementInvalid.

Source: xAPI 1.0.3, part two, 2.4.6; IEEE 9274.1.1, 4.2.2.5.
"""

from msgspec import UNSET, UnsetType

from caire.lrs import shapes
from caire.lrs.activities import context_activities
from caire.lrs.errors import StatementInvalid
from caire.lrs.findings import Found
from caire.lrs.rules import actor, extensions
from caire.lrs.texts import check_iri, check_language, uuid
from caire.lrs.versions import Version


def check_context(given: shapes.Context, path: str, found: Found, version: Version) -> None:
    if not isinstance(given.registration, UnsetType):
        uuid(given.registration, f"{path}.registration")
    if not isinstance(given.instructor, UnsetType):
        _related(given.instructor, f"{path}.instructor", found)
    if not isinstance(given.team, UnsetType):
        _related(given.team, f"{path}.team", found)
        if given.team.object_type != "Group":
            raise StatementInvalid(f"{path}.team", "a team is a Group")
    if not isinstance(given.language, UnsetType):
        check_language(given.language, f"{path}.language")
    if not isinstance(given.statement, UnsetType):
        uuid(given.statement.id, f"{path}.statement.id")
    if not isinstance(given.context_activities, UnsetType):
        context_activities(given.context_activities, f"{path}.contextActivities", found)
    if given.extensions is not UNSET:
        extensions(given.extensions, f"{path}.extensions")
    if given.context_agents is not UNSET or given.context_groups is not UNSET:
        _check_people(given, path, found, version)


def _check_people(given: shapes.Context, path: str, found: Found, version: Version) -> None:
    if version is Version.V1:
        raise StatementInvalid(path, "context agents and groups are known since xAPI 2.0: speak it")
    if not isinstance(given.context_agents, UnsetType):
        for index, one in enumerate(given.context_agents):
            where = f"{path}.contextAgents[{index}]"
            if one.agent.object_type == "Group":
                raise StatementInvalid(f"{where}.agent", "expected an Agent, not a Group")
            _related(one.agent, f"{where}.agent", found)
            _check_types(one.relevant_types, f"{where}.relevantTypes")
    if not isinstance(given.context_groups, UnsetType):
        for index, group in enumerate(given.context_groups):
            where = f"{path}.contextGroups[{index}]"
            if group.group.object_type != "Group":
                raise StatementInvalid(f"{where}.group", "expected a Group")
            _related(group.group, f"{where}.group", found)
            _check_types(group.relevant_types, f"{where}.relevantTypes")


def _check_types(types: list[str] | UnsetType, path: str) -> None:
    if isinstance(types, UnsetType):
        return
    if not types:
        raise StatementInvalid(path, "name at least one type, or leave it out")
    for index, one in enumerate(types):
        check_iri(one, f"{path}[{index}]")


def _related(given: shapes.Actor, path: str, found: Found) -> None:
    key, members = actor(given, path)
    if key is not None:
        found.related.append(key)
    found.related.extend(members)
