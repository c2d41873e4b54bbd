"""My account: what I change, what I take with me, what I have erased."""

import io
import json
import zipfile

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.db import transaction
from caire.errors import NotFound
from caire.messaging.models import Mail
from caire.people import exporters
from caire.people.account import Account
from caire.people.models import Person, RoleGrant, Throttle
from caire.people.queries import account, person_by_email, search_people
from caire.people.services import erase_person, export_person
from tests.caire.people.scene import OTHER_PASSWORD, person_of
from tests.factories import NOW, make_person
from tests.support.browser import on_sqlite
from tests.support.client import PASSWORD, PageClient


@pytest.fixture
def lea(db: Session, client: PageClient) -> Account:
    """Signed in."""
    lea = make_person(db, email="lea@exemple.fr")
    db.commit()
    client.sign_in("lea@exemple.fr")
    return lea


class TestChangingMyAccount:
    def test_corrects_my_name(self, client: PageClient, lea: Account, db: Session) -> None:
        page = client.submit(
            "/account/profile", given_name=" Léa  Rose ", family_name="D’Arc", locale="fr"
        )

        assert "Léa Rose D’Arc" in client.follow(page).text
        assert [row.id for row in search_people(db, text="rose darc lea").rows] == []
        assert [row.id for row in search_people(db, text="ROSE d’arc lea").rows] == [lea.id]

    @on_sqlite
    def test_speaks_my_language_from_now_on(self, client: PageClient, lea: Account) -> None:
        client.submit("/account/profile", given_name="Léa", family_name="Dupont", locale="en")

        assert '<html lang="en">' in client.get("/account/").html

    def test_changes_my_password_and_closes_other_sessions(
        self, app: Flask, client: PageClient, lea: Account
    ) -> None:
        elsewhere = PageClient(app)
        elsewhere.sign_in("lea@exemple.fr")
        page = client.submit("/account/password", current=PASSWORD, password=OTHER_PASSWORD)

        assert "Votre mot de passe est changé." in client.follow(page).text
        assert elsewhere.get("/account/").status == 303
        elsewhere.sign_in("lea@exemple.fr", OTHER_PASSWORD)

    @on_sqlite
    def test_asks_for_the_current_password(self, client: PageClient, lea: Account) -> None:
        page = client.submit("/account/password", current="wrong", password=OTHER_PASSWORD)

        assert page.status == 422
        assert "Ce n’est pas votre mot de passe actuel." in page.text

    @on_sqlite
    def test_does_not_let_a_stolen_session_guess_the_password(
        self, client: PageClient, lea: Account
    ) -> None:
        for _attempt in range(8):
            client.submit("/account/erase", current="wrong", sure="y")
        page = client.submit("/account/erase", current=PASSWORD, sure="y")

        assert "Trop d’essais en peu de temps." in page.text


class TestTakingMyData:
    def test_gives_an_archive_for_people_and_for_programs(
        self, client: PageClient, lea: Account
    ) -> None:
        sent = client.get("/account/data.zip").response
        with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
            data = json.loads(archive.read("data.json"))
            page = archive.read("index.html").decode()

        assert sent.mimetype == "application/zip"
        assert sent.headers["Cache-Control"] == "private, no-store"
        assert data["format"] == "caire.person.v1"
        assert data["account"]["email"] == "lea@exemple.fr"
        assert {"learning", "certificates", "messages"} <= set(data)
        assert "lea@exemple.fr" in page

    def test_holds_no_secret(self, db: Session, app: Flask, lea: Account) -> None:
        person = person_of(db, "lea@exemple.fr")
        exported = json.dumps(export_person(db, person_id=lea.id, now=NOW))

        assert person.password_hash is not None
        assert person.password_hash not in exported

    def test_is_for_who_is_signed_in(self, app: Flask) -> None:
        assert PageClient(app).get("/account/data.zip").location is not None


class TestErasingMyAccount:
    def test_needs_the_password_and_a_word(self, client: PageClient, lea: Account) -> None:
        assert client.submit("/account/erase", current="wrong", sure="y").status == 422
        assert client.submit("/account/erase", current=PASSWORD).status == 422
        assert "Mon compte" in client.get("/account/").text

    def test_leaves_nothing_that_names_me(
        self, client: PageClient, lea: Account, db: Session
    ) -> None:
        client.submit("/password/forgotten", email="lea@exemple.fr")
        page = client.follow(client.submit("/account/erase", current=PASSWORD, sure="y"))
        db.rollback()
        person = db.get_one(Person, lea.id)

        assert "Votre compte est effacé." in page.text
        assert person.display_name == person.search_text == ""
        assert person.email.endswith("@erased.invalid")
        assert person.actor_name != lea.actor_name
        assert (person.password_hash, person.last_seen_at) == (None, None)
        assert db.scalar(select(func.count()).select_from(Mail)) == 0
        assert db.scalar(select(func.count()).select_from(RoleGrant)) == 0
        assert db.scalars(select(Throttle.attempts).where(Throttle.attempts > 3)).all() == []

    def test_ends_every_session_and_the_sign_in(
        self, app: Flask, client: PageClient, lea: Account
    ) -> None:
        elsewhere = PageClient(app)
        elsewhere.sign_in("lea@exemple.fr")
        client.submit("/account/erase", current=PASSWORD, sure="y")

        assert elsewhere.get("/account/").status == 303
        again = elsewhere.submit("/sign-in", email="lea@exemple.fr", password=PASSWORD)
        assert "Adresse ou mot de passe incorrect" in again.text

    def test_hides_me_from_every_list(self, lea: Account, db: Session, app: Flask) -> None:
        with transaction(db):
            erase_person(db, person_id=lea.id, now=utcnow())

        assert account(db, lea.id) is None
        assert person_by_email(db, "lea@exemple.fr") is None
        assert search_people(db, text="").total == 0
        with pytest.raises(NotFound):
            erase_person(db, person_id=lea.id, now=utcnow())

    def test_frees_the_address_for_a_new_account(self, lea: Account, db: Session) -> None:
        with transaction(db):
            erase_person(db, person_id=lea.id, now=utcnow())

        assert make_person(db, email="lea@exemple.fr").id != lea.id

    @on_sqlite
    def test_says_beforehand_what_the_law_keeps(
        self, client: PageClient, lea: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(exporters, "_keepers", dict(exporters._keepers))
        exporters.register_kept(exporters.ATTENDANCE, lambda db, person_id: 2)
        exporters.register_kept(exporters.CERTIFICATES, lambda db, person_id: 1)
        page = client.get("/account/erase")

        assert "Ce que la loi nous oblige à garder" in page.text
        assert "2 feuilles d’émargement" in page.text
        assert "1 certificat délivré" in page.text

    def test_has_an_explanation_for_each_kind_that_is_kept(self) -> None:
        with pytest.raises(ValueError, match="KINDS_KEPT"):
            exporters.register_kept("secrets", lambda db, person_id: 1)
