"""The plan after a failed exam: what to read again before the next attempt (F.2.3)."""

from dataclasses import dataclass

from caire.assessment.items import Item
from caire.catalogue.course import Screen
from caire.learning.progress.state import ExamRecord
from caire.learning.queries import LearningPath

MAX_MINUTES = {1: 25.0, 2: 40.0, 3: 40.0}


@dataclass(frozen=True, slots=True)
class PlanStep:
    """Read a screen again, then answer one question not yet seen on the same competency."""

    screen: Screen
    competency: str
    read: bool
    question: Item | None
    required: bool

    @property
    def done(self) -> bool:
        return self.read and self.question is None


@dataclass(frozen=True, slots=True)
class Plan:
    steps: tuple[PlanStep, ...]
    minutes: float

    @property
    def steps_left(self) -> int:
        """Required steps not done: those of competencies below half of their points."""
        return sum(1 for step in self.steps if step.required and not step.done)


def steps_before_exam(path: LearningPath) -> int:
    """Required steps that are left before the next attempt, as far as a plan asks for some."""
    return plan_after(path, path.state.exams[-1]).steps_left if path.state.exams else 0


def plan_after(path: LearningPath, exam: ExamRecord) -> Plan:
    """What a learner reads again after this attempt; empty when she passed.

    The most missed competencies come first; the whole is capped at 25 minutes in level 1. A step
    asks for one formative question answered since the attempt, when one is left to discover.
    """
    if exam.passed:
        return Plan((), 0.0)
    shares = {c: exam.correct.get(c, 0) / n for c, n in exam.drawn.items()} | exam.shares
    missed = sorted((share, c) for c, share in shares.items() if share < 1.0)
    steps: list[PlanStep] = []
    minutes, used = 0.0, set[str]()
    for share, competency in missed:
        for screen in _lessons_for(path, competency):
            if screen.id in used or minutes + screen.minutes > MAX_MINUTES[path.course.number]:
                continue
            used.add(screen.id)
            minutes += screen.minutes
            steps.append(_step(path, exam, screen, competency, required=share < 0.5))
    return Plan(tuple(steps), round(minutes, 1))


def _lessons_for(path: LearningPath, competency: str) -> list[Screen]:
    wanted = {
        screen_id
        for item in path.course.items.values()
        if item.head.pool == "certification" and item.head.competency_group == competency
        for screen_id in item.head.review
    }
    return [s for s in path.course.screens() if s.id in wanted and s.type == "lesson"]


def _step(
    path: LearningPath, exam: ExamRecord, screen: Screen, competency: str, *, required: bool
) -> PlanStep:
    done = path.state.screens.get(screen.id)
    read = done is not None and done.last_at > exam.at
    return PlanStep(screen, competency, read, _question(path, exam, screen, competency), required)


def _question(path: LearningPath, exam: ExamRecord, screen: Screen, competency: str) -> Item | None:
    """An unseen formative item that sends back to this screen; None once one was answered."""
    related = [
        item
        for item in path.course.items.values()
        if item.head.pool == "formative"
        and item.head.competency_group == competency
        and screen.id in item.head.review
    ]
    answered = [path.state.items[i.head.id] for i in related if i.head.id in path.state.items]
    if any(state.counted_at > exam.at for state in answered):
        return None
    unseen = [item for item in related if item.head.id not in path.state.items]
    return min(unseen, key=lambda item: item.head.id, default=None)
