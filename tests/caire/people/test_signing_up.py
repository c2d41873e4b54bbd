"""An account begins: the address is confirmed by who received the mail and chose the password."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.people.models import Person
from caire.people.queries import known_account
from tests.caire.people.scene import OTHER_PASSWORD, kinds, last_link, mails, person_of, sign_up
from tests.factories import make_person
from tests.support.browser import on_sqlite
from tests.support.client import PASSWORD, PageClient


class TestSigningUp:
    def test_writes_to_the_address_and_says_so(self, app: Flask, client: PageClient) -> None:
        page = client.follow(sign_up(client, email="Lea@EXEMPLE.fr"))

        assert "Nous venons de vous écrire" in page.text
        assert [(m.recipient, m.template) for m in mails(app)] == [
            ("lea@exemple.fr", "confirm_address")
        ]

    def test_shows_the_same_page_for_a_known_address(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        unknown = client.follow(sign_up(client, email="new@exemple.fr"))
        make_person(db, email="lea@exemple.fr")
        db.commit()

        known = client.follow(sign_up(client))

        assert known.text == unknown.text
        assert kinds(app)[-1] == "address_already_registered"
        assert person_of(db, "lea@exemple.fr").family_name == "Martin"

    def test_adds_one_person_for_one_address(self, client: PageClient, db: Session) -> None:
        sign_up(client)
        sign_up(client, email="LEA@exemple.fr")

        assert db.scalar(select(func.count()).select_from(Person)) == 1

    def test_gives_the_account_to_the_last_who_signed_up(
        self, app: Flask, client: PageClient
    ) -> None:
        """Who prepares an account for somebody else's address gets nothing from it."""
        sign_up(client, given_name="Voleur", password=OTHER_PASSWORD)
        first = last_link(app)
        sign_up(client)

        assert client.get(first).status == 422
        stolen = client.submit(last_link(app), password=OTHER_PASSWORD)
        assert "Ce n’est pas le mot de passe choisi" in stolen.text
        assert client.submit(last_link(app), password=PASSWORD).location == "/learn/"
        assert "Léa Dupont" in client.get("/account/").text

    def test_keeps_the_last_message_good_when_it_may_write_no_more(
        self, app: Flask, client: PageClient
    ) -> None:
        for _time in range(5):
            sign_up(client)
        link = last_link(app)
        sign_up(client, password=OTHER_PASSWORD)

        assert len(mails(app)) == 5
        assert client.submit(link, password=PASSWORD).status == 303


@on_sqlite
class TestFillingInTheForm:
    @pytest.mark.parametrize(
        ("field", "typed", "said"),
        [
            ("given_name", "", "Indiquez votre prénom."),
            ("given_name", "https://mechant.example", "Écrivez ce nom avec des lettres"),
            ("family_name", "x" * 61, "60 signes au plus"),
            ("email", "lea@", "Ce n’est pas une adresse complète."),
            ("email", "lea@exemple.fr\nBcc: a@b.fr", "Ce n’est pas une adresse complète."),
            ("password", "court", "Il faut au moins 12 signes"),
            ("password", "leadupont-leadupont", "Il contient votre nom"),
            ("consent", "", "Cochez cette case"),
        ],
    )
    def test_says_which_field_is_wrong_and_keeps_the_rest(
        self, app: Flask, client: PageClient, field: str, typed: str, said: str
    ) -> None:
        page = sign_up(client, **{"given_name": "Maëlys", field: typed})

        assert page.status == 422
        assert said in page.text
        assert ('value="Maëlys"' in page.html) == (field != "given_name")
        assert PASSWORD not in page.html
        assert mails(app) == []


class TestConfirming:
    def test_needs_the_link_and_the_password(self, app: Flask, client: PageClient) -> None:
        sign_up(client)
        wrong = client.submit(last_link(app), password=OTHER_PASSWORD)
        right = client.submit(last_link(app), password=PASSWORD)

        assert "Ce n’est pas le mot de passe choisi" in wrong.text
        assert "Bonjour Léa" in client.follow(right).text

    def test_changes_nothing_when_a_mail_program_opens_the_link(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        sign_up(client)

        assert client.get(last_link(app)).status == 200
        assert not person_of(db, "lea@exemple.fr").is_confirmed

    def test_works_once(self, app: Flask, client: PageClient) -> None:
        sign_up(client)
        client.submit(last_link(app), password=PASSWORD)
        again = client.get(last_link(app))

        assert again.status == 422
        assert "Ce lien ne fonctionne plus" in again.text
        assert "/sign-up/sent" in again.html
        assert "/password/forgotten" in again.html

    def test_is_needed_to_sign_in(self, app: Flask, client: PageClient) -> None:
        sign_up(client)
        page = client.submit("/sign-in", email="lea@exemple.fr", password=PASSWORD)

        assert "Votre adresse n’est pas encore confirmée" in page.text
        assert client.get("/account/").status == 303

    def test_is_not_told_to_who_does_not_know_the_password(self, client: PageClient) -> None:
        sign_up(client)
        page = client.submit("/sign-in", email="lea@exemple.fr", password=OTHER_PASSWORD)

        assert "confirmée" not in page.text

    def test_is_asked_for_again_without_saying_who_has_an_account(
        self, app: Flask, client: PageClient
    ) -> None:
        sign_up(client)
        known = client.follow(client.submit("/sign-up/sent", email="lea@exemple.fr"))
        unknown = client.follow(client.submit("/sign-up/sent", email="nobody@exemple.fr"))

        assert kinds(app) == ["confirm_address", "confirm_address"]
        assert known.text == unknown.text

    def test_gives_a_learner_account(self, app: Flask, client: PageClient, db: Session) -> None:
        sign_up(client)
        client.submit(last_link(app), password=PASSWORD)
        account = known_account(db, person_of(db, "lea@exemple.fr").id)

        assert account.roles == {("learner", None)}
        assert account.email_confirmed
