"""Each condition of the certificate: what satisfies it, what is missing, which trace shows it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from caire.catalogue.course import Course
from caire.catalogue.loading import read_content
from caire.catalogue.registry import installed_modules
from caire.catalogue.rules import Floor
from caire.certificates.eligibility import Decision, evaluate
from caire.config import ROOT
from caire.learning.progress.state import (
    AttendanceRecord,
    ExamRecord,
    LearningState,
    ScreenDone,
)

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
BOTH = ["contributed_to_debrief", "took_a_role"]
State = LearningState
Change = Callable[[State], None]


@pytest.fixture(scope="module")
def course() -> Course:
    return read_content(ROOT / "content", installed_modules()).courses[0].compiled.course


def day(days_ago: float) -> str:
    return (NOW - timedelta(days=days_ago)).isoformat()


def exam(
    points: float = 20.0,
    points_max: float = 20.0,
    *,
    name: str = "exam",
    at: str = day(5),
    right: int = 1,
) -> ExamRecord:
    """`right` answers of two in each competency that has a floor."""
    return ExamRecord(
        statement=name,
        attempt=1,
        at=at,
        passed=points >= 0.7 * points_max,
        points=points,
        points_max=points_max,
        correct={"caire.c4.1": right, "caire.c5.1": right},
        drawn={"caire.c4.1": 2, "caire.c5.1": 2},
    )


def half_day(name: str = "half-day", *, at: str = day(2), **told: object) -> AttendanceRecord:
    given = {
        "workshop": "1", "level": "aware", "presence": 1.0, "acts": BOTH, "identity_checked": True,
    } | told  # fmt: skip
    return AttendanceRecord(statement=name, at=at, **given)  # type: ignore[arg-type]


def earned(course: Course) -> State:
    """Everything is done, the half-day last."""
    return State(
        screens={
            s.id: ScreenDone(at=day(10), statement=s.id, last_at=day(10)) for s in course.screens()
        },
        exams=[exam()],
        attendances=[half_day()],
    )


def decide(course: Course, state: State, now: datetime = NOW) -> Decision:
    decision = evaluate(course, state, now=now)
    assert decision is not None
    return decision


def without_screen(state: State) -> None:
    del state.screens["n1.s2.e4"]


def with_exams(*records: ExamRecord) -> Change:
    def change(state: State) -> None:
        state.exams = list(records)

    return change


def with_half_days(*records: AttendanceRecord) -> Change:
    def change(state: State) -> None:
        state.attendances = list(records)

    return change


ATTENDED = ("attended", "participated", "identity_checked")
CASES: list[tuple[str, Change, tuple[str, ...]]] = [
    ("everything is done", lambda state: None, ()),
    ("a screen is left", without_screen, ("sequences_done",)),
    ("no exam", with_exams(), ("exam_passed",)),
    ("13.99 of 20 is not rounded up", with_exams(exam(13.99, 20)), ("exam_passed",)),
    ("14 of 20 passes", with_exams(exam(14, 20)), ()),
    ("sums of fractions do not fail by a hair", with_exams(exam(13.9999999999, 20)), ()),
    ("no right answer where one is needed", with_exams(exam(18, right=0)), ("exam_passed",)),
    ("the best attempt counts", with_exams(exam(1), exam(17, name="second")), ()),
    ("a later failure takes nothing back", with_exams(exam(17), exam(1, name="second")), ()),
    ("no half-day", with_half_days(), ATTENDED),
    ("79 % of a half-day", with_half_days(half_day(presence=0.79)), ATTENDED[:2]),
    ("80 % of a half-day", with_half_days(half_day(presence=0.8)), ()),
    ("the half-day of another level", with_half_days(half_day(level="informed")), ATTENDED),
    ("a half-day of 25 months ago", with_half_days(half_day(at=day(761))), ATTENDED[:2]),
    ("a half-day of 23 months ago", with_half_days(half_day(at=day(700))), ()),
    ("one act of two", with_half_days(half_day(acts=BOTH[:1])), ("participated",)),
    ("an act twice", with_half_days(half_day(acts=BOTH[:1] * 2)), ("participated",)),
    ("acts of no rule", with_half_days(half_day(acts=["slept", "left"])), ("participated",)),
    (
        "two acts in two half-days",
        with_half_days(half_day("one", acts=BOTH[:1]), half_day("two", acts=BOTH[1:])),
        (),
    ),
    ("identity not checked", with_half_days(half_day(identity_checked=False)), ATTENDED[2:]),
    (
        "identity checked on another day",
        with_half_days(
            half_day("short", presence=0.2), half_day("whole", identity_checked=False)
        ),
        (),
    ),
]  # fmt: skip


class TestConditions:
    @pytest.mark.parametrize(
        ("change", "missing"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
    )
    def test_each_is_met_or_missing(
        self, course: Course, change: Change, missing: tuple[str, ...]
    ) -> None:
        state = earned(course)
        change(state)

        decision = decide(course, state)

        assert decision.missing == missing
        assert decision.met == (not missing)

    def test_a_floor_asks_for_right_answers_in_one_competency(self, course: Course) -> None:
        assert course.rule is not None
        rule = msgspec.structs.replace(course.rule, exam_floors=(Floor("caire.c2.1", 1),))
        stricter = msgspec.structs.replace(course, rule=rule)

        assert decide(stricter, earned(course)).missing == ("exam_passed",)

    def test_a_course_without_a_rule_certifies_nothing(self, course: Course) -> None:
        announced = msgspec.structs.replace(course, rule=None)

        assert evaluate(announced, earned(course), now=NOW) is None

    def test_a_sequence_that_the_course_does_not_have_is_never_done(self, course: Course) -> None:
        assert course.rule is not None
        rule = msgspec.structs.replace(course.rule, sequences=(*course.rule.sequences, "n1.s9"))
        longer = msgspec.structs.replace(course, rule=rule)

        assert decide(longer, earned(course)).missing == ("sequences_done",)


class TestEvidence:
    def test_names_the_trace_of_each_condition(self, course: Course) -> None:
        evidence = decide(course, earned(course)).evidence

        assert course.rule is not None
        asked = [s for s in course.sequences if s.id in course.rule.sequences]
        assert evidence["sequences_done"] == [e.id for s in asked for e in s.screens]
        assert evidence["exam_passed"] == ["exam"]
        assert evidence["attended"] == ["half-day"]
        assert evidence["participated"] == ["half-day"]
        assert evidence["identity_checked"] == ["half-day"]

    def test_names_nothing_for_what_is_missing(self, course: Course) -> None:
        decision = decide(course, State())

        assert set(map(tuple, decision.evidence.values())) == {()}
        assert decision.evidence_at is None

    def test_the_first_attempt_that_passes_is_the_evidence(self, course: Course) -> None:
        state = earned(course)
        state.exams = [exam(1, name="failed"), exam(16, name="first"), exam(18, name="better")]

        assert decide(course, state).evidence["exam_passed"] == ["first"]

    def test_the_order_is_free_and_the_last_trace_gives_the_date(self, course: Course) -> None:
        state = earned(course)
        state.attendances = [half_day(at=day(30))]

        assert decide(course, state).evidence_at == datetime.fromisoformat(day(5))
        assert decide(course, earned(course)).evidence_at == datetime.fromisoformat(day(2))
