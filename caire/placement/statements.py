"""Our own statements about placement tests (docs/placement.md).

Each id is derived from what happened, so that a form sent twice is traced once. The rule, with its
version, stands in each of them: a decision can be replayed years later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import tincan

from caire.assessment.items import Item
from caire.assessment.responses import interaction_type
from caire.catalogue.course import Course, Placement
from caire.lrs import building as b
from caire.lrs import vocabulary as v
from caire.placement.routing import Decision

KIND = "placement"
#: Why something is waived, in the words of cmi5 (9.5.5.2).
TESTED_OUT = "Tested Out"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Of whom our statements speak, in which registration, about which sitting of which test."""

    xapi_root: str
    actor_name: str
    registration: str
    course: Course
    test: Placement
    number: int

    def statement_id(self, happening: str) -> str:
        name = f"{KIND}:{self.test.head.id}:{self.number}:{happening}"
        return str(uuid5(UUID(self.registration), name))


def started(by: Speaker, *, items: Sequence[str], now: datetime) -> tincan.Statement:
    return _statement(by, "start", v.ATTEMPTED, now, extensions={"items": list(items)})


def answered(
    by: Speaker,
    *,
    rank: int,
    item: Item,
    cell: str,
    response: str | None,
    points: float,
    right: bool,
    now: datetime,
) -> tincan.Statement:
    """An answer; no `response` for « je ne sais pas »."""
    result: dict[str, Any] = {"score": {"scaled": points}, "success": right}
    if response is not None:
        result["response"] = response
    extensions = {
        "mode": KIND,
        "cell": cell,
        "competencies": [item.head.competency],
        "item-version": item.head.version,
        "dont-know": response is None,
    }
    return _statement(
        by,
        f"answer:{rank}",
        v.ANSWERED,
        now,
        target=b.interaction(by.xapi_root, item.head.id, interaction_type(item)),
        result=result,
        extensions=extensions,
        parent=_activity(by),
    )


def decided(by: Speaker, decision: Decision, *, minutes: float, now: datetime) -> tincan.Statement:
    """The end of a test: `completed` with the state of each cell, or `passed` or `failed`."""
    result: dict[str, Any] = {
        "completion": True,
        "duration": timedelta(minutes=round(minutes, 2)),
    }
    verb = v.COMPLETED
    if decision.passed is not None:
        verb = v.PASSED if decision.passed else v.FAILED
        result["success"] = decision.passed
    extensions: dict[str, Any] = {
        "asked": len(decision.asked),
        "right": decision.right,
        "stop": decision.stop,
    }
    if decision.cells:
        extensions["cells"] = dict(decision.cells)
    return _statement(by, "end", verb, now, result=result, extensions=extensions)


def waived(
    by: Speaker, *, waiver: int, screens: Sequence[str], minutes: float, now: datetime
) -> tincan.Statement:
    """These screens need not be done; voided when the learner prefers to study them."""
    reason = {v.extension_iri(by.xapi_root, "reason"): TESTED_OUT}
    return _statement(
        by,
        f"waiver:{waiver}",
        v.WAIVED,
        now,
        result={"success": True, "completion": True, "extensions": reason},
        extensions={"screens": list(screens), "minutes-saved": minutes},
    )


def _activity(by: Speaker) -> tincan.Activity:
    return b.activity(by.xapi_root, KIND, by.test.head.id, v.TYPE_ASSESSMENT)


def _statement(
    by: Speaker,
    happening: str,
    verb: str,
    now: datetime,
    *,
    extensions: Mapping[str, Any],
    target: tincan.Activity | None = None,
    result: Mapping[str, Any] | None = None,
    parent: tincan.Activity | None = None,
) -> tincan.Statement:
    return b.statement(
        by.xapi_root,
        id=by.statement_id(happening),
        actor_name=by.actor_name,
        verb=verb,
        target=target or _activity(by),
        registration=by.registration,
        course_key=by.course.key,
        content_version=by.course.version,
        now=now,
        result=result,
        extensions={
            "rule": f"{by.test.head.id}@{by.test.head.version}",
            "sitting": by.number,
            **extensions,
        },
        parent=parent,
    )
