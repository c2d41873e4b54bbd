"""The pages of dossiers, as the learner and her trainers meet them."""

import pytest
from sqlalchemy.orm import Session

from caire.dossiers.models import Dossier
from caire.people.account import Account
from caire.people.queries import known_account
from tests.caire.dossiers.scene import PLACES, SECRET_WORDS, Scene, deposit, mark
from tests.factories import NOW
from tests.support.client import PageClient
from tests.support.clock import set_clock
from tests.support.later_level import write

MINE, LIST = "/learn/aware/dossier", "/train/dossiers/"


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch).move_to(NOW)


@pytest.fixture
def dossier(db: Session, scene: Scene) -> Dossier:
    return deposit(db, scene)


def at(dossier: Dossier) -> str:
    return f"{LIST}{dossier.id}"


def sign_in(db: Session, client: PageClient, account: Account) -> None:
    """What the test prepared is there, then the person signs in."""
    db.commit()
    client.sign_in(account.email)


def as_learner(db: Session, client: PageClient, scene: Scene) -> None:
    sign_in(db, client, known_account(db, scene.learner.person_id))


def form(*given: int, said: str = "La phrase deux le montre.") -> dict[str, str]:
    names = [f"{part}-{criterion}" for part, criterion in PLACES]
    marks = {f"mark-{name}": str(mark) for name, mark in zip(names, given, strict=True)}
    return marks | {f"comment-{name}": said for name in names}


class TestLearner:
    def test_says_what_is_missing_before_a_deposit(
        self, db: Session, client: PageClient, scene: Scene
    ) -> None:
        write(db, scene.learner)
        as_learner(db, client, scene)

        page = client.get(MINE)

        assert "Il manque un volet" in page.text
        assert "Déposer mon dossier" not in page.text
        assert "Est-ce vrai" in page.text

    def test_deposits_and_waits(self, db: Session, client: PageClient, scene: Scene) -> None:
        write(db, scene.learner, SECRET_WORDS, deux="La suite.")
        as_learner(db, client, scene)

        client.submit(MINE)
        page = client.get(MINE)

        assert "à noter" in page.text
        assert "Elle attend d’être lue." in page.text

    def test_reads_the_mark_and_the_comment_of_each_criterion(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        mark(db, scene, dossier, scene.first, 1, 1, 1, 1)
        as_learner(db, client, scene)

        page = client.get(MINE)

        assert "4 sur 12 points." in page.text
        assert page.text.count("La phrase deux le montre.") == 4
        assert "Demander une deuxième lecture" in page.text
        assert "Déposer la version 2" in page.text

    def test_does_not_read_a_first_mark_that_decides_nothing(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        mark(db, scene, dossier, scene.first, 2, 2, 2, 1)
        as_learner(db, client, scene)

        page = client.get(MINE)

        assert "Une deuxième personne la note" in page.text
        assert "La phrase deux" not in page.text

    def test_asks_for_a_second_marking(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        mark(db, scene, dossier, scene.first, 1, 1, 1, 1)
        as_learner(db, client, scene)

        client.submit(f"{MINE}/second", page=MINE)

        assert "deuxième lecture" in client.get(MINE).text

    def test_is_led_there_from_the_conditions_of_the_certificate(
        self, db: Session, client: PageClient, scene: Scene
    ) -> None:
        as_learner(db, client, scene)

        assert MINE in client.get("/learn/aware/why").html

    def test_strangers_do_not_enter(self, client: PageClient) -> None:
        assert client.get(MINE).location == f"/sign-in?next={MINE}"


class TestTrainer:
    def test_lists_what_waits_without_a_name(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        sign_in(db, client, scene.first)

        page = client.get(LIST)

        assert at(dossier) in page.html
        assert "Ilyes" not in page.text
        assert LIST in client.get("/train/").html

    def test_marks_and_finds_her_marks_again(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        sign_in(db, client, scene.first)
        shown = client.get(at(dossier))

        client.submit(at(dossier), **form(3, 3, 3, 2))
        page = client.get(at(dossier))

        assert SECRET_WORDS in shown.text
        assert "Votre note : 11 sur 12 points" in page.text

    def test_keeps_what_was_typed_when_a_comment_is_missing(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        sign_in(db, client, scene.first)
        given = form(3, 3, 3, 2) | {"comment-p2-situe": " "}

        page = client.submit(at(dossier), **given)

        assert page.status == 422
        assert "Il y a 1 point à corriger" in page.text
        assert 'href="#mark-p2-situe"' in page.html
        assert page.html.count("La phrase deux le montre.") == 3

    def test_the_second_one_does_not_see_the_first_marks(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        mark(db, scene, dossier, scene.first, 2, 2, 2, 1)
        sign_in(db, client, scene.second)

        page = client.get(at(dossier))

        assert "Deuxième lecture" in page.text
        assert "La phrase deux" not in page.text

    def test_two_agree_in_writing(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        mark(db, scene, dossier, scene.first, 2, 2, 2, 1)
        mark(db, scene, dossier, scene.second, 3, 2, 2, 2)
        sign_in(db, client, scene.first)
        where = at(dossier)

        client.submit(f"{where}/proposal", page=where, kept="2", reason="La phrase cinq.")
        other = PageClient(client.app)
        other.sign_in(scene.second.email)
        read = other.get(where)
        other.submit(f"{where}/agreement", page=where, kept="2")

        assert "La proposition de l’autre personne" in read.text
        assert "Accord écrit : La phrase cinq." in other.get(where).text

    def test_a_stranger_and_a_learner_do_not_enter(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        sign_in(db, client, scene.stranger)
        assert client.get(at(dossier)).status == 404
        posted = client.submit(at(dossier), page=LIST, **form(3, 3, 3, 3))
        assert posted.status == 404

        learner = PageClient(client.app)
        as_learner(db, learner, scene)
        assert learner.get(LIST).status == 403
