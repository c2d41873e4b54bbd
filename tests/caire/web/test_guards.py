"""Who may open a page, and what becomes of a form sent after the session had ended."""

from random import Random

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caire.people.account import Account, Visitor
from caire.web.guards import (
    WrongRole,
    administration_allowed,
    changes_allowed,
    signed_in,
    take_held_form,
)
from caire.web.redirects import safe_target
from tests.factories import make_person
from tests.support.browser import on_sqlite
from tests.support.client import PASSWORD, Page, PageClient

HERE = {"Sec-Fetch-Site": "same-origin"}
PAGE = "/test/page?q=2"


def account(*roles: str) -> Account:
    held = frozenset((role, 1 if role == "manager" else None) for role in roles)
    return Account(1, "a@b.fr", "A", "B", "fr", "x", 1, True, held)


@pytest.fixture
def desk(app: Flask, db: Session) -> PageClient:
    """A site with one page, whose form posts to an address that only takes forms."""
    app.add_url_rule("/test/page", "page", signed_in(lambda: repr(take_held_form())))
    app.add_url_rule("/test/answer", "answer", signed_in(lambda: "recorded"), methods=["POST"])
    make_person(db, email="lea@exemple.fr")
    db.commit()
    return PageClient(app)


def send(client: PageClient, fields: dict[str, str]) -> Page:
    return client.post(
        "/test/answer",
        fields,
        headers={"Referer": f"http://localhost{PAGE}", **HERE},
    )


@on_sqlite
class TestAFormOfAnEndedSession:
    def test_is_back_on_its_page_after_signing_in(self, desk: PageClient) -> None:
        sent = send(desk, {"response": "é" * 500, "csrf_token": "of the ended session"})
        assert sent.location == "/sign-in?next=/test/page?q%3D2"

        signed = desk.submit(sent.location, email="lea@exemple.fr", password=PASSWORD)
        assert signed.location == PAGE
        assert desk.get(PAGE).html == repr({"response": ["é" * 500]})

    def test_is_given_back_once_and_on_its_page_only(self, desk: PageClient) -> None:
        send(desk, {"response": "a"})
        desk.sign_in("lea@exemple.fr")

        assert desk.get("/test/page?q=3").html == "{}"
        assert desk.get(PAGE).html == "{'response': ['a']}"
        assert desk.get(PAGE).html == "{}"

    def test_is_not_recorded_by_itself(self, desk: PageClient) -> None:
        page = send(desk, {"response": "a"})

        assert page.status == 303
        assert "recorded" not in page.html

    def test_never_leaves_a_password_in_a_cookie(self, desk: PageClient, app: Flask) -> None:
        send(desk, {"response": "a", "password": "secret", "current": "secret"})
        with desk.http.session_transaction() as kept:
            assert kept["held_form"]["fields"] == {"response": ["a"]}

    def test_is_let_go_when_it_is_too_long_for_a_cookie(self, desk: PageClient) -> None:
        page = send(desk, {"response": Random(1).randbytes(3_000).hex()})

        assert page.location == "/sign-in?next=/test/page?q%3D2"
        with desk.http.session_transaction() as kept:
            assert "held_form" not in kept

    def test_is_not_held_for_another_site(self, desk: PageClient) -> None:
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://bad.example"},
            {},
        ):
            page = desk.post("/test/answer", {"response": "planted"}, headers=headers)
            assert page.status == 400
            assert "Formulaire expiré" in page.text
            assert "Set-Cookie" not in page.response.headers

    def test_is_held_for_browsers_that_only_name_the_origin(self, desk: PageClient) -> None:
        page = desk.post("/test/answer", {"a": "b"}, headers={"Origin": "http://localhost"})

        assert page.location == "/sign-in"

    def test_does_not_spare_who_is_signed_in_the_token(self, desk: PageClient) -> None:
        desk.sign_in("lea@exemple.fr")

        assert send(desk, {"response": "a"}).status == 400


@on_sqlite
class TestAPageForOthers:
    @pytest.mark.parametrize(
        ("address", "said"),
        [
            ("/admin/", "réservée à l’administration"),
            ("/organisation/", "réservée aux gestionnaires"),
            ("/train/", "réservée aux personnes qui animent"),
        ],
    )
    def test_explains_who_it_is_for(
        self, client: PageClient, db: Session, address: str, said: str
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        assert client.get(address).location == f"/sign-in?next={address}"
        client.sign_in("lea@exemple.fr")
        page = client.get(address)

        assert page.status == 403
        assert said in page.text
        assert "Vous utilisez le compte de Léa Martin." in page.text


class TestChanging:
    def test_is_not_for_who_may_only_read(self) -> None:
        with pytest.raises(WrongRole):
            changes_allowed(account("auditor"))
        for roles in (("admin",), ("trainer",), ("auditor", "trainer"), ("auditor", "manager")):
            changes_allowed(account(*roles))

    def test_the_administration_is_for_administrators_alone(self) -> None:
        administration_allowed(account("admin", "auditor"))
        for roles in (("auditor",), ("auditor", "trainer"), ("auditor", "manager"), ("manager",)):
            with pytest.raises(WrongRole):
                administration_allowed(account(*roles))

    def test_is_nothing_for_a_visitor(self) -> None:
        visitor = Visitor()

        assert not visitor.is_admin
        assert not visitor.manages(1)


class TestAnAddressToReturnTo:
    @pytest.mark.parametrize("address", ["/", "/learn/aware/s1?item=a#feedback", "/a/%2F%2Fb"])
    def test_is_one_of_ours(self, address: str) -> None:
        assert safe_target(address) == address

    @pytest.mark.parametrize(
        "address",
        [None, "", "learn", "https://bad.example/", "//bad.example", "///bad.example",
         "/\\bad.example", "\\\\bad.example", "/\t/bad.example", "/\n/bad.example", "/a b",
         " //bad.example", "javascript:alert(1)", "/a\\..\\b", "/" + "a" * 1000, "/\x00"],
    )  # fmt: skip
    def test_is_never_one_of_another_site(self, address: str | None) -> None:
        assert safe_target(address) is None
