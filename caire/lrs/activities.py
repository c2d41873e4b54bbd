"""Rules on activities and how they are described. Each raises StatementInvalid.

Source: xAPI 1.0.3, part two, 2.4.4.1; IEEE 9274.1.1, 4.2.2.3.
"""

import msgspec
from msgspec import UNSET, Raw, UnsetType

from caire.lrs import shapes
from caire.lrs.decoding import decoded, refuse_repeats
from caire.lrs.errors import StatementInvalid
from caire.lrs.findings import Found, SeenDefinition
from caire.lrs.hashing import activity_key
from caire.lrs.memo import Memo
from caire.lrs.rules import extensions, language_map
from caire.lrs.texts import check_iri

COMPONENTS = {
    "choices": ("choice", "sequencing"),
    "scale": ("likert",),
    "source": ("matching",),
    "target": ("matching",),
    "steps": ("performance",),
}
_definition = msgspec.json.Decoder(shapes.Definition)
#: At most 8 MiB.
_good_definitions: Memo[bytes, None] = Memo(size=2048, length=4096)
_keys: Memo[str, bytes] = Memo(size=8192, length=512)


def activity(iri: str, definition: Raw | UnsetType, path: str, found: Found) -> bytes:
    """The key of an activity."""
    key = _keys.get(iri)
    if key is None:
        check_iri(iri, f"{path}.id")
        key = activity_key(iri)
        _keys.keep(iri, key)
    if not isinstance(definition, UnsetType):
        raw = bytes(definition)
        if raw not in _good_definitions:
            _check_definition(raw, f"{path}.definition")
            _good_definitions.keep(raw, None)
        found.definitions.append(SeenDefinition(iri, raw))
    return key


def context_activities(given: shapes.ContextActivities, path: str, found: Found) -> None:
    for name in ("parent", "grouping", "category", "other"):
        part = getattr(given, name)
        if part is UNSET:
            continue
        if isinstance(part, shapes.Activity):
            found.has_lone_activities = True
            found.activities.append(activity(part.id, part.definition, f"{path}.{name}", found))
            continue
        for index, one in enumerate(part):
            key = activity(one.id, one.definition, f"{path}.{name}[{index}]", found)
            found.activities.append(key)


def _check_definition(raw: bytes, path: str) -> None:
    given = decoded(_definition, raw, path)
    refuse_repeats(raw, given, path)
    language_map(given.name, f"{path}.name")
    language_map(given.description, f"{path}.description")
    extensions(given.extensions, f"{path}.extensions")
    if not isinstance(given.type, UnsetType):
        check_iri(given.type, f"{path}.type")
    if not isinstance(given.more_info, UnsetType):
        check_iri(given.more_info, f"{path}.moreInfo")
    _check_interaction(given, path)


def _check_interaction(given: shapes.Definition, path: str) -> None:
    kind = given.interaction_type
    if kind is UNSET and given.correct_responses_pattern is not UNSET:
        raise StatementInvalid(f"{path}.correctResponsesPattern", "needs an interactionType")
    for name, kinds in COMPONENTS.items():
        components = getattr(given, name)
        if components is UNSET:
            continue
        where = f"{path}.{name}"
        if kind not in kinds:
            raise StatementInvalid(where, f"needs the interactionType {' or '.join(kinds)}")
        if len({component.id for component in components}) < len(components):
            raise StatementInvalid(where, "each id may stand once only")
        for index, component in enumerate(components):
            if not component.id:
                raise StatementInvalid(f"{where}[{index}].id", "an id may not be empty")
            language_map(component.description, f"{where}[{index}].description")
