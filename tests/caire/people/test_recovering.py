"""A password forgotten, or changed; an invitation accepted."""

from flask import Flask
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.db import transaction
from caire.people.models import Person
from caire.people.services import find_or_invite
from tests.caire.people.scene import OTHER_PASSWORD, kinds, last_link, mails, person_of, sign_up
from tests.factories import make_person
from tests.support.client import PASSWORD, PageClient


def invite(app: Flask, email: str = "lea@exemple.fr") -> tuple[Person, bool]:
    with app.extensions["caire"].sessions() as db, transaction(db):
        return find_or_invite(
            db, email=email, given_name="Léa", family_name="Dupont", locale="fr",
            organisation_name="Ville de Test", now=utcnow(),
        )  # fmt: skip


class TestForgettingAPassword:
    def test_chooses_another_by_a_link_and_ends_every_session(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        elsewhere = PageClient(app)
        elsewhere.sign_in("lea@exemple.fr")

        client.submit("/password/forgotten", email="LEA@exemple.fr")
        page = client.follow(client.submit(last_link(app), password=OTHER_PASSWORD))

        assert "Votre mot de passe est changé" in page.text
        assert elsewhere.get("/account/").status == 303
        elsewhere.sign_in("lea@exemple.fr", OTHER_PASSWORD)

    def test_says_the_same_of_an_unknown_address_and_writes_nothing(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        known = client.follow(client.submit("/password/forgotten", email="lea@exemple.fr"))
        unknown = client.follow(client.submit("/password/forgotten", email="no@exemple.fr"))

        assert known.text == unknown.text
        assert [mail.recipient for mail in mails(app)] == ["lea@exemple.fr"]

    def test_works_once_and_only_for_the_last_password(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        client.submit("/password/forgotten", email="lea@exemple.fr")
        first = last_link(app)
        client.submit("/password/forgotten", email="lea@exemple.fr")
        client.submit(last_link(app), password=OTHER_PASSWORD)

        assert client.get(first).status == 422
        assert client.get(last_link(app)).status == 422

    def test_lets_in_who_was_kept_out_by_somebody_elses_attempts(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        for _attempt in range(9):
            client.submit("/sign-in", email="lea@exemple.fr", password="wrong")
        client.submit("/password/forgotten", email="lea@exemple.fr")
        client.submit(last_link(app), password=OTHER_PASSWORD)
        client.submit("/sign-out", page="/account/")

        assert client.sign_in("lea@exemple.fr", OTHER_PASSWORD).location == "/learn/"

    def test_writes_at_most_five_messages_an_hour_to_one_address(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        for _time in range(7):
            client.submit("/password/forgotten", email="lea@exemple.fr")

        assert kinds(app) == ["reset_password"] * 5

    def test_confirms_the_address_of_who_never_did(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        sign_up(client)
        client.submit("/password/forgotten", email="lea@exemple.fr")
        client.submit(last_link(app), password=OTHER_PASSWORD)

        assert person_of(db, "lea@exemple.fr").is_confirmed

    def test_refuses_a_weak_password_and_keeps_the_link_good(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        client.submit("/password/forgotten", email="lea@exemple.fr")

        assert "au moins 12 signes" in client.submit(last_link(app), password="court").text
        assert client.submit(last_link(app), password=OTHER_PASSWORD).status == 303


class TestAcceptingAnInvitation:
    def test_opens_the_account_with_a_password_of_ones_own(
        self, app: Flask, client: PageClient
    ) -> None:
        invite(app)
        link = last_link(app)

        assert "Bienvenue, Léa" in client.get(link).text
        page = client.follow(client.submit(link, password=PASSWORD))

        assert "Votre compte est prêt." in page.text
        assert client.get(link).status == 422

    def test_reaches_a_known_person_only_as_what_she_is(self, app: Flask, db: Session) -> None:
        known = make_person(db, email="lea@exemple.fr")
        db.commit()
        person, invited = invite(app, "Lea@Exemple.FR")

        assert (person.id, invited) == (known.id, False)
        assert person.family_name == "Martin"
        assert mails(app) == []

    def test_is_sent_again_to_who_signs_up_with_the_address(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        """Her organisation chose her name; the stranger's password is not taken."""
        invite(app)
        sign_up(client, given_name="Voleur")

        assert kinds(app) == ["invitation", "invitation"]
        person = person_of(db, "lea@exemple.fr")
        assert (person.given_name, person.password_hash) == ("Léa", None)
