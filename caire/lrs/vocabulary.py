"""The words of our traces: verbs, activity types, and the shape of our own addresses.

Sources: the profiles published by ADL, cmi5, the TinCan registry and the LMS profile; what has no
published verb lives under `{xapi_root}/verbs/`.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

_ADL_VERB = "http://adlnet.gov/expapi/verbs/"
_ADL_TYPE = "http://adlnet.gov/expapi/activities/"

VOIDED = _ADL_VERB + "voided"
EXPERIENCED = _ADL_VERB + "experienced"
ANSWERED = _ADL_VERB + "answered"
COMPLETED = _ADL_VERB + "completed"
PASSED = _ADL_VERB + "passed"
FAILED = _ADL_VERB + "failed"
ATTENDED = _ADL_VERB + "attended"
ATTEMPTED = _ADL_VERB + "attempted"
INITIALIZED = _ADL_VERB + "initialized"
INTERACTED = _ADL_VERB + "interacted"
PROGRESSED = _ADL_VERB + "progressed"
#: A seat in a half-day; its course is `REGISTERED`.
BOOKED = _ADL_VERB + "registered"
REGISTERED = "https://w3id.org/xapi/tla/verbs/registered"
UNREGISTERED = "http://id.tincanapi.com/verb/unregistered"
EARNED = "http://id.tincanapi.com/verb/earned"
#: The learner has something computed from her traces forgotten: from here it begins anew.
DELETED = "http://activitystrea.ms/schema/1.0/delete"
#: A person marked a learner's work.
SCORED = _ADL_VERB + "scored"
#: A course of another maker is done: the platform alone says so (cmi5, 9.3.9).
SATISFIED = "https://w3id.org/xapi/adl/verbs/satisfied"

#: A person in charge lets the learner do once more what she may not do by herself.
AUTHORIZED = "http://activitystrea.ms/schema/1.0/authorize"

#: The learner asks that another person marks her work too.
REQUESTED = "http://activitystrea.ms/schema/1.0/request"

#: What a person shows she knows already need not be done (cmi5, 9.3.7).
WAIVED = "https://w3id.org/xapi/adl/verbs/waived"

TYPE_COURSE = _ADL_TYPE + "course"
TYPE_MODULE = _ADL_TYPE + "module"
TYPE_LESSON = _ADL_TYPE + "lesson"
TYPE_ASSESSMENT = _ADL_TYPE + "assessment"
TYPE_OBJECTIVE = _ADL_TYPE + "objective"
TYPE_QUESTION = _ADL_TYPE + "question"
TYPE_INTERACTION = _ADL_TYPE + "cmi.interaction"
TYPE_ACTIVITY = _ADL_TYPE + "simulation"
TYPE_WORKSHOP = _ADL_TYPE + "meeting"
TYPE_OBJECTIVE = _ADL_TYPE + "objective"
TYPE_QUESTION = _ADL_TYPE + "question"
TYPE_CERTIFICATE = "https://www.opigno.org/en/tincan_registry/activity_type/certificate"

#: How our statements display their verbs; a verb of our own is displayed by its name.
VERB_NAMES: Mapping[str, Mapping[str, str]] = {
    VOIDED: {"fr": "a annulé", "en": "voided"},
    EXPERIENCED: {"fr": "a parcouru", "en": "experienced"},
    ANSWERED: {"fr": "a répondu", "en": "answered"},
    COMPLETED: {"fr": "a terminé", "en": "completed"},
    PASSED: {"fr": "a réussi", "en": "passed"},
    FAILED: {"fr": "a échoué", "en": "failed"},
    ATTENDED: {"fr": "a assisté", "en": "attended"},
    ATTEMPTED: {"fr": "a commencé", "en": "attempted"},
    INITIALIZED: {"fr": "a ouvert", "en": "initialized"},
    INTERACTED: {"fr": "a manipulé", "en": "interacted"},
    PROGRESSED: {"fr": "a avancé", "en": "progressed"},
    BOOKED: {"fr": "a réservé", "en": "booked"},
    REGISTERED: {"fr": "a rejoint", "en": "registered"},
    UNREGISTERED: {"fr": "a annulé sa place", "en": "unregistered"},
    EARNED: {"fr": "a obtenu", "en": "earned"},
    DELETED: {"fr": "a effacé", "en": "deleted"},
    SCORED: {"fr": "a été noté", "en": "scored"},
    SATISFIED: {"fr": "a rempli les conditions de", "en": "satisfied"},
    AUTHORIZED: {"fr": "est autorisé à reprendre", "en": "was authorized to take again"},
    REQUESTED: {"fr": "a demandé une deuxième lecture de", "en": "asked for a second marking of"},
    WAIVED: {"fr": "est dispensé de", "en": "waived"},
}

_LOCAL_ACTIVITY = re.compile(r"https?://[^\s]+?/xapi/activities/([a-z][a-z-]*)/(.+)")


def activity_iri(xapi_root: str, kind: str, name: str) -> str:
    return f"{xapi_root}/activities/{kind}/{name}"


def package_name(course_id: str) -> str:
    """The name, under our own addresses, of a course that its publisher calls `course_id`."""
    return str(uuid5(NAMESPACE_URL, course_id))


def extension_iri(xapi_root: str, name: str) -> str:
    """`identity_checked` and `identity-checked` are the same extension."""
    return f"{xapi_root}/ext/{name.replace('_', '-')}"


def own_verb(xapi_root: str, name: str) -> str:
    return f"{xapi_root}/verbs/{name}"


def local_activity(iri: str) -> tuple[str, str]:
    """Kind and name of an activity of ours: `…/xapi/activities/item/i-1` -> `("item", "i-1")`.

    `("", "")` for anything else.
    """
    found = _LOCAL_ACTIVITY.fullmatch(iri)
    return (found[1], found[2]) if found else ("", "")


def extensions_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The extensions of a statement's context and result, by the last segment of their IRI.

    Hyphens become underscores; the result's wins over the context's.
    """
    merged: dict[str, Any] = {}
    for part in ("context", "result"):
        for iri, value in data.get(part, {}).get("extensions", {}).items():
            merged[iri.rstrip("/").rpartition("/")[2].replace("-", "_")] = value
    return merged
