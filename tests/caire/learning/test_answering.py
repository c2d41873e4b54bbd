"""Formative questions: what is recorded, what is refused, and what counts once."""

from random import Random

import pytest
from sqlalchemy.orm import Session

from caire.assessment.items import Item
from caire.demo.answers import right_form, wrong_form
from caire.demo.journeys import Learner, learn
from caire.learning.errors import NoSuchScreen, UnreadableAnswer, WrongScreen
from caire.learning.services.answering import AnswerRecorded, past_answer, record_answer
from caire.lrs.queries import statements_of_registration
from tests.support.played import lea, newcomer

SCREEN = "n1.s1.e5"
ITEM = "itm.n1.c1.0003"
OTHER = "itm.n1.c2.0002"


def item_of(db: Session, learner: Learner, item_id: str = ITEM) -> Item:
    return learner.path(db).course.items[item_id]


def give(
    db: Session,
    learner: Learner,
    *,
    right: bool = True,
    screen_id: str = SCREEN,
    item_id: str = ITEM,
    try_number: int = 1,
    confidence: int | None = 2,
    **fields: list[str],
) -> AnswerRecorded:
    item = item_of(db, learner, item_id)
    form = fields or (right_form(item) if right else wrong_form(item, Random(1)))
    return record_answer(
        db,
        path=learner.path(db),
        screen_id=screen_id,
        item_id=item_id,
        try_number=try_number,
        form=form,
        confidence=confidence,
        xapi_root=learner.xapi_root,
        now=learner.later(1),
    )


def traces(db: Session, learner: Learner) -> int:
    return len(statements_of_registration(db, learner.path(db).enrolment.registration))


class TestRecordAnswer:
    def test_keeps_the_answer_as_a_trace_and_as_progress(self, db: Session) -> None:
        learner = newcomer(db)
        before = traces(db, learner)

        recorded = give(db, learner)

        assert recorded == AnswerRecorded(ITEM, 1, was_new=True)
        assert traces(db, learner) == before + 1
        assert learner.path(db).state.items[ITEM].first_score == 1.0

    def test_the_same_form_sent_twice_counts_once(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner)
        before = traces(db, learner)

        again = give(db, learner)

        assert again.was_new is False
        assert traces(db, learner) == before
        assert learner.path(db).state.items[ITEM].tries == 1

    def test_the_first_answer_of_a_try_stands(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner, right=False)

        give(db, learner, right=True)

        state = learner.path(db).state.items[ITEM]
        assert (state.tries, state.first_score) == (1, 0.0)

    def test_a_second_try_is_another_trace_and_leaves_the_first_score(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner, right=False)

        recorded = give(db, learner, right=True, try_number=2)

        state = learner.path(db).state.items[ITEM]
        assert recorded.was_new
        assert (state.tries, state.first_score) == (2, 0.0)

    def test_a_second_try_on_the_same_day_says_nothing_new_of_mastery(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner, right=False)
        before = learner.path(db).state.mastery["caire.c1.1"]

        give(db, learner, right=True, try_number=2)

        assert learner.path(db).state.mastery["caire.c1.1"] == before

    def test_a_try_on_the_next_day_counts_for_mastery(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner, right=False)
        before = learner.path(db).state.mastery["caire.c1.1"].level
        learner.later(21 * 60)

        give(db, learner, right=True, try_number=2)

        assert learner.path(db).state.mastery["caire.c1.1"].level > before

    @pytest.mark.parametrize("try_number", [0, -1, 2, 99])
    def test_refuses_a_try_that_nobody_was_offered(self, db: Session, try_number: int) -> None:
        learner = newcomer(db)
        before = traces(db, learner)

        with pytest.raises(UnreadableAnswer) as refusal:
            give(db, learner, try_number=try_number)

        assert refusal.value.reason == "try"
        assert traces(db, learner) == before

    def test_keeps_the_confidence_beside_the_answer(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner, confidence=3)

        kept = past_answer(db, path=learner.path(db), screen_id=SCREEN, item_id=ITEM, try_number=1)

        assert kept is not None
        assert kept.confidence == 3
        assert kept.scored.correct

    @pytest.mark.parametrize("confidence", [None, 0, 4])
    def test_asks_for_the_confidence_where_the_question_does(
        self, db: Session, confidence: int | None
    ) -> None:
        learner = newcomer(db)

        with pytest.raises(UnreadableAnswer) as refusal:
            give(db, learner, confidence=confidence)

        assert (refusal.value.reason, refusal.value.field) == ("confidence_missing", "confidence")

    def test_finishes_the_screen_with_its_last_question(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner, right=False)
        begun = SCREEN in learner.path(db).state.screens

        give(db, learner, right=False, item_id=OTHER)

        assert not begun
        assert SCREEN in learner.path(db).state.screens


class TestTamperedAnswer:
    """Nothing is stored of what no page of ours can send."""

    @pytest.mark.parametrize(
        ("sent", "refusal"),
        [
            ({"item_id": "itm.n1.c1.0002"}, NoSuchScreen),
            ({"screen_id": "n1.s9.e9"}, NoSuchScreen),
            ({"screen_id": "n1.s0.e1"}, WrongScreen),
            ({"screen_id": "n1.s2.e1"}, NoSuchScreen),
            ({"choice": ["none-such"]}, UnreadableAnswer),
            ({"choice": [""]}, UnreadableAnswer),
            ({"unknown": ["a"]}, UnreadableAnswer),
        ],
        ids=["item of another screen", "no such screen", "a lesson", "recall not yet drawn",
             "no such choice", "empty", "no answer at all"],
    )  # fmt: skip
    def test_is_refused_and_leaves_no_trace(
        self, db: Session, sent: dict[str, object], refusal: type[Exception]
    ) -> None:
        learner = newcomer(db)
        before = traces(db, learner)

        with pytest.raises(refusal):
            give(db, learner, **sent)  # type: ignore[arg-type]

        assert traces(db, learner) == before

    def test_an_exam_item_is_not_asked_as_practice(self, db: Session) -> None:
        learner = newcomer(db)
        course = learner.path(db).course
        exam_item = next(i for i in course.items.values() if i.head.pool == "certification")

        with pytest.raises(NoSuchScreen):
            give(db, learner, screen_id="practice", item_id=exam_item.head.id)


class TestRecall:
    """The questions that bring back what was learned before."""

    def test_asks_the_same_after_a_reload(self, db: Session) -> None:
        from_lea = lea(db).path(db)

        assert len(from_lea.state.answered["n1.s2.e1"]) == 2
        assert len(set(from_lea.state.answered["n1.s2.e1"])) == 2

    def test_asks_only_what_was_taught_in_earlier_sequences(self, db: Session) -> None:
        learner = newcomer(db)
        learn(db, learner, screens=14)
        path = learner.path(db)
        before = {s.id for s in path.course.screens() if s.id < "n1.s2"}

        asked = path.state.answered["n1.s2.e1"]

        assert asked
        assert all(set(path.course.items[i].head.review) <= before for i in asked)

    def test_never_asks_two_questions_of_the_same_statement(self, db: Session) -> None:
        path = lea(db).path(db)

        for screen_id in ("n1.s2.e1", "n1.s3.e1"):
            asked = [path.course.items[i].head.competency for i in path.state.answered[screen_id]]
            assert len(set(asked)) == len(asked)
