"""Which statements a session may send. Pure: facts and a statement in, facts or a refusal out.

Source: cmi5, 7.1.3 and 9. The order of a session is that of arrival; the timestamps must agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from caire.cmi5 import vocabulary as v
from caire.cmi5.errors import RuleBroken
from caire.lrs.vocabulary import COMPLETED, FAILED, INITIALIZED, PASSED, VOIDED

#: For so long after `terminated`, what happened before it may still arrive (9.3.8).
GRACE = timedelta(seconds=30)
#: How far the clock of a learner's machine may be ahead of ours.
CLOCK_SKEW = timedelta(minutes=5)

LaunchMode = Literal["Normal", "Browse", "Review"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a session, of its unit and of its registration before a statement.

    `template` is the context that the unit was given; `verbs` are those of cmi5 that the session
    has used; `completed` and `passed` hold for the whole registration. `first_at`, `ended_at` are
    the timestamps of `initialized` and `terminated`; `ended_here_at` is when we received it.
    """

    actor: Mapping[str, Any]
    registration: str
    activity: str
    template: Mapping[str, Any]
    mode: LaunchMode
    mastery_score: float | None
    verbs: frozenset[str] = frozenset()
    completed: bool = False
    passed: bool = False
    abandoned: bool = False
    first_at: datetime | None = None
    ended_at: datetime | None = None
    ended_here_at: datetime | None = None


def follow(facts: Facts, statement: Mapping[str, Any], *, now: datetime) -> Facts:
    """The facts after this statement.

    Args:
        statement: valid for xAPI, as it was sent.

    Raises:
        RuleBroken: it may not be recorded.
    """
    verb = statement["verb"]["id"]
    at = _timestamp(statement)
    context = statement.get("context") or {}
    _refuse_always(facts, statement, verb)
    _refuse_context(facts, context)
    _refuse_after_end(facts, at, now)
    if at > now + CLOCK_SKEW:
        raise RuleBroken("9.7", "$.timestamp", "lies in the future")
    defined = v.CATEGORY in _ids(context, "category")
    if defined:
        _refuse_defined(facts, statement, verb)
    if INITIALIZED not in facts.verbs and not (defined and verb == INITIALIZED):
        raise RuleBroken("7.1.1", "$.verb", "the first statement of a session is initialized")
    if facts.first_at is not None and at < facts.first_at:
        raise RuleBroken("9.3", "$.timestamp", "lies before that of initialized")
    return _after(facts, verb, at, now) if defined else facts


def _after(facts: Facts, verb: str, at: datetime, now: datetime) -> Facts:
    after = replace(
        facts,
        verbs=facts.verbs | {verb},
        completed=facts.completed or verb == COMPLETED,
        passed=facts.passed or verb == PASSED,
    )
    if verb == INITIALIZED:
        return replace(after, first_at=at)
    if verb == v.TERMINATED:
        return replace(after, ended_at=at, ended_here_at=now)
    return after


def _timestamp(statement: Mapping[str, Any]) -> datetime:
    given = statement.get("timestamp")
    if given is None:
        raise RuleBroken("9.7", "$.timestamp", "is missing")
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        raise RuleBroken(
            "9.7", "$.timestamp", "is no instant such as 2026-11-21T09:00:00Z"
        ) from None
    if at.utcoffset() != timedelta(0):
        raise RuleBroken("9.7", "$.timestamp", "is not in UTC")
    return at


def _refuse_always(facts: Facts, statement: Mapping[str, Any], verb: str) -> None:
    if verb == VOIDED:
        raise RuleBroken("6.3", "$.verb.id", "a unit may void nothing")
    if verb in v.PLATFORM_VERBS:
        raise RuleBroken("9.3", "$.verb.id", "only the platform says this")
    if not same_agent(statement["actor"], facts.actor):
        raise RuleBroken("9.2", "$.actor", "is not the actor of the launch")
    if facts.abandoned:
        raise RuleBroken("9.3.6", "$", "the session was abandoned: nothing more is recorded")


def _refuse_context(facts: Facts, context: Mapping[str, Any]) -> None:
    if str(context.get("registration", "")).lower() != facts.registration:
        raise RuleBroken("9.6.1", "$.context.registration", "is not that of the launch")
    template = facts.template
    extensions = context.get("extensions") or {}
    for name, value in template.get("extensions", {}).items():
        if extensions.get(name) != value:
            path = f"$.context.extensions[{name!r}]"
            raise RuleBroken("10.2.1", path, "is not that of the context template")
    for kind, activities in template.get("contextActivities", {}).items():
        missing = {activity["id"] for activity in activities} - _ids(context, kind)
        if missing:
            path = f"$.context.contextActivities.{kind}"
            raise RuleBroken("9.6.2", path, f"lacks {sorted(missing)[0]}, of the context template")


