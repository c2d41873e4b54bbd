"""The pages of placement tests, as a browser without JavaScript opens them."""

import re

import pytest
from sqlalchemy.orm import Session

from caire.catalogue.queries import current_course
from caire.demo.answers import right_form
from caire.demo.journeys import Learner
from caire.people.queries import known_account
from caire.people.services.privacy import erase_person
from caire.placement.models import PlacementAnswer, PlacementSitting
from caire.placement.personal_data import placements_of
from tests.caire.placement.playing import DISPENSE, give
from tests.factories import NOW, make_organisation
from tests.support.announced import announce_only
from tests.support.client import Page, PageClient
from tests.support.clock import set_clock
from tests.support.played import newcomer

START = "/placement/"
TEST = f"/placement/{DISPENSE}"


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch).move_to(NOW)


@pytest.fixture
def learner(db: Session, client: PageClient) -> Learner:
    learner = newcomer(db)
    account = known_account(db, learner.person_id)
    db.commit()
    client.sign_in(account.email)
    return learner


def item_of(page: Page) -> str:
    found = re.search(r'name="item" value="([^"]+)"', page.html)
    assert found, page.text
    return found[1]


def answer_right(db: Session, client: PageClient) -> Page:
    _, course = current_course(db, "aware")
    page = client.get(f"{TEST}/question")
    item = course.items[item_of(page)]
    return client.submit(f"{TEST}/question", item=item.head.id, go="next", **right_form(item))


class TestStart:
    def test_proposes_the_highest_test_that_was_declared_and_is_open(
        self, db: Session, learner: Learner, client: PageClient
    ) -> None:
        announce_only(db, "responsible")
        db.commit()

        page = client.submit(START, **{"dispense.n1": "no", "entry.n2": "yes", "entry.n3": "yes"})

        assert "Nous vous proposons d’abord : Test d’entrée au niveau 2" in page.text
        assert "Ce test s’ouvrira avec son niveau." in page.text

    def test_asks_for_the_answers_that_are_missing(
        self, learner: Learner, client: PageClient
    ) -> None:
        page = client.submit(START, **{"dispense.n1": "yes"})

        assert "Répondez aux trois questions" in page.text

    def test_says_the_rule_and_its_error_rates_before_the_start(
        self, learner: Learner, client: PageClient
    ) -> None:
        page = client.get(TEST)

        assert "Il ne note personne." in page.text
        assert "Un thème est validé quand toutes ses questions sont justes" in page.text
        assert "2,9 % au plus" in page.text
        assert "19 %" in page.text

    def test_a_level_that_is_not_open_has_no_page(
        self, db: Session, learner: Learner, client: PageClient
    ) -> None:
        assert client.get("/placement/entry.n2").status == 200

        announce_only(db, "informed")
        db.commit()

        assert client.get("/placement/entry.n2").status == 404


class TestTakingIt:
    def test_one_question_a_page_until_the_result(
        self, db: Session, learner: Learner, client: PageClient
    ) -> None:
        client.submit(f"{TEST}/begin", page=TEST)
        for _ in range(12):
            answer_right(db, client)
        page = client.follow(answer_right(db, client))

        assert "Vous gagnez environ 2 h" in page.text
        assert "La chasse aux affirmations inventées" in page.text
        plan = client.get("/learn/aware/")
        assert "Dispensée : déjà acquise selon votre positionnement" in plan.text

    def test_i_do_not_know_is_an_answer(
        self, db: Session, learner: Learner, client: PageClient
    ) -> None:
        client.submit(f"{TEST}/begin", page=TEST)
        first = client.get(f"{TEST}/question")
        page = client.follow(client.submit(f"{TEST}/question", item=item_of(first), go="dont_know"))

        assert "Question 2" in page.text

    def test_says_what_is_missing_in_an_answer(self, learner: Learner, client: PageClient) -> None:
        client.submit(f"{TEST}/begin", page=TEST)
        first = client.get(f"{TEST}/question")
        page = client.submit(f"{TEST}/question", item=item_of(first), go="next")

        assert page.status == 422
        assert item_of(page) == item_of(first)

    def test_a_stranger_s_address_answers_nothing(
        self, learner: Learner, client: PageClient
    ) -> None:
        assert client.get(f"{TEST}/question").status == 404
        assert client.get(f"{TEST}/result").status == 404

    def test_the_learner_may_refuse_and_change_her_mind(
        self, db: Session, learner: Learner, client: PageClient
    ) -> None:
        give(db, learner, "++++++ ++++++ +")
        db.commit()

        refused = client.follow(client.submit(f"{TEST}/refuse", page=f"{TEST}/result"))
        taken = client.follow(client.submit(f"{TEST}/accept", page=f"{TEST}/result"))

        assert "Vous avez choisi de tout étudier" in refused.text
        assert "Vous gagnez environ" in taken.text

    @pytest.mark.parametrize(
        ("contact", "named", "link"),
        [
            (
                "Nadia Benali, formation@ville.example, bureau 12",
                "(Nadia Benali, formation@ville.example , bureau 12)",
                'href="mailto:formation@ville.example"',
            ),
            ("Nadia Benali, 02 40 00 00 00", "(Nadia Benali, 02 40 00 00 00)", None),
        ],
    )
    def test_the_result_says_whom_to_write_to(
        self,
        db: Session,
        learner: Learner,
        client: PageClient,
        contact: str,
        named: str,
        link: str | None,
    ) -> None:
        give(db, learner, "++++++ ++++++ +")
        institution = make_organisation(db, kind="institution")
        institution.technical_contact, institution.pedagogical_contact = "aide", contact
        db.commit()

        page = client.get(f"{TEST}/result")

        assert f"Écrivez à l’équipe pédagogique {named} : une personne" in page.text
        assert link is None or link in page.html

    def test_a_screen_that_is_spared_stays_readable(
        self, db: Session, learner: Learner, client: PageClient
    ) -> None:
        give(db, learner, "++++++ ++++++ +")
        db.commit()

        page = client.get("/learn/aware/n1.s3.e2")

        assert "Déjà acquis selon votre positionnement" in page.text
        assert page.status == 200


class TestPersonalData:
    def test_the_copy_holds_answers_decision_and_rule(self, db: Session, learner: Learner) -> None:
        sitting = give(db, learner, "+?++++ +++++ +")

        (copy,) = placements_of(db, learner.person_id)

        assert copy["rule_version"] == sitting.test.head.version
        assert copy["themes"]["B"] == "not_validated"
        assert copy["answers"][1]["response"] is None
        assert len(copy["traces"]) >= 14

    def test_nothing_is_left_after_erasure(self, db: Session, learner: Learner) -> None:
        give(db, learner, "------")

        erase_person(db, person_id=learner.person_id, now=NOW)

        assert db.query(PlacementSitting).count() == 0
        assert db.query(PlacementAnswer).count() == 0
