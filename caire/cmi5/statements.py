"""Our own statements about units, and the launch data that units read. Source: cmi5, 9 and 10."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from caire.cmi5 import vocabulary as v
from caire.cmi5.structure import Block, CourseStructure, Unit
from caire.lrs.vocabulary import SATISFIED

_DISPLAY: Mapping[str, dict[str, str]] = {
    v.LAUNCHED: {"fr": "a lancé", "en": "launched"},
    v.ABANDONED: {"fr": "a abandonné", "en": "abandoned"},
    v.WAIVED: {"fr": "est dispensé de", "en": "waived"},
    SATISFIED: {"fr": "a rempli les conditions de", "en": "satisfied"},
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Of whom, in which registration and which session our statements speak."""

    xapi_root: str
    actor_name: str
    registration: str
    course: CourseStructure
    session_id: str

    @property
    def actor(self) -> dict[str, Any]:
        return actor(self.xapi_root, self.actor_name)

    def unit_iri(self, unit: Unit) -> str:
        return v.unit_iri(self.xapi_root, self.course.id, unit.id)


def actor(xapi_root: str, actor_name: str) -> dict[str, Any]:
    """The learner as units name her: an account with an opaque name."""
    return {"objectType": "Agent", "account": {"homePage": xapi_root, "name": actor_name}}


def context_template(unit: Unit, session_id: str) -> dict[str, Any]:
    """What every statement of the session holds (10.2.1)."""
    return {
        "contextActivities": {"grouping": [{"objectType": "Activity", "id": unit.id}]},
        "extensions": {v.SESSION_ID: session_id},
    }


def launch_data(unit: Unit, *, session_id: str, mode: str, return_url: str) -> dict[str, Any]:
    """The document that the unit reads first (10.2)."""
    given: dict[str, Any] = {
        "contextTemplate": context_template(unit, session_id),
        "launchMode": mode,
        "launchMethod": unit.launch_method,
        "moveOn": unit.move_on,
        "returnURL": return_url,
    }
    if unit.mastery_score is not None:
        given["masteryScore"] = unit.mastery_score
    if unit.launch_parameters is not None:
        given["launchParameters"] = unit.launch_parameters
    if unit.entitlement_key is not None:
        given["entitlementKey"] = {"courseStructure": unit.entitlement_key}
    return given


def launched(by: Speaker, unit: Unit, *, mode: str, url: str, now: datetime) -> dict[str, Any]:
    """`url` is that of the launch, without what the launch adds to it (9.6.3.4)."""
    extensions: dict[str, Any] = {v.LAUNCH_MODE: mode, v.LAUNCH_URL: url, v.MOVE_ON: unit.move_on}
    if unit.mastery_score is not None:
        extensions[v.MASTERY_SCORE] = unit.mastery_score
    if unit.launch_parameters is not None:
        extensions[v.LAUNCH_PARAMETERS] = unit.launch_parameters
    return _statement(by, v.LAUNCHED, _unit(by, unit), unit.id, now, extensions=extensions)


def abandoned(by: Speaker, unit: Unit, *, lasted: timedelta, now: datetime) -> dict[str, Any]:
    result = {"duration": f"PT{max(lasted.total_seconds(), 0.0):.2f}S"}
    return _statement(by, v.ABANDONED, _unit(by, unit), unit.id, now, result=result)


def waived(by: Speaker, unit: Unit, *, reason: str, now: datetime) -> dict[str, Any]:
    result = {"success": True, "completion": True, "extensions": {v.REASON: reason}}
    return _statement(by, v.WAIVED, _unit(by, unit), unit.id, now, result=result)


def satisfied(by: Speaker, part: Block | None, *, now: datetime) -> dict[str, Any]:
    """A block is done; None: the whole course."""
    done = part or by.course
    if part is None:
        iri, type = v.course_iri(by.xapi_root, by.course.id), v.TYPE_COURSE
    else:
        iri, type = v.block_iri(by.xapi_root, by.course.id, part.id), v.TYPE_BLOCK
    target = _activity(iri, type, done.title, done.description)
    return _statement(by, SATISFIED, target, done.id, now, once_per=by.registration)


def _statement(
    by: Speaker,
    verb: str,
    target: dict[str, Any],
    publisher_id: str,
    now: datetime,
    *,
    result: dict[str, Any] | None = None,
    extensions: dict[str, Any] | None = None,
    once_per: str | None = None,
) -> dict[str, Any]:
    """Its id follows from what happened, so that the same is never stored twice.

    Args:
        once_per: the registration of what happens once in it; else it happens once in the session.
    """
    categories = [v.CATEGORY]
    if result and "success" in result:
        categories.append(v.MOVE_ON_CATEGORY)
    happening = UUID(once_per or by.session_id)
    statement: dict[str, Any] = {
        "id": str(uuid5(happening, f"cmi5 {verb} {target['id']}")),
        "actor": by.actor,
        "verb": {"id": verb, "display": _DISPLAY[verb]},
        "object": target,
        "context": {
            "registration": by.registration,
            "contextActivities": {
                "category": [{"objectType": "Activity", "id": id} for id in categories],
                "grouping": [{"objectType": "Activity", "id": publisher_id}],
            },
            "extensions": {v.SESSION_ID: by.session_id, **(extensions or {})},
        },
        "timestamp": now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
    if result:
        statement["result"] = result
    return statement


def _unit(by: Speaker, unit: Unit) -> dict[str, Any]:
    return _activity(by.unit_iri(unit), unit.activity_type, unit.title, unit.description)


def _activity(
    iri: str, type: str | None, title: Mapping[str, str], description: Mapping[str, str]
) -> dict[str, Any]:
    definition: dict[str, Any] = {"name": dict(title), "description": dict(description)}
    if type:
        definition["type"] = type
    return {"objectType": "Activity", "id": iri, "definition": definition}
