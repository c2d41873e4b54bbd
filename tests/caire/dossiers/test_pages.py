"""The pages of dossiers, as the learner and her trainers meet them."""

import pytest
from sqlalchemy.orm import Session

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


def as_learner(db: Session, client: PageClient, scene: Scene) -> None:
    db.commit()
    client.sign_in(known_account(db, scene.learner.person_id).email)


def form(*given: int, said: str = "La phrase deux le montre.") -> dict[str, str]:
    found = {}
    for (part, criterion), value in zip(PLACES, given, strict=True):
        found[f"mark-{part}-{criterion}"] = str(value)
        found[f"comment-{part}-{criterion}"] = said
    return found


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
        self, db: Session, client: PageClient, scene: Scene
    ) -> None:
        mark(db, scene, deposit(db, scene), scene.first, 1, 1, 1, 1)
        as_learner(db, client, scene)

        page = client.get(MINE)

        assert "4 sur 12 points." in page.text
        assert page.text.count("La phrase deux le montre.") == 4
        assert "Demander une deuxième lecture" in page.text
        assert "Déposer la version 2" in page.text

    def test_does_not_read_a_first_mark_that_decides_nothing(
        self, db: Session, client: PageClient, scene: Scene
    ) -> None:
        mark(db, scene, deposit(db, scene), scene.first, 2, 2, 2, 1)
        as_learner(db, client, scene)

        page = client.get(MINE)

        assert "Une deuxième personne la note" in page.text
        assert "La phrase deux" not in page.text

    def test_asks_for_a_second_marking(self, db: Session, client: PageClient, scene: Scene) -> None:
        mark(db, scene, deposit(db, scene), scene.first, 1, 1, 1, 1)
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
        self, db: Session, client: PageClient, scene: Scene
    ) -> None:
        dossier = deposit(db, scene)
        db.commit()
        client.sign_in(scene.first.email)

        page = client.get(LIST)

        assert f"{LIST}{dossier.id}" in page.html
        assert "Ilyes" not in page.text
        assert LIST in client.get("/train/").html

    def test_marks_and_finds_her_marks_again(
        self, db: Session, client: PageClient, scene: Scene
    ) -> None:
        dossier = deposit(db, scene)
        db.commit()
        client.sign_in(scene.first.email)
        shown = client.get(f"{LIST}{dossier.id}")

        client.submit(f"{LIST}{dossier.id}", **form(3, 3, 3, 2))
        page = client.get(f"{LIST}{dossier.id}")

        assert SECRET_WORDS in shown.text
        assert "Votre note : 11 sur 12 points" in page.text

    def test_keeps_what_was_typed_when_a_comment_is_missing(
        self, db: Session, client: PageClient, scene: Scene
    ) -> None:
        dossier = deposit(db, scene)
        db.commit()
        client.sign_in(scene.first.email)
        given = form(3, 3, 3, 2) | {"comment-p2-situe": " "}

        page = client.submit(f"{LIST}{dossier.id}", **given)

        assert page.status == 422
        assert "Il y a 1 point à corriger" in page.text
        assert 'href="#mark-p2-situe"' in page.html
        assert page.html.count("La phrase deux le montre.") == 3

    def test_the_second_one_does_not_see_the_first_marks(
        self, db: Session, client: PageClient, scene: Scene
    ) -> None:
        dossier = deposit(db, scene)
        mark(db, scene, dossier, scene.first, 2, 2, 2, 1)
        db.commit()
        client.sign_in(scene.second.email)

        page = client.get(f"{LIST}{dossier.id}")

        assert "Deuxième lecture" in page.text
        assert "La phrase deux" not in page.text

    def test_two_agree_in_writing(self, db: Session, client: PageClient, scene: Scene) -> None:
        dossier = deposit(db, scene)
        mark(db, scene, dossier, scene.first, 2, 2, 2, 1)
        mark(db, scene, dossier, scene.second, 3, 2, 2, 2)
        db.commit()
        where = f"{LIST}{dossier.id}"

        client.sign_in(scene.first.email)
        client.submit(f"{where}/proposal", page=where, kept="2", reason="La phrase cinq.")
        other = PageClient(client.app)
        other.sign_in(scene.second.email)
        read = other.get(where)
        other.submit(f"{where}/agreement", page=where, kept="2")

        assert "La proposition de l’autre personne" in read.text
        assert "Accord écrit : La phrase cinq." in other.get(where).text

    def test_a_stranger_and_a_learner_do_not_enter(
        self, db: Session, client: PageClient, scene: Scene
    ) -> None:
        dossier = deposit(db, scene)
        db.commit()
        client.sign_in(scene.stranger.email)
        assert client.get(f"{LIST}{dossier.id}").status == 404
        posted = client.submit(f"{LIST}{dossier.id}", page=LIST, **form(3, 3, 3, 3))
        assert posted.status == 404

        learner = PageClient(client.app)
        as_learner(db, learner, scene)
        assert learner.get(LIST).status == 403
