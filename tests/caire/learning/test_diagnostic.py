"""The diagnostic: no feedback before its end, handed in once, an observation like any other."""

from collections import Counter

import pytest
from sqlalchemy.orm import Session

from caire.demo.answers import right_form
from caire.demo.journeys import Learner
from caire.learning.errors import NoSuchScreen, SittingClosed, WrongScreen
from caire.learning.queries import saved_answers, sittings
from caire.learning.services.sittings import diagnostic, save_answer, submit_diagnostic
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from tests.factories import XAPI_ROOT
from tests.support.played import newcomer

SCREEN = "n1.s0.e3"
ITEM = "itm.n1.c1.0001"


def begun(db: Session, learner: Learner) -> None:
    diagnostic(db, path=learner.path(db), screen_id=SCREEN, now=learner.clock)


def answer(db: Session, learner: Learner, item_id: str = ITEM, confidence: int = 2) -> None:
    save_answer(
        db,
        path=learner.path(db),
        kind=f"test:{SCREEN}",
        number=1,
        item_id=item_id,
        form=right_form(learner.path(db).course.items[item_id]),
        confidence=confidence,
        flagged=False,
        now=learner.later(1),
    )


def submit(db: Session, learner: Learner) -> None:
    submit_diagnostic(
        db,
        path=learner.path(db),
        screen_id=SCREEN,
        xapi_root=XAPI_ROOT,
        now=learner.later(1),
    )


def verbs(db: Session, learner: Learner) -> Counter[str]:
    registration = learner.path(db).enrolment.registration
    return Counter(r.verb for r in statements_of_registration(db, registration))


class TestDiagnostic:
    def test_a_second_visit_finds_the_same_test(self, db: Session) -> None:
        learner = newcomer(db)
        begun(db, learner)
        begun(db, learner)

        kind = f"test:{SCREEN}"
        assert len(sittings(db, enrolment_id=learner.path(db).enrolment.id, kind=kind)) == 1

    def test_a_lesson_is_no_test(self, db: Session) -> None:
        learner = newcomer(db)

        with pytest.raises(WrongScreen):
            diagnostic(db, path=learner.path(db), screen_id="n1.s0.e1", now=learner.clock)

    def test_keeps_the_confidence_for_the_report(self, db: Session) -> None:
        learner = newcomer(db)
        begun(db, learner)
        answer(db, learner, confidence=3)

        (row,) = sittings(db, enrolment_id=learner.path(db).enrolment.id, kind=f"test:{SCREEN}")

        assert saved_answers(db, row.id)[ITEM].confidence == 3


class TestSubmitDiagnostic:
    def test_traces_the_answers_given_and_the_end(self, db: Session) -> None:
        learner = newcomer(db)
        begun(db, learner)
        answer(db, learner)

        submit(db, learner)

        assert verbs(db, learner)[v.ANSWERED] == 1
        assert verbs(db, learner)[v.COMPLETED] == 1
        assert SCREEN in learner.path(db).state.screens

    def test_says_something_of_mastery(self, db: Session) -> None:
        learner = newcomer(db)
        begun(db, learner)
        answer(db, learner)

        submit(db, learner)

        assert learner.path(db).state.mastery["caire.c1.1"].n == 1

    def test_handing_in_twice_counts_once(self, db: Session) -> None:
        learner = newcomer(db)
        begun(db, learner)
        answer(db, learner)
        submit(db, learner)
        told = verbs(db, learner)

        submit(db, learner)

        assert verbs(db, learner) == told

    def test_takes_no_answer_afterwards(self, db: Session) -> None:
        learner = newcomer(db)
        begun(db, learner)
        submit(db, learner)

        with pytest.raises(SittingClosed):
            answer(db, learner)

    def test_needs_a_test_that_was_begun(self, db: Session) -> None:
        with pytest.raises(NoSuchScreen):
            submit(db, newcomer(db))
