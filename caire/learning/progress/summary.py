"""Plain questions to a learning state: what is done, what is left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from caire.assessment.dossier import passes
from caire.catalogue.course import Course, Screen, Sequence
from caire.catalogue.rules import DossierRule
from caire.learning.progress.state import DossierRecord, HandedIn, LearningState

Status = Literal["done", "waived", "started", "to_do"]
DossierName = Literal["draft", "waiting", "reading", "again", "refused", "accepted"]


@dataclass(frozen=True, slots=True)
class SequenceProgress:
    """`minutes_left` by the time model, for the screens that are left.

    `done` counts what is settled, done or waived; a sequence is waived when some screen of it is
    and nothing is left.
    """

    sequence: Sequence
    status: Status
    done: int
    total: int
    minutes_left: float


def sequence_is_done(sequence: Sequence, state: LearningState) -> bool:
    """Whether nothing of it is left to do: each screen is done, or waived."""
    return all(state.settled(screen.id) for screen in sequence.screens)


def sequence_progress(sequence: Sequence, state: LearningState) -> SequenceProgress:
    left = [screen for screen in sequence.screens if not state.settled(screen.id)]
    done = len(sequence.screens) - len(left)
    status: Status = "started" if done else "to_do"
    if not left:
        whole = all(screen.id in state.screens for screen in sequence.screens)
        status = "done" if whole else "waived"
    return SequenceProgress(
        sequence, status, done, len(sequence.screens), sum(screen.minutes for screen in left)
    )


def minutes_done(course: Course, state: LearningState) -> float:
    """Estimated minutes of the screens done: never a measure of time spent (R-FOAD-6)."""
    return round(sum(s.minutes for s in course.screens() if s.id in state.screens), 1)


def next_screen(course: Course, state: LearningState) -> Screen | None:
    """The first screen left, in the recommended order; None when all is done."""
    return next((s for s in course.screens() if not state.settled(s.id)), None)


def dossier_passes(rule: DossierRule, marked: DossierRecord) -> bool:
    """Enough of the points and, where the rule says so, some in every part (CURRICULUM F.2.5)."""
    return passes(
        marked.parts,
        points_max=marked.points_max,
        min_share=rule.min_share,
        no_zero=rule.no_zero,
    )


def dossier_left(course: Course, state: LearningState) -> bool:
    """Whether the certificate asks for a dossier, and none is passed yet."""
    asked = course.rule is not None and course.rule.dossier is not None
    return asked and passed_dossier(course, state) is None


def passed_dossier(course: Course, state: LearningState) -> DossierRecord | None:
    """The first one that passed; None as well when the certificate asks for none."""
    rule = course.rule.dossier if course.rule else None
    if rule is None:
        return None
    marked = (one for one in state.dossiers if one.rubric == rule.rubric)
    return next((one for one in marked if dossier_passes(rule, one)), None)


@dataclass(frozen=True, slots=True)
class DossierStage:
    """Where a dossier is, since `since`; `number` is that of its latest version, 0 for none.

    `again`: another version may be deposited; `refused`: that was the last one.
    """

    name: DossierName
    number: int
    deposited_at: datetime | None
    since: datetime | None


def dossier_stage(course: Course, state: LearningState) -> DossierStage | None:
    """Where the learner's dossier is; None when the course asks for none."""
    if course.rubric is None:
        return None
    handed = state.handed_in
    if handed is None:
        return DossierStage("draft", 0, None, None)
    passed = passed_dossier(course, state)
    return DossierStage(
        "accepted" if passed else _stage_name(handed, course.rubric.max_submissions),
        handed.number,
        datetime.fromisoformat(handed.deposited_at),
        datetime.fromisoformat(passed.at if passed else handed.at),
    )


def _stage_name(handed: HandedIn, max_submissions: int) -> DossierName:
    if handed.stage == "waiting":
        return "waiting"
    if handed.stage == "reading":
        return "reading"
    return "again" if handed.number < max_submissions else "refused"


def neighbours(course: Course, screen_id: str) -> tuple[Screen | None, Screen | None]:
    """The screens before and after, across sequences."""
    screens = course.screens()
    index = next(i for i, screen in enumerate(screens) if screen.id == screen_id)
    before = screens[index - 1] if index else None
    after = screens[index + 1] if index + 1 < len(screens) else None
    return before, after


def sequence_of(course: Course, screen_id: str) -> Sequence:
    """The sequence that holds the screen."""
    return next(s for s in course.sequences if any(e.id == screen_id for e in s.screens))


def sequences_left(course: Course, state: LearningState) -> tuple[Sequence, ...]:
    """What is still to do before the final assessment opens."""
    required = course.rule.sequences if course.rule else ()
    return tuple(s for s in course.sequences if s.id in required and not sequence_is_done(s, state))
