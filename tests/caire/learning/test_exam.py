"""The final assessment: when it opens, what it draws, how often, and what it leaves behind."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.assessment.items import item_type
from caire.demo.answers import right_form, wrong_form
from caire.demo.journeys import Learner, take_exam
from caire.learning.errors import (
    AttemptTooEarly,
    ExamNotOpen,
    ExamPassed,
    NoAttemptLeft,
    NoSuchScreen,
    RemediationLeft,
    SittingClosed,
    UnreadableAnswer,
)
from caire.learning.models import Sitting
from caire.learning.queries import SittingRow, saved_answers, sittings
from caire.learning.remediation import plan_after
from caire.learning.services.answering import PRACTICE, record_answer
from caire.learning.services.exam import begin_attempt, hand_in
from caire.learning.services.reading import mark_read
from caire.learning.services.sittings import EXAM, save_answer
from caire.learning.services.standing import standing
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from tests.support.played import lea, newcomer


def begin(db: Session, learner: Learner, *, now: datetime | None = None) -> int:
    return begin_attempt(
        db,
        path=learner.path(db),
        secret=learner.secret,
        xapi_root=learner.xapi_root,
        now=now or learner.later(1),
    )


def attempts(db: Session, learner: Learner) -> list[SittingRow]:
    return sittings(db, enrolment_id=learner.path(db).enrolment.id, kind=EXAM)


def answer(
    db: Session, learner: Learner, item_id: str, *, number: int = 1, right: bool = True
) -> None:
    item = learner.path(db).course.items[item_id]
    save_answer(
        db,
        path=learner.path(db),
        kind=EXAM,
        number=number,
        item_id=item_id,
        form=right_form(item) if right else wrong_form(item, Random(1)),
        confidence=None,
        flagged=False,
        now=learner.later(1),
    )


def give_in(db: Session, learner: Learner, number: int = 1) -> None:
    hand_in(
        db,
        path=learner.path(db),
        number=number,
        xapi_root=learner.xapi_root,
        now=learner.later(1),
    )


def fail(db: Session, learner: Learner) -> None:
    """Hand in an empty attempt."""
    give_in(db, learner, begin(db, learner))


def follow_plan(db: Session, learner: Learner) -> None:
    """Do every required step of the plan after the last failure."""
    path = learner.path(db)
    for step in plan_after(path, path.state.exams[-1]).steps:
        if not step.required:
            continue
        mark_read(
            db,
            path=learner.path(db),
            screen_id=step.screen.id,
            again=True,
            xapi_root=learner.xapi_root,
            now=learner.later(2),
        )
        if step.question is None:
            continue
        record_answer(
            db,
            path=learner.path(db),
            screen_id=PRACTICE,
            item_id=step.question.head.id,
            try_number=1,
            form=right_form(step.question),
            confidence=2,
            xapi_root=learner.xapi_root,
            now=learner.later(2),
        )


def exam_statements(db: Session, learner: Learner) -> Counter[str]:
    records = statements_of_registration(db, learner.path(db).enrolment.registration)
    return Counter(r.verb for r in records if "/exam/" in (r.activity or ""))


class TestBeginAttempt:
    def test_waits_for_every_sequence_before_its_own(self, db: Session) -> None:
        learner = newcomer(db)

        with pytest.raises(ExamNotOpen) as refusal:
            begin(db, learner)

        assert refusal.value.missing == tuple(f"n1.s{place}" for place in range(8))
        assert attempts(db, learner) == []

    def test_draws_exactly_what_the_blueprint_asks(self, db: Session) -> None:
        learner = lea(db)
        begin(db, learner)
        course = learner.path(db).course
        assert course.blueprint is not None
        wanted = {
            (cell.competency, kind): count
            for cell in course.blueprint.cells
            for kind, count in cell.types.items()
        }

        (row,) = attempts(db, learner)

        drawn = [course.items[i] for i in row.item_ids]
        assert Counter((i.head.competency_group, item_type(i)) for i in drawn) == wanted
        assert all(item.head.pool == "certification" for item in drawn)

    def test_each_cell_has_three_times_what_one_attempt_draws(self, db: Session) -> None:
        course = lea(db).path(db).course
        assert course.blueprint is not None
        stock = Counter(
            (i.head.competency_group, item_type(i))
            for i in course.items.values()
            if i.head.pool == "certification"
        )

        for cell in course.blueprint.cells:
            for kind, count in cell.types.items():
                assert stock[cell.competency, kind] >= 3 * count  # type: ignore[index]  # from content

    def test_covers_every_competency_that_the_sequences_teach(self, db: Session) -> None:
        course = lea(db).path(db).course
        assert course.blueprint is not None
        taught = {c for s in course.sequences[1:] for c in s.competencies}

        assert {cell.competency for cell in course.blueprint.cells} == taught

    def test_beginning_twice_finds_the_attempt_under_way(self, db: Session) -> None:
        learner = lea(db)

        assert begin(db, learner) == begin(db, learner) == 1
        assert len(attempts(db, learner)) == 1
        assert exam_statements(db, learner)[v.ATTEMPTED] == 1

    def test_the_same_secret_person_and_number_draw_the_same_items(self, db: Session) -> None:
        learner = lea(db)
        with db.begin_nested() as once:
            begin(db, learner)
            first = attempts(db, learner)[0].item_ids
            once.rollback()
        db.expire_all()

        begin(db, learner)

        assert attempts(db, learner)[0].item_ids == first

    def test_another_secret_draws_another_form(self, db: Session) -> None:
        learner = lea(db)
        forms = set()
        for secret in ("one secret", "another secret", "a third secret"):
            with db.begin_nested() as once:
                begin(db, replace(learner, secret=secret))
                forms.add(attempts(db, learner)[0].item_ids)
                once.rollback()
            db.expire_all()

        assert len(forms) > 1

    def test_a_second_attempt_asks_nothing_of_the_first(self, db: Session) -> None:
        learner = lea(db)
        fail(db, learner)
        follow_plan(db, learner)
        begin(db, learner)

        first, second = attempts(db, learner)

        assert not set(first.item_ids) & set(second.item_ids)

    def test_a_passed_exam_is_not_taken_again(self, db: Session) -> None:
        learner = lea(db)
        take_exam(db, learner)

        with pytest.raises(ExamPassed):
            begin(db, learner)


class TestSaveAnswer:
    def test_another_device_finds_what_was_answered(self, db: Session) -> None:
        learner = lea(db)
        begin(db, learner)
        (row,) = attempts(db, learner)
        answer(db, learner, row.item_ids[0])
        db.commit()

        again = attempts(db, learner)[0]

        assert set(saved_answers(db, again.id)) == {row.item_ids[0]}

    def test_keeps_the_latest_answer(self, db: Session) -> None:
        learner = lea(db)
        begin(db, learner)
        (row,) = attempts(db, learner)
        answer(db, learner, row.item_ids[0], right=False)
        wrong = saved_answers(db, row.id)[row.item_ids[0]].response

        answer(db, learner, row.item_ids[0], right=True)

        assert saved_answers(db, row.id)[row.item_ids[0]].response != wrong
        assert len(saved_answers(db, row.id)) == 1

    def test_traces_nothing_before_the_end(self, db: Session) -> None:
        learner = lea(db)
        begin(db, learner)
        (row,) = attempts(db, learner)
        registration = learner.path(db).enrolment.registration
        before = len(statements_of_registration(db, registration))

        answer(db, learner, row.item_ids[0])

        assert len(statements_of_registration(db, registration)) == before

    def test_refuses_an_item_that_was_not_drawn(self, db: Session) -> None:
        learner = lea(db)
        begin(db, learner)
        (row,) = attempts(db, learner)
        other = next(
            i.head.id
            for i in learner.path(db).course.items.values()
            if i.head.pool == "certification" and i.head.id not in row.item_ids
        )

        with pytest.raises(NoSuchScreen):
            answer(db, learner, other)

        assert saved_answers(db, row.id) == {}

    def test_refuses_a_choice_that_was_not_offered(self, db: Session) -> None:
        learner = lea(db)
        begin(db, learner)
        (row,) = attempts(db, learner)
        single = next(
            i for i in row.item_ids if item_type(learner.path(db).course.items[i]) == "single"
        )

        with pytest.raises(UnreadableAnswer):
            save_answer(
                db,
                path=learner.path(db),
                kind=EXAM,
                number=1,
                item_id=single,
                form={"choice": ["tampered"]},
                confidence=None,
                flagged=False,
                now=learner.later(1),
            )

        assert saved_answers(db, row.id) == {}

    def test_refuses_an_answer_after_handing_in(self, db: Session) -> None:
        learner = lea(db)
        begin(db, learner)
        give_in(db, learner)
        (row,) = attempts(db, learner)

        with pytest.raises(SittingClosed):
            answer(db, learner, row.item_ids[0])

    def test_refuses_an_answer_after_seven_days(self, db: Session) -> None:
        learner = lea(db)
        begin(db, learner)
        (row,) = attempts(db, learner)
        learner.later(7 * 24 * 60 + 5)

        with pytest.raises(SittingClosed):
            answer(db, learner, row.item_ids[0])
        with pytest.raises(SittingClosed):
            give_in(db, learner)

    def test_does_not_reach_the_attempt_of_somebody_else(self, db: Session) -> None:
        learner, other = lea(db), newcomer(db)
        begin(db, learner)
        (row,) = attempts(db, learner)

        with pytest.raises(NoSuchScreen):
            answer(db, other, row.item_ids[0])


class TestHandIn:
    def test_passes_with_every_answer_right(self, db: Session) -> None:
        learner = lea(db)

        take_exam(db, learner)

        (record,) = learner.path(db).state.exams
        assert record.passed
        assert record.points == record.points_max

    def test_an_item_left_empty_is_worth_nothing(self, db: Session) -> None:
        learner = lea(db)
        begin(db, learner)

        give_in(db, learner)

        (record,) = learner.path(db).state.exams
        assert (record.passed, record.points) == (False, 0.0)

    def test_handing_in_twice_counts_once(self, db: Session) -> None:
        learner = lea(db)
        begin(db, learner)
        give_in(db, learner)
        told = exam_statements(db, learner)

        give_in(db, learner)

        assert exam_statements(db, learner) == told
        assert len(learner.path(db).state.exams) == 1

    def test_traces_each_answer_and_the_result(self, db: Session) -> None:
        learner = lea(db)
        registration = learner.path(db).enrolment.registration
        before = {r.id for r in statements_of_registration(db, registration)}

        take_exam(db, learner)

        after = statements_of_registration(db, registration)
        verbs = Counter(r.verb for r in after if r.id not in before)
        (row,) = attempts(db, learner)
        assert verbs == {v.ATTEMPTED: 1, v.ANSWERED: len(row.item_ids), v.PASSED: 1}

    def test_answers_of_the_exam_say_nothing_of_mastery(self, db: Session) -> None:
        learner = lea(db)
        before = learner.path(db).state.mastery

        take_exam(db, learner)

        assert learner.path(db).state.mastery == before

    def test_refuses_an_attempt_that_was_never_begun(self, db: Session) -> None:
        with pytest.raises(NoSuchScreen):
            give_in(db, lea(db), number=7)


class TestNextAttempt:
    def test_asks_for_the_plan_first(self, db: Session) -> None:
        learner = lea(db)
        fail(db, learner)

        with pytest.raises(RemediationLeft) as refusal:
            begin(db, learner)

        assert refusal.value.steps > 0

    def test_opens_without_waiting_once_the_plan_is_done(self, db: Session) -> None:
        learner = lea(db)
        fail(db, learner)

        follow_plan(db, learner)

        assert standing(db, path=learner.path(db), now=learner.clock).may_begin
        assert begin(db, learner) == 2

    def test_the_third_waits_a_day_after_the_second(self, db: Session) -> None:
        learner = lea(db)
        for _ in range(2):
            fail(db, learner)
            follow_plan(db, learner)
        handed_in = attempts(db, learner)[-1].submitted_at
        assert handed_in is not None
        opens = handed_in + timedelta(hours=24)

        with pytest.raises(AttemptTooEarly) as refusal:
            begin(db, learner, now=opens - timedelta(seconds=1))

        assert refusal.value.opens_at == opens
        assert begin(db, learner, now=opens) == 3

    def test_there_is_no_fourth(self, db: Session) -> None:
        learner = lea(db)
        for _ in range(3):
            fail(db, learner)
            follow_plan(db, learner)
            learner.later(25 * 60)

        with pytest.raises(NoAttemptLeft) as refusal:
            begin(db, learner)

        assert refusal.value.allowed == 3


class TestAbandonedAttempt:
    def abandoned(self, db: Session, *, share: float) -> Learner:
        """Somebody who opened this share of the items and never came back in seven days."""
        learner = lea(db)
        begin(db, learner)
        (row,) = attempts(db, learner)
        for item_id in row.item_ids[: round(share * len(row.item_ids))]:
            answer(db, learner, item_id)
        learner.later(7 * 24 * 60 + 5)
        return learner

    def test_is_not_counted_when_less_than_half_was_opened(self, db: Session) -> None:
        learner = self.abandoned(db, share=0.25)

        assert standing(db, path=learner.path(db), now=learner.clock).used == 0
        assert begin(db, learner) == 2

    def test_counts_when_half_was_opened(self, db: Session) -> None:
        learner = self.abandoned(db, share=0.5)

        assert standing(db, path=learner.path(db), now=learner.clock).used == 1

    def test_is_closed_when_the_next_one_begins(self, db: Session) -> None:
        learner = self.abandoned(db, share=0.25)
        begin(db, learner)

        first = db.scalars(select(Sitting).where(Sitting.number == 1, Sitting.kind == EXAM)).one()

        assert first.abandoned_at is not None

    def test_its_items_do_not_come_again(self, db: Session) -> None:
        learner = self.abandoned(db, share=0.25)
        begin(db, learner)

        first, second = attempts(db, learner)

        assert not set(first.item_ids) & set(second.item_ids)


class TestPlanAfterFailure:
    def test_sends_back_to_lessons_of_what_was_missed_within_25_minutes(self, db: Session) -> None:
        learner = lea(db)
        fail(db, learner)
        path = learner.path(db)

        plan = plan_after(path, path.state.exams[-1])

        assert 0 < plan.minutes <= 25
        assert all(step.screen.type == "lesson" for step in plan.steps)
        assert plan.steps_left == len(plan.steps)

    def test_is_empty_after_a_success(self, db: Session) -> None:
        learner = lea(db)
        take_exam(db, learner)
        path = learner.path(db)

        assert plan_after(path, path.state.exams[-1]).steps == ()

    def test_reading_before_the_failure_does_not_count(self, db: Session) -> None:
        learner = lea(db)
        fail(db, learner)
        path = learner.path(db)

        assert not any(step.read for step in plan_after(path, path.state.exams[-1]).steps)

    def test_leaves_nothing_once_followed(self, db: Session) -> None:
        learner = lea(db)
        fail(db, learner)

        follow_plan(db, learner)

        path = learner.path(db)
        assert plan_after(path, path.state.exams[-1]).steps_left == 0
