"""The pages where an attempt is reopened, and what the learner reads of it."""

import pytest
from sqlalchemy.orm import Session

from caire.people.account import Account
from caire.people.queries import known_account
from tests.caire.attempts.conftest import Failed
from tests.factories import NOW, make_person
from tests.support.client import PageClient
from tests.support.clock import set_clock

LIST, EXAM = "/train/attempts/", "/learn/aware/exam"
REASON = "Coupure de réseau pendant la dernière tentative."


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch).move_to(NOW)


def at(db: Session, failed: Failed) -> str:
    return f"{LIST}{failed.learner.path(db).enrolment.id}"


def sign_in(db: Session, client: PageClient, account: Account) -> None:
    db.commit()
    client.sign_in(account.email)


class TestTrainer:
    def test_finds_the_learner_and_opens_an_attempt(
        self, db: Session, client: PageClient, failed: Failed
    ) -> None:
        where = at(db, failed)
        sign_in(db, client, failed.trainer)

        before = client.get("/train/").text
        listed = client.get(LIST)
        posted = client.submit(where, reason=REASON)

        assert "Tentatives à rouvrir 1" in before
        assert "Tentatives à rouvrir 0" in client.get("/train/").text
        assert LIST in client.get("/train/").html
        assert where in listed.html
        assert "peut être rouverte" in listed.text
        assert posted.status == 303
        assert REASON in client.get(where).text

    def test_writes_a_reason(self, db: Session, client: PageClient, failed: Failed) -> None:
        where = at(db, failed)
        sign_in(db, client, failed.trainer)

        page = client.submit(where, reason=" ")

        assert page.status == 422
        assert "Écrivez le motif" in page.text

    def test_is_told_that_it_was_done_already(
        self, db: Session, client: PageClient, failed: Failed
    ) -> None:
        where = at(db, failed)
        sign_in(db, client, failed.trainer)
        opened = client.get(where)
        client.submit(where, reason=REASON)

        again = client.submit(where, page=LIST, reason=REASON)

        assert "Ouvrir une tentative" in opened.text
        assert again.status == 409

    def test_does_not_see_the_learners_of_others(
        self, db: Session, client: PageClient, failed: Failed
    ) -> None:
        where = at(db, failed)
        sign_in(db, client, failed.stranger)

        assert client.get(where).status == 404
        assert "Ilyes" not in client.get(LIST).text


class TestAuditor:
    def test_reads_and_changes_nothing(
        self, db: Session, client: PageClient, failed: Failed
    ) -> None:
        sign_in(db, client, make_person(db, role="auditor", now=NOW))

        assert client.get(LIST).status == 200
        assert client.submit(at(db, failed), page=LIST, reason=REASON).status == 403


class TestLearner:
    def test_reads_why_an_attempt_is_open(
        self, db: Session, client: PageClient, failed: Failed
    ) -> None:
        where = at(db, failed)
        sign_in(db, client, failed.trainer)
        client.submit(where, reason=REASON)
        hers = PageClient(client.app)
        sign_in(db, hers, known_account(db, failed.learner.person_id))

        page = hers.get(EXAM)

        assert "Une tentative de plus vous est ouverte" in page.text
        assert REASON in page.text
        assert "Votre plan de reprise" in page.text

    def test_is_promised_no_attempt_when_all_are_used(
        self, db: Session, client: PageClient, failed: Failed
    ) -> None:
        sign_in(db, client, known_account(db, failed.learner.person_id))

        home = client.get("/learn/")

        assert "Une nouvelle tentative est-elle possible ?" in home.text
        assert "avant une nouvelle tentative" not in home.text
        assert f'href="{EXAM}"' in home.html

    def test_does_not_open_it_herself(
        self, db: Session, client: PageClient, failed: Failed
    ) -> None:
        where = at(db, failed)
        sign_in(db, client, known_account(db, failed.learner.person_id))

        assert "elle peut rouvrir une tentative" in client.get(EXAM).text
        assert client.get(LIST).status == 403
        assert client.submit(where, page=EXAM, reason=REASON).status == 403
