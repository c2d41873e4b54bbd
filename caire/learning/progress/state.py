"""What the traces of one enrolment add up to. Plain data; `advance.py` makes it.

Moments are ISO 8601 text in UTC, as in the statements, so that the kept document is the same
whether it grew trace by trace or was computed again from nothing.
"""

import msgspec
from msgspec import Struct, field


class ScreenDone(Struct):
    """`statement` is the trace that completed the screen; `last_at` its latest reading."""

    at: str
    statement: str
    last_at: str


class ItemState(Struct):
    """`first_score` in [0, 1]; `counted_at` is the last answer that mastery took into account."""

    tries: int
    first_score: float
    first_statement: str
    counted_at: str


class ConfidenceCount(Struct):
    """First answers given with one degree of confidence, and those of them that were right."""

    answered: int
    right: int


class MasteryState(Struct):
    """Bayesian knowledge tracing: probability `level` after each answer of `seen`, in order.

    `seen`: id of the item or activity, and its score in [0, 1]. `types`:
    kinds of items, "activity" among them, in order of appearance.
    """

    level: float
    types: list[str]
    seen: list[tuple[str, float]] = field(default_factory=list)

    @property
    def n(self) -> int:
        """How many answers and activities were observed."""
        return len(self.seen)


class CardState(Struct):
    """A card of the review after its last review (FSRS): see `caire.assessment.memory`.

    `version` is that of the question or sequence that was reviewed.
    """

    stability: float
    difficulty: float
    at: str
    due: str
    version: str


class ActivityState(Struct):
    """Scores in [0, 1] of the completed runs, in order."""

    scores: list[float]


class ExamRecord(Struct, omit_defaults=True):
    """One submitted attempt. `points` out of `points_max`; `correct` counts items by competency.

    `shares` in [0, 1], of the points of the competencies for which the rule asks a share;
    `critical`: the items where a critical choice was made; `left_out`: those found faulty since,
    without which the attempt was graded again.
    """

    statement: str
    attempt: int
    at: str
    passed: bool
    points: float
    points_max: float
    correct: dict[str, int]
    drawn: dict[str, int]
    shares: dict[str, float] = field(default_factory=dict)
    critical: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the points, in [0, 1]."""
        return self.points / self.points_max


class AttendanceRecord(Struct):
    """A half-day, from the closed sheet. `presence` in [0, 1]."""

    statement: str
    workshop: str
    at: str
    level: str
    presence: float
    acts: list[str]
    identity_checked: bool


class DepositRecord(Struct):
    """The first trace that says that something was written on a production."""

    at: str
    statement: str


class DossierRecord(Struct):
    """A dossier marked to the end. `parts`: the points of each part, by its id."""

    statement: str
    rubric: str
    at: str
    points: float
    points_max: float
    parts: dict[str, float]


class HandedIn(Struct):
    """The latest version of a dossier. `stage`: waiting, reading or decided, since `at`."""

    number: int
    deposited_at: str
    stage: str
    at: str


class LearningState(Struct):
    """`waived`: the screens that a placement test spares, whether or not they were done since.

    `confidences`: by the degree that was said, "1" (guess) to "3" (sure).
    """

    screens: dict[str, ScreenDone] = field(default_factory=dict)
    answered: dict[str, list[str]] = field(default_factory=dict)
    items: dict[str, ItemState] = field(default_factory=dict)
    activities: dict[str, ActivityState] = field(default_factory=dict)
    mastery: dict[str, MasteryState] = field(default_factory=dict)
    cards: dict[str, CardState] = field(default_factory=dict)
    exams: list[ExamRecord] = field(default_factory=list)
    attendances: list[AttendanceRecord] = field(default_factory=list)
    started_at: str | None = None
    last_at: str | None = None
    productions: dict[str, DepositRecord] = field(default_factory=dict)
    dossiers: list[DossierRecord] = field(default_factory=list)
    handed_in: HandedIn | None = None

    waived: dict[str, ScreenDone] = field(default_factory=dict)
    confidences: dict[str, ConfidenceCount] = field(default_factory=dict)

    def settled(self, screen_id: str) -> ScreenDone | None:
        """What shows that nothing is left to do on this screen: done, else waived."""
        return self.screens.get(screen_id) or self.waived.get(screen_id)

    @property
    def best_exam(self) -> ExamRecord | None:
        """The best attempt: best attempt counts, the first one of equals."""
        return max(self.exams, key=lambda exam: exam.share, default=None)

    @property
    def passed_exam(self) -> ExamRecord | None:
        return next((exam for exam in self.exams if exam.passed), None)


def encoded(state: LearningState) -> str:
    """The state as the text that is kept: equal states give equal texts."""
    return msgspec.json.encode(state, order="deterministic").decode()


def decoded(document: str) -> LearningState:
    return msgspec.json.decode(document, type=LearningState)