def _refuse_after_end(facts: Facts, at: datetime, now: datetime) -> None:
    if facts.ended_at is None or facts.ended_here_at is None:
        return
    if now > facts.ended_here_at + GRACE or at > facts.ended_at:
        raise RuleBroken("9.3.8", "$", "the session is terminated: nothing more is recorded")


def _refuse_defined(facts: Facts, statement: Mapping[str, Any], verb: str) -> None:
    if verb not in v.UNIT_VERBS:
        path = "$.context.contextActivities.category"
        raise RuleBroken("7.1.3", path, f"{verb} is no verb of cmi5: leave its category out")
    target = statement["object"]
    if target.get("objectType", "Activity") != "Activity" or target["id"] != facts.activity:
        raise RuleBroken("9.4", "$.object.id", f"is not the activityId {facts.activity}")
    _refuse_order(facts, verb)
    _refuse_result(facts, statement, verb)


def _refuse_order(facts: Facts, verb: str) -> None:
    said = verb.rpartition("/")[2]
    if verb in facts.verbs:
        raise RuleBroken("9.3", "$.verb.id", f"{said} was sent in this session")
    if facts.mode != "Normal" and verb not in {INITIALIZED, v.TERMINATED}:
        raise RuleBroken("10.2.2", "$.verb.id", f"{said} is not sent in mode {facts.mode}")
    if facts.ended_at is not None:
        raise RuleBroken("9.3.8", "$.verb.id", "the session is terminated")
    if verb in {PASSED, FAILED} and facts.verbs & {PASSED, FAILED}:
        raise RuleBroken("9.3", "$.verb.id", "a session is judged once")
    if verb == COMPLETED and facts.completed:
        raise RuleBroken("9.3.3", "$.verb.id", "the unit was completed in this registration")
    if verb in {PASSED, FAILED} and facts.passed:
        raise RuleBroken("9.3.4", "$.verb.id", "the unit was passed in this registration")


def _refuse_result(facts: Facts, statement: Mapping[str, Any], verb: str) -> None:
    result = statement.get("result") or {}
    expected: dict[str, dict[str, bool]] = {
        "success": {PASSED: True, FAILED: False},
        "completion": {COMPLETED: True},
    }
    for name, values in expected.items():
        if result.get(name) is not values.get(verb):
            said = "absent" if verb not in values else str(values[verb]).lower()
            section = "9.5.2" if name == "success" else "9.5.3"
            raise RuleBroken(section, f"$.result.{name}", f"must be {said} here")
    if verb != INITIALIZED and "duration" not in result:
        raise RuleBroken("9.5.4.1", "$.result.duration", "is missing")
    categories = _ids(statement.get("context") or {}, "category")
    if (v.MOVE_ON_CATEGORY in categories) != bool({"success", "completion"} & set(result)):
        path = "$.context.contextActivities.category"
        raise RuleBroken("9.6.2.2", path, "holds moveon exactly with success or completion")
    _refuse_score(facts, statement, result, verb)


def _refuse_score(
    facts: Facts, statement: Mapping[str, Any], result: Mapping[str, Any], verb: str
) -> None:
    score = result.get("score")
    if score is None:
        return
    if verb not in {PASSED, FAILED}:
        raise RuleBroken("9.5.1", "$.result.score", "stands only in passed and failed")
    scaled = score.get("scaled")
    if scaled is not None and not 0 <= scaled <= 1:
        raise RuleBroken("9.5.1", "$.result.score.scaled", "is not from 0 to 1")
    if "raw" in score and not {"min", "max"} <= set(score):
        raise RuleBroken("9.5.1", "$.result.score", "raw needs min and max")
    mastery = facts.mastery_score
    if mastery is None or scaled is None:
        return
    if (verb == PASSED) != (scaled >= mastery):
        section, side = ("9.3.4", "below") if verb == PASSED else ("9.3.5", "not below")
        path = "$.result.score.scaled"
        raise RuleBroken(section, path, f"{scaled} is {side} the mastery score {mastery}")
    extensions = (statement.get("context") or {}).get("extensions") or {}
    if extensions.get(v.MASTERY_SCORE) != mastery:
        path = f"$.context.extensions[{v.MASTERY_SCORE!r}]"
        raise RuleBroken("9.6.3.2", path, f"must be {mastery}: the unit was judged by it")


def same_agent(given: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether both are the agent of this account."""
    if given.get("objectType", "Agent") != "Agent":
        return False
    return bool(given.get("account") == expected["account"])


def _ids(context: Mapping[str, Any], kind: str) -> set[str]:
    """The ids of the context's activities of one kind; one alone may stand without its list."""
    found = (context.get("contextActivities") or {}).get(kind) or []
    return {activity["id"] for activity in ([found] if isinstance(found, dict) else found)}
