"""Whom a new version touches: learners, open attempts, certificates, item by item."""

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.analysis.impact import impact_of
from caire.catalogue.course import Course
from caire.catalogue.queries import current_course
from caire.demo.answers import right_form, wrong_form
from caire.learning.models import Sitting
from caire.learning.services.exam import begin_attempt, hand_in
from caire.learning.services.sittings import EXAM, save_answer
from tests.factories import COURSE
from tests.support.played import lea, newcomer


def without(course: Course, *names: str) -> Course:
    items = {name: item for name, item in course.items.items() if name not in names}
    return msgspec.structs.replace(course, items=items, version="2099.1-1")


def begun(db: Session, learner) -> Sitting:
    begin_attempt(
        db, path=learner.path(db), secret=learner.secret, xapi_root=learner.xapi_root,
        now=learner.later(5),
    )  # fmt: skip
    return db.scalars(select(Sitting).where(Sitting.kind == EXAM)).one()


class TestCount:
    def test_nobody_when_nothing_changed(self, db: Session) -> None:
        course = current_course(db, COURSE)[1]
        impact = impact_of(db, course, now=lea(db).clock)
        assert impact.is_unchanged
        assert impact.items == ()

    def test_learners_under_way_and_those_whose_year_is_over(self, db: Session) -> None:
        newcomer(db)
        learner = lea(db)
        course = without(current_course(db, COURSE)[1])
        impact = impact_of(db, course, now=learner.clock)
        assert (impact.learners, impact.past_term, impact.finished) == (2, 0, 0)
        later = impact_of(db, course, now=learner.clock.replace(year=2028))
        assert later.past_term == 2

    def test_open_attempts_that_ask_an_item_that_goes(self, db: Session) -> None:
        learner = lea(db)
        sitting = begun(db, learner)
        asked = sitting.item_ids[0]
        course = without(current_course(db, COURSE)[1], asked)
        impact = impact_of(db, course, now=learner.clock)
        (item,) = impact.items
        assert (impact.open_attempts, item.change.item_id) == (1, asked)
        assert (item.change.kind, item.open_attempts, item.handed_in) == ("withdrawn", 1, 0)

    def test_a_course_that_is_new(self, db: Session) -> None:
        course = msgspec.structs.replace(current_course(db, COURSE)[1], key="other")
        impact = impact_of(db, course, now=lea(db).clock)
        assert (impact.before, impact.changes, impact.learners) == (None, None, 0)


class TestRecompute:
    def test_attempts_that_would_pass_without_a_faulty_item(self, db: Session) -> None:
        learner = lea(db)
        sitting = begun(db, learner)
        course = learner.path(db).course
        spared = [i for i in sitting.item_ids if course.items[i].head.area not in ("c4", "c5")]
        missed = spared[:9]
        for item_id in sitting.item_ids:
            item = course.items[item_id]
            wrong = item_id in missed
            save_answer(
                db, path=learner.path(db), kind=EXAM, number=1, item_id=item_id,
                form=wrong_form(item, learner.chance) if wrong else right_form(item),
                confidence=None, flagged=False, now=learner.later(1),
            )  # fmt: skip
        hand_in(
            db, path=learner.path(db), number=1, xapi_root=learner.xapi_root, now=learner.later(1)
        )
        assert learner.path(db).state.passed_exam is None
        one = impact_of(db, without(course, missed[0]), now=learner.clock)
        every = impact_of(db, without(course, *missed), now=learner.clock)
        assert [(i.handed_in, i.would_pass) for i in one.items] == [(1, 0)]
        assert {(i.handed_in, i.would_pass) for i in every.items} == {(1, 1)}
        assert every.open_attempts == 0
