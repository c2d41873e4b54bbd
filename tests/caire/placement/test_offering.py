"""A placement test is offered to whom it may serve, and says what it is worth."""

import pytest
from sqlalchemy.orm import Session

from caire.demo.journeys import Learner
from caire.demo.placements import take_placement
from caire.people.queries import known_account
from tests.caire.placement.playing import DISPENSE, give
from tests.factories import COURSE, NOW, make_learner, make_person
from tests.support.client import PageClient
from tests.support.clock import set_clock
from tests.support.half_day import earn
from tests.support.played import PLAYED, lea, newcomer

HOME, NEXT = "/learn/", "/learn/informed/"
SPARE, ENTRY = "Faites-vous dispenser", "Test d’entrée : pour qui n’a pas le certificat"
ASKED_BEFORE = "il faudra aussi avoir celui du niveau précédent"


@pytest.fixture
def database_url(played_database_url: str) -> str:
    return played_database_url


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch).move_to(NOW)


def sign_in(db: Session, client: PageClient, learner: Learner) -> None:
    email = known_account(db, learner.person_id).email
    db.commit()
    client.sign_in(email)


def in_level_2(db: Session, learner: Learner) -> None:
    account = known_account(db, learner.person_id)
    make_learner(db, account, course_key="informed", now=PLAYED)


class TestHome:
    def test_offers_the_test_that_spares_sequences_to_who_has_some_left(
        self, db: Session, client: PageClient
    ) -> None:
        sign_in(db, client, newcomer(db))

        page = client.get(HOME)

        assert SPARE in page.text
        assert f'href="/placement/{DISPENSE}"' in page.html

    def test_offers_the_choice_of_tests_to_who_follows_nothing(
        self, db: Session, client: PageClient
    ) -> None:
        account = make_person(db)
        db.commit()
        client.sign_in(account.email)

        page = client.get(HOME)

        assert SPARE in page.text
        assert 'href="/placement/"' in page.html

    def test_offers_none_to_who_has_finished(self, db: Session, client: PageClient) -> None:
        sign_in(db, client, lea(db))

        assert SPARE not in client.get(HOME).text

    @pytest.mark.parametrize("answers", ["++++++ ++++++ +", "------"])
    def test_offers_none_to_who_took_it_whatever_came_of_it(
        self, answers: str, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        give(db, learner, answers)
        sign_in(db, client, learner)

        home, plan = client.get(HOME), client.get(f"/learn/{COURSE}/")

        assert SPARE not in home.text
        assert "Votre positionnement, et ce qui en découle" in plan.text


class TestEntryTest:
    def test_is_offered_to_who_lacks_the_certificate_before(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        sign_in(db, client, learner)
        join = client.get(f"{NEXT}join")
        in_level_2(db, learner)
        db.commit()

        plan = client.get(NEXT)

        assert ASKED_BEFORE in join.text
        assert ENTRY in plan.text
        assert 'href="/placement/entry.n2"' in plan.html

    def test_is_not_offered_to_who_has_that_certificate(
        self, db: Session, client: PageClient
    ) -> None:
        learner = lea(db)
        earn(db, learner)
        sign_in(db, client, learner)
        join = client.get(f"{NEXT}join")
        in_level_2(db, learner)
        db.commit()

        plan = client.get(NEXT)

        assert ASKED_BEFORE not in join.text
        assert ENTRY not in plan.text

    def test_is_not_offered_again_to_who_passed_it(self, db: Session, client: PageClient) -> None:
        learner = newcomer(db)
        take_placement(db, learner, test_id="entry.n2")
        in_level_2(db, learner)
        sign_in(db, client, learner)

        assert ENTRY not in client.get(NEXT).text

    def test_says_that_the_level_is_open_without_it_and_what_it_replaces(
        self, db: Session, client: PageClient
    ) -> None:
        learner = newcomer(db)
        sign_in(db, client, learner)
        before = client.get("/placement/entry.n2").text
        take_placement(db, learner, test_id="entry.n2")
        db.commit()

        after = client.get("/placement/entry.n2/result").text

        assert "Le niveau 2 est ouvert à tout le monde" in before
        assert "ne dispense d’aucune séquence" in before
        assert "s’ouvre dès que" not in before
        assert "ce test remplace celui du niveau précédent" in after
