"""The review: a few cards a day, kept as traces, begun once and taken up anywhere (F.5)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.demo.answers import right_form, wrong_form
from caire.demo.journeys import Learner, learn
from caire.learning.errors import NoSuchScreen, UnreadableAnswer
from caire.learning.models import ReviewPlan, ReviewSession
from caire.learning.personal_data import on_account_erased, reviews_of
from caire.learning.progress.replay import state_from_statements
from caire.learning.review.cards import Card
from caire.learning.services.answering import REVIEW_SCREEN, record_answer
from caire.learning.services.reminding import FORGOTTEN_AFTER, forget_schedules, stop_review
from caire.learning.services.reviewing import all_cards, begin_review, recall_card
from caire.people.events import AccountErased
from caire.people.queries import known_account
from tests.factories import NOW, XAPI_ROOT
from tests.support.client import Page, PageClient
from tests.support.played import LEA, lea, newcomer

REVIEW = "/learn/review/"
LESSON = "n1.s5.e5"
#: They ask to remember something, and say that it makes no card.
WELCOME = {"n1.s0.e1", "n1.s0.e2"}
ITEM = "itm.n1.c1.0003"


def begun(db: Session, learner: Learner, now: datetime = NOW) -> ReviewSession | None:
    return begin_review(
        db,
        person_id=learner.person_id,
        paths=[learner.path(db)],
        by_mastery=True,
        now=now,
    )


def card(db: Session, learner: Learner, card_id: str, now: datetime = NOW) -> Card:
    return next(c for c in all_cards([learner.path(db)], now=now) if c.id == card_id)


def answer(
    db: Session, learner: Learner, *, confidence: int | None = None, now: datetime = NOW
) -> None:
    path = learner.path(db)
    record_answer(
        db,
        path=path,
        screen_id=REVIEW_SCREEN,
        item_id=ITEM,
        try_number=path.state.items[ITEM].tries + 1,
        form=right_form(path.course.items[ITEM]),
        confidence=confidence,
        xapi_root=XAPI_ROOT,
        now=now,
    )


def recall(db: Session, learner: Learner, said: str, screen_id: str = LESSON) -> None:
    recall_card(
        db, path=learner.path(db), screen_id=screen_id, said=said, xapi_root=XAPI_ROOT, now=NOW
    )


def stopped(db: Session, learner: Learner) -> None:
    begun(db, learner)
    stop_review(db, person_id=learner.person_id, now=NOW)


class TestCards:
    def test_are_the_questions_met_and_what_lessons_asked_to_remember(self, db: Session) -> None:
        learner = lea(db)
        path = learner.path(db)

        found = {one.id for one in all_cards([path], now=NOW)}

        assert found >= set(path.state.items)
        assert LESSON in found
        assert found <= {*path.state.items, *path.state.screens}

    def test_ask_nothing_of_lessons_that_teach_nothing_to_keep(self, db: Session) -> None:
        learner = lea(db)

        found = {one.id for one in all_cards([learner.path(db)], now=NOW)}

        assert not found & WELCOME
        with pytest.raises(NoSuchScreen):
            recall(db, learner, "good", screen_id=min(WELCOME))

    def test_wait_until_an_answer_says_something_new(self, db: Session) -> None:
        learner = lea(db)
        counted = datetime.fromisoformat(learner.path(db).state.items[ITEM].counted_at)

        assert card(db, learner, ITEM).due_at == counted + timedelta(hours=20)

    def test_are_suspended_when_what_they_ask_is_out_of_date(self, db: Session) -> None:
        path = lea(db).path(db)

        later = all_cards([path], now=NOW + timedelta(days=3650))

        assert ITEM not in {one.id for one in later}


class TestBeginReview:
    def test_draws_the_cards_of_the_day_once(self, db: Session) -> None:
        learner = lea(db)

        first = begun(db, learner)
        again = begun(db, learner, NOW + timedelta(hours=5))

        assert first is not None
        assert again is first
        assert 1 <= len(first.cards) <= 2  # all are new to the review

    def test_draws_others_on_the_next_day(self, db: Session) -> None:
        learner = lea(db)
        first = begun(db, learner)

        other = begun(db, learner, NOW + timedelta(days=1))

        assert first is not None
        assert other is not None
        assert other.day == first.day + timedelta(days=1)

    def test_has_nothing_for_who_has_done_nothing(self, db: Session) -> None:
        assert begun(db, newcomer(db)) is None

    def test_keeps_a_schedule_that_was_to_be_forgotten(self, db: Session) -> None:
        learner = lea(db)
        stopped(db, learner)

        begun(db, learner, NOW + timedelta(days=1))

        plan = db.get_one(ReviewPlan, learner.person_id)
        assert (plan.stopped_at, plan.every_days) == (None, 0)


class TestAnswering:
    def test_a_question_says_when_it_comes_back(self, db: Session) -> None:
        learner = lea(db)

        answer(db, learner)

        assert card(db, learner, ITEM).due_at == NOW + timedelta(days=4)

    def test_the_certainty_moves_the_date(self, db: Session) -> None:
        learner = lea(db)

        answer(db, learner, confidence=1)

        assert card(db, learner, ITEM).due_at == NOW + timedelta(days=2)

    def test_an_answer_counts_for_mastery_too(self, db: Session) -> None:
        learner = lea(db)
        before = learner.path(db).state.mastery["caire.c1.1"].n

        answer(db, learner)

        assert learner.path(db).state.mastery["caire.c1.1"].n == before + 1

    def test_finishes_no_screen_of_the_course(self, db: Session) -> None:
        learner = lea(db)
        before = learner.path(db).state.screens

        answer(db, learner)

        assert learner.path(db).state.screens == before

    @pytest.mark.parametrize(("said", "days"), [("0", 1), ("1", 1), ("2", 2)])
    def test_a_lesson_is_judged_by_herself_and_comes_back_sooner_where_it_matters(
        self, db: Session, said: str, days: int
    ) -> None:
        learner = lea(db)

        recall(db, learner, said)

        assert card(db, learner, LESSON).critical
        assert card(db, learner, LESSON).due_at == NOW + timedelta(days=days)

    def test_is_refused_when_nothing_is_said_or_there_is_no_card(self, db: Session) -> None:
        learner = lea(db)

        with pytest.raises(UnreadableAnswer):
            recall(db, learner, "9")
        with pytest.raises(NoSuchScreen):
            recall(db, learner, "1", "n1.s1.e5")


class TestStopping:
    def test_forgets_the_schedule_after_thirty_days(self, db: Session) -> None:
        learner = lea(db)
        answer(db, learner)
        stopped(db, learner)

        early = forget_schedules(db, xapi_root=XAPI_ROOT, now=NOW + timedelta(days=29))
        late = forget_schedules(db, xapi_root=XAPI_ROOT, now=NOW + FORGOTTEN_AFTER)

        path = learner.path(db)
        assert (early, late) == (0, 1)
        assert path.state.cards == {}
        assert state_from_statements(db, path.enrolment)[0] == path.state

    def test_exports_what_was_chosen_and_erases_it_with_the_account(self, db: Session) -> None:
        learner = lea(db)
        stopped(db, learner)
        exported = reviews_of(db, learner.person_id)

        on_account_erased(db, AccountErased(learner.person_id))

        assert exported["plan"]["stopped_by"] == "herself"
        assert len(exported["days"]) == 1
        assert reviews_of(db, learner.person_id) == {"plan": None, "days": []}


class TestPages:
    def test_are_gone_through_without_script_and_taken_up_elsewhere(
        self, db: Session, client: PageClient
    ) -> None:
        client.sign_in(LEA)
        page = client.follow(client.submit(f"{REVIEW}begin", page=REVIEW))
        total = len(db.scalars(select(ReviewSession)).one().cards)
        other = PageClient(client.app)
        other.sign_in(LEA)

        for position in range(1, total + 1):
            assert f"Carte {position} sur {total}" in page.text
            assert f"Carte {position} sur {total}" in other.get(REVIEW).text
            answered = client.follow(sent(db, client))
            assert "Vous reverrez cette carte" in answered.text
            page = client.get(REVIEW)

        assert "C’est fait pour aujourd’hui" in page.text

    def test_say_what_is_missing_in_an_answer(self, db: Session, client: PageClient) -> None:
        client.sign_in(LEA)
        client.submit(f"{REVIEW}begin", page=REVIEW)
        course, card_id = db.scalars(select(ReviewSession)).one().cards[0]

        page = client.submit(f"{REVIEW}answer", page=REVIEW, course=course, card=card_id)

        assert page.status == 422

    def test_a_question_of_the_entry_test_leads_to_a_lesson_to_read_for_the_first_time(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        learn(db, learner, screens=3)
        email = known_account(db, learner.person_id).email
        db.commit()
        client.sign_in(email)
        client.submit(f"{REVIEW}begin", page=REVIEW)
        course, name = db.scalars(select(ReviewSession)).one().cards[0]
        wrong = wrong_form(learner.path(db).course.items[name], learner.chance)
        db.rollback()

        fields: dict[str, object] = {"course": course, "card": name, "try": 2, **wrong}
        page = client.follow(client.submit(f"{REVIEW}answer", page=REVIEW, **fields))

        assert "À lire : " in page.text
        assert "À relire" not in page.text

    def test_a_card_that_is_not_of_today_is_not_there(
        self, db: Session, client: PageClient
    ) -> None:
        client.sign_in(LEA)
        client.submit(f"{REVIEW}begin", page=REVIEW)

        page = client.submit(f"{REVIEW}answer", page=REVIEW, course="aware", card="none")

        assert page.status == 404


def sent(db: Session, client: PageClient) -> Page:
    """The right answer to the card that is shown."""
    db.rollback()
    learner = lea(db)
    path = learner.path(db)
    session = db.scalars(select(ReviewSession)).one()
    left = [(course, name) for course, name in session.cards if name not in path.state.cards]
    course, name = left[0]
    fields: dict[str, object] = {"course": course, "card": name, "said": "2"}
    if name in path.course.items:
        fields |= {"try": path.state.items[name].tries + 1, **right_form(path.course.items[name])}
    return client.submit(f"{REVIEW}answer", page=REVIEW, **fields)
