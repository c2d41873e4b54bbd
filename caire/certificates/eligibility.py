"""Does this path earn the certificate? A pure function of the rule and of the traces' sum.

Each condition says whether it holds, which statements show it, and what is missing: the page
« Pourquoi / pas encore », the issuing and the audit all read the same answer (CURRICULUM F.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from caire.assessment.blueprint import reaches
from caire.catalogue.course import Course
from caire.catalogue.rules import DossierRule, Rule
from caire.learning.prerequisites import Prior
from caire.learning.progress.state import (
    AttendanceRecord,
    ExamRecord,
    LearningState,
)
from caire.learning.progress.summary import dossier_passes, sequence_is_done

Kind = Literal[
    "prerequisite", "sequences_done", "exam_passed", "productions_deposited", "dossier_passed",
    "attended", "participated", "identity_checked",
]  # fmt: skip
DAYS_PER_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class Condition:
    """`evidence` holds statement ids; `at` the latest of them; `facts` what the page prints."""

    kind: Kind
    met: bool
    evidence: tuple[str, ...]
    at: datetime | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    rule_id: str
    rule_version: str
    conditions: tuple[Condition, ...]

    @property
    def met(self) -> bool:
        return all(condition.met for condition in self.conditions)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(c.kind for c in self.conditions if not c.met)

    @property
    def evidence_at(self) -> datetime | None:
        """The moment of the last piece of evidence: the certificate's date."""
        return max((c.at for c in self.conditions if c.at), default=None)

    @property
    def evidence(self) -> dict[str, list[str]]:
        return {c.kind: list(c.evidence) for c in self.conditions}


def evaluate(
    course: Course, state: LearningState, *, prior: Sequence[Prior] = (), now: datetime
) -> Decision | None:
    """The decision of the course's rule on this state; None when the course certifies nothing.

    Args:
        prior: what the person showed outside this enrolment, oldest first.
    """
    rule = course.rule
    if rule is None:
        return None
    conditions = [_prerequisite(rule, prior)] if rule.prerequisites else []
    if rule.sequences:
        conditions.append(_sequences(rule, course, state))
    if rule.exam_plan:
        conditions.append(_exam(rule, state))
    if rule.productions:
        conditions.append(_productions(rule, course, state))
    if rule.dossier:
        conditions.append(_dossier(rule.dossier, state))
    halves = _half_days(rule, course, state, now)
    if rule.attended:
        conditions.append(_attended(rule, state, halves))
    if rule.min_acts:
        conditions.append(_participated(rule, state, halves))
    if rule.identity:
        conditions.append(_identity(course, state))
    return Decision(rule.id, rule.version, tuple(conditions))


def _prerequisite(rule: Rule, prior: Sequence[Prior]) -> Condition:
    """The first of them that was shown is enough."""
    facts: dict[str, Any] = {"any": list(rule.prerequisites)}
    shown = next((p for p in prior if p.name in rule.prerequisites), None)
    if shown is None:
        return Condition("prerequisite", False, (), None, facts)
    return Condition(
        "prerequisite", True, (shown.statement,), shown.at, facts | {"shown": shown.name}
    )


def _sequences(rule: Rule, course: Course, state: LearningState) -> Condition:
    wanted = [s for s in course.sequences if s.id in rule.sequences]
    missing = [s for s in wanted if not sequence_is_done(s, state)]
    screens = [
        settled
        for sequence in wanted
        for screen in sequence.screens
        if (settled := state.settled(screen.id))
    ]
    met = not missing and len(wanted) == len(rule.sequences)
    return Condition(
        "sequences_done",
        met,
        tuple(dict.fromkeys(screen.statement for screen in screens)) if met else (),
        _latest([screen.at for screen in screens]) if met else None,
        {
            "done": len(wanted) - len(missing),
            "total": len(rule.sequences),
            "missing": [s.title for s in missing],
        },
    )


def _exam(rule: Rule, state: LearningState) -> Condition:
    passing = next((exam for exam in state.exams if _passes(rule, exam)), None)
    best = passing or state.best_exam
    facts: dict[str, Any] = {
        "share_needed": rule.exam_min_share,
        "points": best.points if best else None,
        "points_max": best.points_max if best else None,
        "attempts": len(state.exams),
    }
    if passing is None:
        return Condition("exam_passed", False, (), None, facts)
    return Condition(
        "exam_passed", True, (passing.statement,), datetime.fromisoformat(passing.at), facts
    )


