"""Pages of organisations: what an administrator, a manager, an auditor, a stranger may do."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.organisations.models import Organisation, Room, Site
from tests.factories import make_organisation, make_person, make_room
from tests.support.browser import on_sqlite
from tests.support.client import PageClient

pytestmark = on_sqlite

NEW = {
    "slug": "univ-exemple",
    "name": "Université d’Exemple",
    "kind": "institution",
    "siret": "732 829 320 00074",
    "nda": "",
    "uai": "",
    "reply_hours": "24",
}


@pytest.fixture
def admin(db: Session, app: Flask) -> PageClient:
    return client_of(db, app, "admin")


@pytest.fixture
def organisation(db: Session) -> Organisation:
    made = make_organisation(db, name="Mairie de Pau")
    db.commit()
    return made


def client_of(
    db: Session, app: Flask, role: str, organisation: Organisation | None = None
) -> PageClient:
    person = make_person(db, role=role, organisation_id=organisation.id if organisation else None)
    db.commit()
    client = PageClient(app)
    client.sign_in(person.email)
    return client


def settings_of(organisation: Organisation) -> str:
    return f"/organisation/{organisation.slug}/settings"


def fresh(db: Session) -> None:
    """End what this session reads, so that it sees what the pages did."""
    db.rollback()
    db.expire_all()


def reread(db: Session, slug: str) -> Organisation:
    fresh(db)
    return db.scalars(select(Organisation).where(Organisation.slug == slug)).one()


class TestAnAdministrator:
    def test_creates_an_institution_and_lands_where_its_places_are_added(
        self, db: Session, admin: PageClient
    ) -> None:
        sent = admin.submit("/admin/organisations/new", **NEW)
        assert (sent.status, sent.location) == (303, "/organisation/univ-exemple/settings")
        assert "Université d’Exemple" in admin.get("/admin/organisations/").text
        made = reread(db, "univ-exemple")
        assert (made.siret, made.nda, made.reply_hours) == ("73282932000074", None, 24)

    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("siret", "732 829 320 00075", "Ce numéro comporte une erreur de frappe"),
            ("siret", "1 84 12 76 451 089 46", "ressemble au numéro d’une personne"),
            ("nda", "123", "comporte 11 chiffres"),
            ("uai", "0211237", "comporte 7 chiffres et une lettre"),
            ("slug", "Univ Exemple", "lettres minuscules sans accent"),
            ("postcode", "!", "Le code postal comporte"),
            ("reply_hours", "0", "Le délai de réponse va de 1 à 720"),
            ("name", " ", "Ce champ est nécessaire"),
        ],
    )
    def test_reads_at_the_field_what_is_wrong_and_finds_what_she_typed(
        self, admin: PageClient, field: str, typed: str, sentence: str
    ) -> None:
        answer = admin.submit("/admin/organisations/new", **{**NEW, field: typed})
        assert answer.status == 422
        assert sentence in answer.text
        assert f'id="{field}-error"' in answer.html
        assert 'value="univ-exemple"' in answer.html or field == "slug"

    def test_may_confirm_a_uai_whose_letter_does_not_fit(
        self, db: Session, admin: PageClient
    ) -> None:
        wrong = {**NEW, "uai": "0211237A"}
        refused = admin.submit("/admin/organisations/new", **wrong)
        assert (refused.status, 'name="accept_other_uai_key"' in refused.html) == (422, True)
        admin.submit("/admin/organisations/new", **wrong, accept_other_uai_key="y")
        assert reread(db, "univ-exemple").uai == "0211237A"

    def test_is_told_that_a_short_name_is_taken(
        self, admin: PageClient, organisation: Organisation
    ) -> None:
        answer = admin.submit("/admin/organisations/new", **{**NEW, "slug": organisation.slug})
        assert (answer.status, "porte déjà le nom court" in answer.text) == (409, True)

    def test_edits_it_and_what_she_empties_is_emptied(self, db: Session, admin: PageClient) -> None:
        admin.submit("/admin/organisations/new", **NEW)
        page = "/admin/organisations/univ-exemple/edit"
        assert 'value="73282932000074"' in admin.get(page).html
        changed = {**NEW, "siret": "", "city": "Pau", "kind": "client"}
        assert admin.submit(page, **changed).status == 303
        made = reread(db, "univ-exemple")
        assert (made.siret, made.city, made.kind) == (None, "Pau", "client")

    def test_adds_a_site_then_a_room(
        self, db: Session, admin: PageClient, organisation: Organisation
    ) -> None:
        site = {"name": "Campus", "address": "1 rue A", "postcode": "64000", "city": "Pau"}
        base = f"/organisation/{organisation.slug}/sites"
        assert admin.submit(f"{base}/new", **site).status == 303
        again = admin.submit(f"{base}/new", **site)
        assert (again.status, "Un site porte déjà le nom" in again.text) == (409, True)
        site_id = db.scalars(select(Site.id)).one()
        rooms = f"{base}/{site_id}/rooms/new"
        assert admin.submit(rooms, name="Salle 1", capacity="501").status == 422
        assert admin.submit(rooms, name="Salle 1", capacity="16").status == 303
        assert admin.submit(rooms, name="Salle 1", capacity="12").status == 409
        assert "Salle 1" in admin.get(settings_of(organisation)).text

    def test_corrects_a_site_and_a_room(
        self, db: Session, admin: PageClient, organisation: Organisation
    ) -> None:
        room = make_room(db, organisation)
        other = make_room(db, organisation)
        db.commit()
        base = f"/organisation/{organisation.slug}"
        page = f"{base}/sites/{room.site_id}/edit"
        taken = db.get_one(Site, other.site_id).name
        site = {"name": taken, "address": "2 rue B", "postcode": "64000", "city": "Pau"}
        assert 'value="1 rue des Essais"' in admin.get(page).html
        assert admin.submit(page, **site).status == 409
        assert admin.submit(page, **{**site, "name": "Nord"}).status == 303
        page = f"{base}/rooms/{room.id}/edit"
        assert admin.submit(page, name="", capacity="8").status == 422
        assert admin.submit(page, name="Salle B", capacity="8").status == 303
        fresh(db)
        assert (room.name, room.capacity) == ("Salle B", 8)
        assert db.get_one(Site, room.site_id).name == "Nord"


class TestAManager:
    def test_changes_the_contacts_of_her_organisation_and_nothing_else_of_it(
        self, db: Session, app: Flask, organisation: Organisation
    ) -> None:
        client = client_of(db, app, "manager", organisation)
        page = settings_of(organisation)
        sent = client.submit(
            page, technical_contact="aide@pau.example", reply_hours="8", name="Autre nom"
        )
        assert sent.status == 303
        row = reread(db, organisation.slug)
        assert (row.technical_contact, row.reply_hours) == ("aide@pau.example", 8)
        assert row.name == "Mairie de Pau"

    def test_finds_the_settings_from_her_page(
        self, db: Session, app: Flask, organisation: Organisation
    ) -> None:
        client = client_of(db, app, "manager", organisation)
        page = client.get(f"/organisation/{organisation.slug}/")
        assert settings_of(organisation) in page.html

    def test_meets_another_organisation_as_if_it_did_not_exist(
        self, db: Session, app: Flask, organisation: Organisation
    ) -> None:
        client = client_of(db, app, "manager", make_organisation(db))
        for path in ("settings", "sites/new", "sites/1/rooms/new", "rooms/1/edit"):
            assert client.get(f"/organisation/{organisation.slug}/{path}").status == 404
        assert client.get("/admin/organisations/").status == 403

    def test_touches_no_place_of_another_organisation(
        self, db: Session, app: Flask, organisation: Organisation
    ) -> None:
        other = make_room(db, make_organisation(db))
        client = client_of(db, app, "manager", organisation)
        base = f"/organisation/{organisation.slug}"
        site = f"{base}/sites/{other.site_id}"
        for page in (f"{site}/rooms/new", f"{site}/edit", f"{base}/rooms/{other.id}/edit"):
            assert client.get(page).status == 404
        assert len(db.scalars(select(Room)).all()) == 1


class TestAnAuditor:
    def test_reads_everything_and_is_offered_no_change(
        self, db: Session, app: Flask, organisation: Organisation
    ) -> None:
        client = client_of(db, app, "auditor")
        for path in ("/admin/organisations/", settings_of(organisation)):
            page = client.get(path)
            assert page.status == 200
            assert "/new" not in page.html
            assert "technical_contact" not in page.html

    def test_changes_nothing(self, db: Session, app: Flask, organisation: Organisation) -> None:
        client = client_of(db, app, "auditor")
        sent = client.submit(
            settings_of(organisation), page="/account/profile", technical_contact="x"
        )
        assert sent.status == 403
        for path in ("/admin/organisations/new", f"/organisation/{organisation.slug}/sites/new"):
            assert client.get(path).status == 403


class TestAStranger:
    @pytest.mark.parametrize("role", ["learner", "trainer"])
    def test_opens_no_page_of_organisations(
        self, db: Session, app: Flask, organisation: Organisation, role: str
    ) -> None:
        client = client_of(db, app, role)
        assert client.get("/admin/organisations/").status == 403
        assert client.get(settings_of(organisation)).status == 403
