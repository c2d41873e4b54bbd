"""The words of cmi5. Source: cmi5 Specification, Quartz, first edition."""

from uuid import NAMESPACE_URL, uuid5

from caire.lrs.vocabulary import (
    COMPLETED,
    FAILED,
    INITIALIZED,
    PASSED,
    SATISFIED,
    activity_iri,
    package_name,
)

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
#: That of the drafts which some tools still write.
DRAFT_NAMESPACES = ("http://aicc.org/CMI5/CourseStructure",)

LAUNCHED = "http://adlnet.gov/expapi/verbs/launched"
TERMINATED = "http://adlnet.gov/expapi/verbs/terminated"
ABANDONED = "https://w3id.org/xapi/adl/verbs/abandoned"
WAIVED = "https://w3id.org/xapi/adl/verbs/waived"

CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON_CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/moveon"

_CONTEXT = "https://w3id.org/xapi/cmi5/context/extensions/"
SESSION_ID = _CONTEXT + "sessionid"
MASTERY_SCORE = _CONTEXT + "masteryscore"
LAUNCH_MODE = _CONTEXT + "launchmode"
LAUNCH_URL = _CONTEXT + "launchurl"
MOVE_ON = _CONTEXT + "moveon"
LAUNCH_PARAMETERS = _CONTEXT + "launchparameters"

PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
REASON = "https://w3id.org/xapi/cmi5/result/extensions/reason"

TYPE_BLOCK = "https://w3id.org/xapi/cmi5/activitytype/block"
TYPE_COURSE = "https://w3id.org/xapi/cmi5/activitytype/course"

LAUNCH_DATA = "LMS.LaunchData"
PREFERENCES = "cmi5LearnerPreferences"

#: Values that a waiver's reason should have (9.5.5.2).
REASONS = ("Tested Out", "Equivalent AU", "Equivalent Outside Activity", "Administrative")

#: What units say of themselves.
UNIT_VERBS = frozenset({INITIALIZED, COMPLETED, PASSED, FAILED, TERMINATED})
#: What the platform alone says.
PLATFORM_VERBS = frozenset({LAUNCHED, ABANDONED, WAIVED, SATISFIED})


def course_iri(xapi_root: str, course_id: str) -> str:
    """Our name of a course: never its publisher's (9.4), the same at each launch and version."""
    return activity_iri(xapi_root, "package", package_name(course_id))


def block_iri(xapi_root: str, course_id: str, block_id: str) -> str:
    return activity_iri(xapi_root, "block", _part_name(course_id, block_id))


def unit_iri(xapi_root: str, course_id: str, unit_id: str) -> str:
    return activity_iri(xapi_root, "unit", _part_name(course_id, unit_id))


def _part_name(course_id: str, part_id: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{course_id} {part_id}"))
