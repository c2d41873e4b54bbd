"""The pages of dossiers, as the learner and her trainers meet them."""

import pytest
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.cohorts.services import acknowledge_support
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

        assert "déposé, en attente de relecture" in page.text
        assert "un message vous préviendra quand le résultat sera donné" in page.text

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

        assert "en cours de relecture" in page.text
        assert "une deuxième personne doit la lire sans voir la première note" in page.text
        assert "La phrase deux" not in page.text

    def test_asks_for_a_second_marking(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        mark(db, scene, dossier, scene.first, 1, 1, 1, 1)
        as_learner(db, client, scene)

        client.submit(f"{MINE}/second", page=MINE)

        assert "en cours de relecture" in client.get(MINE).text

    def test_is_led_there_from_the_conditions_of_the_certificate(
        self, db: Session, client: PageClient, scene: Scene
    ) -> None:
        as_learner(db, client, scene)

        assert MINE in client.get("/learn/aware/why").html

    @pytest.mark.parametrize("where", ["/learn/aware/why", "/learn/aware/", MINE])
    def test_reads_where_it_is_and_what_comes_next(
        self, db: Session, client: PageClient, scene: Scene, where: str
    ) -> None:
        path = scene.learner.path(db)
        acknowledge_support(db, enrolment_id=path.enrolment.id, version="1", now=NOW)
        as_learner(db, client, scene)
        told = [client.get(where).text]
        for given in ((1, 1, 1, 1), (3, 3, 3, 3)):
            dossier = deposit(db, scene)
            db.commit()
            told.append(client.get(where).text)
            mark(db, scene, dossier, scene.first, *given)
            db.commit()
            told.append(client.get(where).text)

        words = ("brouillon", "en attente de relecture", "à reprendre", "en attente", "accepté")
        assert [word in text.lower() for word, text in zip(words, told, strict=True)] == [True] * 5
        assert "Version 1, déposée le 1er décembre 2026." in told[1]
        assert "puis déposez la version 2." in told[2]

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
        agenda = client.get("/train/")
        assert LIST in agenda.html
        assert "Dossiers à noter 1" in agenda.text

    def test_finds_apart_what_nobody_nearer_can_mark(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        db.get_one(Enrolment, dossier.enrolment_id).organisation_id = None
        sign_in(db, client, scene.stranger)

        page = client.get(LIST)
        client.submit(at(dossier), **form(3, 3, 3, 2))

        assert "Aucun dossier ne vous attend." in page.text
        assert "Dossiers à noter 0" in client.get("/train/").text
        assert "Ouverts à toute personne qui forme" in page.text
        assert at(dossier) in page.html
        assert "Votre note : 11 sur 12 points" in client.get(at(dossier)).text

    def test_marks_and_finds_her_marks_again(
        self, db: Session, client: PageClient, scene: Scene, dossier: Dossier
    ) -> None:
        sign_in(db, client, scene.first)
        shown = client.get(at(dossier))

        client.submit(at(dossier), **form(3, 3, 3, 2))
        page = client.get(at(dossier))

        assert "Dossiers à noter 0" in client.get("/train/").text
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