def _passes(rule: Rule, exam: ExamRecord) -> bool:
    """Never rounded up: 13.99 out of 20 fails; six decimals absorb the sums of fractions."""
    if round(exam.points, 6) < round(rule.exam_min_share * exam.points_max, 6):
        return False
    if exam.critical and "critical_node" in rule.exam_forbid:
        return False
    if not all(
        reaches(exam.shares.get(floor.competency, 0.0), floor.min_share)
        for floor in rule.exam_share_floors
    ):
        return False
    return all(
        exam.correct.get(floor.competency, 0) >= floor.min_correct_items
        for floor in rule.exam_floors
    )


def _productions(rule: Rule, course: Course, state: LearningState) -> Condition:
    """Something was written on each, whatever its quality."""
    missing = [name for name in rule.productions if name not in state.productions]
    screens = [course.screen(name) for name in missing]
    facts = {
        "done": len(rule.productions) - len(missing),
        "total": len(rule.productions),
        "missing": [screen for screen in screens if screen],
    }
    if missing:
        return Condition("productions_deposited", False, (), None, facts)
    found = [state.productions[name] for name in rule.productions]
    return Condition(
        "productions_deposited",
        True,
        tuple(one.statement for one in found),
        _latest([one.at for one in found]),
        facts,
    )


def _dossier(rule: DossierRule, state: LearningState) -> Condition:
    marked = [one for one in state.dossiers if one.rubric == rule.rubric]
    passing = next((one for one in marked if dossier_passes(rule, one)), None)
    latest = passing or (marked[-1] if marked else None)
    facts: dict[str, Any] = {
        "share_needed": rule.min_share,
        "points": latest.points if latest else None,
        "points_max": latest.points_max if latest else None,
    }
    if passing is None:
        return Condition("dossier_passed", False, (), None, facts)
    at = datetime.fromisoformat(passing.at)
    return Condition("dossier_passed", True, (passing.statement,), at, facts)


def _half_days(
    rule: Rule, course: Course, state: LearningState, now: datetime
) -> list[AttendanceRecord]:
    """The half-days of this level that count: long enough and not too old, first ones first."""
    oldest = None
    if rule.attended_max_age_months:
        oldest = now - timedelta(days=rule.attended_max_age_months * DAYS_PER_MONTH)
    return [
        a
        for a in sorted(state.attendances, key=lambda a: a.at)
        if a.level == course.level
        and a.presence >= rule.min_presence
        and (oldest is None or datetime.fromisoformat(a.at) >= oldest)
    ]


def _attended(rule: Rule, state: LearningState, halves: list[AttendanceRecord]) -> Condition:
    facts = {
        "presence_needed": rule.min_presence,
        "presence": max((a.presence for a in state.attendances), default=None),
    }
    if not halves:
        return Condition("attended", False, (), None, facts)
    first = halves[0]
    return Condition("attended", True, (first.statement,), datetime.fromisoformat(first.at), facts)


def _participated(rule: Rule, state: LearningState, halves: list[AttendanceRecord]) -> Condition:
    seen = sorted({act for a in halves for act in a.acts if act in rule.acts})
    facts = {
        "seen": seen,
        "missing": [act for act in rule.acts if act not in seen],
        "needed": rule.min_acts,
    }
    if len(seen) < rule.min_acts:
        return Condition("participated", False, (), None, facts)
    used = [a for a in halves if set(a.acts) & set(rule.acts)]
    return Condition(
        "participated",
        True,
        tuple(a.statement for a in used),
        _latest([a.at for a in used]),
        facts,
    )


def _identity(course: Course, state: LearningState) -> Condition:
    """Once per level, at any half-day of it, even one that was too short to count."""
    checked = next(
        (
            a
            for a in sorted(state.attendances, key=lambda a: a.at)
            if a.identity_checked and a.level == course.level
        ),
        None,
    )
    if checked is None:
        return Condition("identity_checked", False, (), None, {})
    return Condition(
        "identity_checked",
        True,
        (checked.statement,),
        datetime.fromisoformat(checked.at),
        {},
    )


def _latest(moments: list[str]) -> datetime | None:
    return max((datetime.fromisoformat(at) for at in moments), default=None)
