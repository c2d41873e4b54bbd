"""Every refusal is a page that explains, in the visitor's language; JSON for programs."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from caire.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from caire.web.database import current_db
from caire.web.errors import sentence_of, status_of
from tests.factories import make_person
from tests.support.browser import on_sqlite
from tests.support.client import PageClient

ENGLISH = {"Accept-Language": "en"}


class SeatTaken(Conflict):
    code = "seat_taken"


def broken() -> str:
    raise RuntimeError("the secret of the house is 42")


def broken_query() -> str:
    current_db().execute(text("SELECT nothing FROM nowhere"))
    return ""


@pytest.fixture
def client(app: Flask) -> PageClient:
    app.add_url_rule("/test/broken", "broken", broken)
    app.add_url_rule("/test/broken-query", "broken_query", broken_query)
    return PageClient(app)


@on_sqlite
class TestAnErrorPage:
    @pytest.mark.parametrize(
        ("method", "address", "status", "title"),
        [
            ("GET", "/nope", 404, "Page introuvable"),
            ("POST", "/health/live", 405, "Adresse mal utilisée"),
            ("POST", "/sign-out", 400, "Formulaire expiré"),
            ("GET", "/confirm/x", 422, "Ce lien ne fonctionne plus"),
            ("GET", "/test/broken", 500, "Une erreur de notre côté"),
        ],
    )
    def test_says_what_happened_and_what_to_do(
        self, client: PageClient, method: str, address: str, status: int, title: str
    ) -> None:
        opened = client.get if method == "GET" else client.post
        page = opened(address)
        english = opened(address, headers=ENGLISH)

        assert (page.status, english.status) == (status, status)
        assert title in page.text
        assert "Que faire ?" in page.text
        assert 'href="/sign-in"' in page.html
        assert '<html lang="fr">' in page.html
        assert '<html lang="en">' in english.html

    def test_names_the_methods_that_an_address_takes(self, client: PageClient) -> None:
        assert "GET" in client.post("/health/live").response.headers["Allow"]

    def test_is_json_for_programs(self, client: PageClient) -> None:
        for answer in (
            client.get("/api/nope"),
            client.get("/nope", headers={"Accept": "application/json"}),
        ):
            assert answer.status == 404
            assert answer.response.json == {
                "error": "http_404",
                "message": "Cette page n’existe pas, ou elle n’est pas accessible avec votre "
                "compte.",
            }

    def test_tells_nothing_of_the_inside_and_the_log_no_values(
        self, client: PageClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        page = client.get("/test/broken")
        logged = capsys.readouterr()

        assert "secret" not in page.html
        assert "unexpected error" in logged.err
        assert "RuntimeError" in logged.err
        assert "locals" not in logged.err

    def test_has_a_way_on_for_who_is_signed_in(self, client: PageClient, db: Session) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        client.sign_in("lea@exemple.fr")

        assert 'href="/learn/"' in client.get("/nope").html

    @pytest.mark.parametrize(
        "address",
        ["/outbox/99999999999999999999", "/admin/people/99999999999999999999", "/%00", "/\u202e"],
    )
    def test_stands_for_whatever_is_typed(self, client: PageClient, address: str) -> None:
        assert client.get(address).status in (303, 404)


class TestADatabaseThatFails:
    def test_gives_the_page_of_who_is_signed_in(self, client: PageClient, db: Session) -> None:
        """A failed statement ends the transaction: the page needs another one."""
        make_person(db, email="lea@exemple.fr")
        db.commit()
        client.sign_in("lea@exemple.fr")
        page = client.get("/test/broken-query")

        assert page.status == 500
        assert "Une erreur de notre côté" in page.text
        assert "Se déconnecter" in page.text

    def test_gives_a_page_even_when_it_is_gone(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        client.sign_in("lea@exemple.fr")
        db.execute(text("ALTER TABLE person RENAME TO person_gone"))
        db.commit()
        page = client.get("/learn/")

        assert page.status == 500
        assert "Une erreur de notre côté" in page.text


class TestARefusal:
    def test_has_the_status_of_the_nearest_kind(self) -> None:
        expected = {SeatTaken: 409, NotFound: 404, NotAllowed: 403, Invalid: 422, Refusal: 400}

        assert {kind: status_of(kind()) for kind in expected} == expected

    @on_sqlite
    def test_reads_the_sentence_of_the_nearest_kind(self, app: Flask) -> None:
        with app.test_request_context():
            assert sentence_of(SeatTaken()) == sentence_of(Conflict())
            assert sentence_of(NotFound()) != sentence_of(Refusal())
