"""Confidence beside success: counted once a question, read only where there is enough to read."""

import pytest
from sqlalchemy.orm import Session

from caire.demo.answers import right_form
from caire.learning.progress.calibrating import Degree, calibration, count_confidence
from caire.learning.progress.state import LearningState
from caire.learning.services.sittings import diagnostic, save_answer, submit_diagnostic
from tests.factories import XAPI_ROOT
from tests.support.played import newcomer

SCREEN = "n1.s0.e3"
ITEM = "itm.n1.c1.0001"


def degree(said: int, *, answered: int, right: int) -> Degree:
    state = LearningState()
    for place in range(answered):
        count_confidence(state, said, right=place < right)
    return calibration(state)[said - 1]


class TestCalibration:
    def test_says_nothing_before_the_first_answer(self) -> None:
        assert calibration(LearningState()) == ()

    def test_leaves_out_answers_whose_confidence_was_not_asked(self) -> None:
        state = LearningState()

        count_confidence(state, None, right=True)

        assert calibration(state) == ()

    @pytest.mark.parametrize(
        ("said", "answered", "right", "reading"),
        [
            (3, 8, 6, "over"),
            (3, 8, 7, "well"),
            (3, 4, 0, "few"),
            (2, 10, 7, "well"),
            (2, 10, 5, "over"),
            (2, 10, 9, "under"),
            (1, 10, 0, "well"),
            (1, 10, 6, "under"),
        ],
    )
    def test_compares_each_degree_with_its_mark(
        self, said: int, answered: int, right: int, reading: str
    ) -> None:
        assert degree(said, answered=answered, right=right).reading == reading

    def test_names_a_degree_never_said(self) -> None:
        state = LearningState()
        count_confidence(state, 3, right=True)

        assert [d.reading for d in calibration(state)] == ["none", "none", "few"]


class TestCounting:
    def test_a_diagnostic_handed_in_is_counted(self, db: Session) -> None:
        learner = newcomer(db)
        diagnostic(db, path=learner.path(db), screen_id=SCREEN, now=learner.clock)
        save_answer(
            db,
            path=learner.path(db),
            kind=f"test:{SCREEN}",
            number=1,
            item_id=ITEM,
            form=right_form(learner.path(db).course.items[ITEM]),
            confidence=3,
            flagged=False,
            now=learner.later(1),
        )

        submit_diagnostic(
            db,
            path=learner.path(db),
            screen_id=SCREEN,
            xapi_root=XAPI_ROOT,
            now=learner.later(1),
        )

        assert calibration(learner.path(db).state)[2] == Degree(3, 1, 1, "few")
