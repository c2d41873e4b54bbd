"""Pages of administrators, trainers and learners, and the files of packages."""

import os
from dataclasses import replace
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from caire.app import create_app
from caire.clock import utcnow
from caire.cmi5 import vocabulary as v
from caire.cmi5.fault_sentences import fault_sentences
from caire.cmi5.faults import FAULTS
from caire.cmi5.models import PackagedCourse, UnitSession, UnitState
from caire.cmi5.starting import PATIENCE
from caire.config import Cmi5Config
from caire.db import transaction
from caire.learning.queries import path_of
from caire.lrs.queries import statements_of_registration
from caire.workshops.services.booking import book_seat
from tests.caire.cmi5.conftest import begin
from tests.caire.cmi5.factories import (
    SCREEN,
    Unit,
    au,
    block,
    bring,
    course_xml,
    package_using,
    real_package,
    zipped,
)
from tests.factories import NOW, XAPI_ROOT, make_organisation, make_person, make_room, make_workshop
from tests.support.browser import on_sqlite
from tests.support.client import PageClient

UNITS = f"/learn/aware/{SCREEN}/units"

pytestmark = on_sqlite


@pytest.fixture
def admin(db, client):
    with transaction(db):
        account = make_person(db, role="admin", family_name="Admin")
    client.sign_in(account.email)
    return account


def upload(client: PageClient, raw: bytes, name: str = "cours.zip"):
    return client.submit("/admin/units/", page="/account/", file=(BytesIO(raw), name))


class TestImport:
    def test_brings_a_course_and_shows_its_structure(self, client, admin):
        inner = block("https://units.example/b", au(title="Dedans", moveOn="Passed"))
        page = client.follow(upload(client, course_xml(inner), "cmi5.xml"))

        assert page.status == 200
        assert "Bloc : Un bloc" in page.text
        assert "Dedans" in page.text
        assert "Il faut la réussir." in page.text

    def test_brings_a_change_as_a_new_version_and_the_same_file_once(self, db, client, admin):
        upload(client, real_package())
        again = client.follow(upload(client, real_package()))
        changed = client.follow(upload(client, real_package(moveOn="Passed")))

        assert "Ce fichier est déjà la version 1 du cours." in again.text
        assert "Le cours est importé : version 2." in changed.text
        assert len(db.scalars(select(PackagedCourse.id)).all()) == 2

    def test_tells_who_brings_it_what_a_package_cannot_do_without_a_host(self, client, admin):
        plain = client.follow(upload(client, package_using("fetch()")))
        needy = client.follow(upload(client, package_using("axios(document.cookie)")))

        assert "que les navigateurs refusent" not in plain.text
        assert "Ses pages utilisent document.cookie, que les navigateurs refusent" in needy.text
        assert "Unités servies sans origine" in plain.text
        elsewhere = client.follow(upload(client, course_xml(au()), "cmi5.xml"))
        assert "Unités servies sans origine" not in elsewhere.text

    def test_says_what_is_wrong_element_by_element_and_keeps_nothing(self, db, client, admin):
        page = upload(client, course_xml(au("u:1", moveOn="No"), au("u:2", url="x.html")))

        assert page.status == 422
        assert '<au id="u:1"> (ligne 1) – moveOn « No » n’est pas l’une des valeurs' in page.text
        assert "« x.html » est relative" in page.text
        assert db.scalars(select(PackagedCourse.id)).all() == []

    def test_says_every_fault_in_french_too(self, app):
        with app.test_request_context():
            assert fault_sentences().keys() == FAULTS.keys()

    def test_may_be_larger_than_other_forms(self, app, client, admin):
        app.config["MAX_CONTENT_LENGTH"] = 50_000
        video = os.urandom(100_000)
        xml = course_xml(au(url="video.mp4"))
        page = client.follow(upload(client, zipped({"cmi5.xml": xml, "video.mp4": video})))
        assert "Le cours est importé" in page.text

    def test_may_not_when_somebody_else_sends_it(self, app, db, client):
        app.config["MAX_CONTENT_LENGTH"] = 50_000
        with transaction(db):
            account = make_person(db)
        client.sign_in(account.email)
        assert upload(client, bytes(100_000)).status == 413

    def test_asks_for_a_file(self, client, admin):
        assert "Choisissez un fichier." in client.submit("/admin/units/").text

    def test_is_not_for_auditors_nor_trainers(self, db, client):
        for role, status in (("auditor", 403), ("trainer", 403), ("learner", 403)):
            with transaction(db):
                account = make_person(db, role=role)
            client.sign_in(account.email)
            token = {"csrf_token": _token(client)}
            assert client.post("/admin/units/", token).status == status
            client.submit("/sign-out", page="/account/")


def _token(client: PageClient) -> str:
    return client.get("/account/").html.split('name="csrf_token" value="')[1].split('"')[0]


class TestLearner:
    def test_reads_that_a_course_is_not_there_yet(self, client, learner):
        client.sign_in(learner.email)
        page = client.follow(client.get(f"/learn/aware/{SCREEN}"))
        assert "Ce cours n’est pas encore disponible" in page.text

    def test_opens_a_unit_and_sees_what_she_reached(self, app, db, client, learner):
        with transaction(db):
            bring(db, real_package())
        client.sign_in(learner.email)
        name = client.get(UNITS).html.split(f'action="{UNITS}/')[1].split('"')[0]
        opened = client.submit(f"{UNITS}/{name}", page=UNITS)

        unit = Unit(app, opened.location)
        unit.begin()
        unit.complete()
        assert "Terminée" in client.get(UNITS).text
        unit.passes()
        unit.end()

        page = client.get(UNITS)
        assert "Réussie" in page.text
        assert "Tout ce qui était demandé ici est fait." in page.text
        assert "90" in page.text

    def test_hears_texts_of_other_languages_in_theirs(self, db, client, learner):
        english = course_xml().replace(b'lang="fr"', b'lang="en-GB"')
        with transaction(db):
            bring(db, english)
        client.sign_in(learner.email)
        assert '<span lang="en-GB">' in client.get(UNITS).html

    def test_is_let_out_to_the_addresses_of_units_and_nowhere_else(self, db, client, learner):
        with transaction(db):
            bring(db, course_xml(au(url="https://units.example:8443/x")))
        client.sign_in(learner.email)
        policy = client.get(UNITS).response.headers["Content-Security-Policy"]
        assert "form-action 'self' https://units.example:8443;" in policy

    def test_finds_no_unit_on_other_screens_nor_in_other_courses(self, client, learner):
        client.sign_in(learner.email)
        assert client.get("/learn/aware/n1.s1.e1/units").status == 404
        assert client.get(f"/learn/informed/{SCREEN}/units").status == 404

    def test_of_nobody_needs_to_sign_in(self, client, learner):
        assert client.get(UNITS).location.startswith("/sign-in")


class TestAUnitThatMayStayEmpty:
    """Its package has no host of its own, and its pages ask for what browsers refuse then."""

    @pytest.fixture
    def unit(self, db, client, learner):
        """Where it is opened; its package names document.cookie."""
        with transaction(db):
            bring(db, package_using("axios(document.cookie)"))
        client.sign_in(learner.email)
        return f"{UNITS}/" + client.get(UNITS).html.split(f'action="{UNITS}/')[1].split('"')[0]

    def sessions(self, db):
        db.rollback()
        return db.scalars(select(UnitSession)).all()

    def time_passes(self, db):
        with transaction(db):
            db.execute(update(UnitSession).values(launched_at=utcnow() - 2 * PATIENCE))

    def test_is_explained_instead_of_opened(self, db, client, unit):
        assert "risque de rester vide" in client.get(UNITS).text

        page = client.follow(client.submit(unit, page=UNITS))

        assert "risque de rester vide" in page.text
        assert "Cela ne vient ni de vous ni de votre appareil." in page.text
        assert "contact@" in page.text
        assert 'target="_blank"' in page.html
        assert self.sessions(db) == []

    def test_is_opened_all_the_same_beside_that_page(self, db, client, unit):
        opened = client.submit(unit, page=unit, anyway="1")

        assert "/cmi5/content/" in opened.location
        assert len(self.sessions(db)) == 1

    def test_that_stayed_empty_is_told_to_her_and_to_administrators(self, db, client, unit):
        client.submit(unit, page=unit, anyway="1")
        self.time_passes(db)

        assert "n’a pas démarré quand vous l’avez ouverte" in client.get(UNITS).text
        assert "n’a pas démarré" in client.get(unit).text
        with transaction(db):
            admin = make_person(db, role="admin", family_name="Admin")
        client.submit("/sign-out", page="/account/")
        client.sign_in(admin.email)
        listed = client.get("/admin/units/")
        assert "Une unité ne démarre pas" in listed.text
        course = listed.html.split('href="/train/units/')[1].split('"')[0]
        assert "1 personne a ouvert une unité" in client.get(f"/train/units/{course}").text

    def test_is_in_doubt_no_more_once_it_started_for_anybody(self, app, db, client, unit):
        opened = client.submit(unit, page=unit, anyway="1")
        self.time_passes(db)
        Unit(app, opened.location).begin()

        assert "risque de rester vide" not in client.get(UNITS).text
        assert "n’a pas démarré" not in client.get(UNITS).text
        assert client.get(unit).location.endswith(UNITS)
        assert "/cmi5/content/" in client.submit(unit, page=UNITS).location

    def test_that_was_just_opened_is_not_in_doubt_yet(self, db, client, learner):
        with transaction(db):
            bring(db, package_using("fetch()"))
        client.sign_in(learner.email)
        unit = f"{UNITS}/" + client.get(UNITS).html.split(f'action="{UNITS}/')[1].split('"')[0]
        client.submit(unit, page=UNITS)

        assert "/cmi5/content/" in client.submit(unit, page=UNITS).location
        self.time_passes(db)
        assert client.submit(unit, page=UNITS).location.endswith(unit)

    def test_is_opened_at_once_where_packages_have_a_host(self, config, db, client, learner, unit):
        own = replace(config, cmi5=Cmi5Config(content_url="http://files.localhost"))
        app = create_app(own)
        there = PageClient(app)
        there.sign_in(learner.email)

        assert "risque de rester vide" not in there.get(UNITS).text
        assert there.submit(unit, page=UNITS).location.startswith("http://files.localhost/")
        app.extensions["caire"].engine.dispose()


class TestFiles:
    def get(self, app, path, **options):
        return app.test_client(use_cookies=False).get(path, **options)

    @pytest.fixture
    def address(self, db, enrolment):
        with transaction(db):
            bring(db, real_package())
        return urlsplit(begin(db, enrolment).url).path

    def test_are_served_without_an_origin(self, app, address):
        answer = self.get(app, address)
        policy = answer.headers["Content-Security-Policy"]

        assert answer.mimetype == "text/html"
        assert policy.startswith("sandbox allow-scripts")
        assert "allow-same-origin" not in policy
        assert "allow-top-navigation" not in policy
        assert "form-action 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers

    def test_come_in_parts_and_once(self, app, address):
        whole = self.get(app, address)
        part = self.get(app, address, headers={"Range": "bytes=0-9"})
        again = self.get(app, address, headers={"If-None-Match": whole.headers["ETag"]})

        assert (part.status_code, part.data) == (206, whole.data[:10])
        assert again.status_code == 304

    @pytest.mark.parametrize("path", ["missing.js", "../../../etc/passwd", "%2e%2e/cmi5.xml"])
    def test_that_are_not_in_the_package_are_not_found(self, app, address, path):
        assert self.get(app, address.rpartition("/")[0] + "/" + path).status_code == 404

    def test_of_another_key_are_not_found(self, app, address):
        assert self.get(app, "/cmi5/content/guessed/unit/index.html").status_code == 404

    def test_have_a_host_of_their_own_when_there_is_one(self, config, address):
        own = replace(config, cmi5=Cmi5Config(content_url="http://files.localhost"))
        app = create_app(own)
        there = {"base_url": "http://files.localhost"}

        served = self.get(app, address, **there)
        assert "allow-same-origin" in served.headers["Content-Security-Policy"]
        assert self.get(app, address).status_code == 404
        assert self.get(app, "/sign-in", **there).status_code == 404
        assert self.get(app, "/sign-in").status_code == 200
        app.extensions["caire"].engine.dispose()


class TestOtherOrigins:
    def preflight(self, app, origin):
        headers = {
            "Origin": origin,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization,x-experience-api-version",
        }
        return app.test_client().options("/xapi/activities/state", headers=headers)

    def test_of_units_may_call_the_store(self, app, db):
        with transaction(db):
            bring(db, real_package())
            bring(db, course_xml(au(url="https://Units.example:443/x"), id="https://u.example/2"))

        for origin in ("null", "https://units.example"):
            answer = self.preflight(app, origin)
            assert answer.headers["Access-Control-Allow-Origin"] == origin
            assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
            assert "Access-Control-Allow-Credentials" not in answer.headers

    def test_of_others_may_not(self, app, db):
        with transaction(db):
            bring(db, course_xml())
        for origin in ("null", "https://evil.example", "http://units.example"):
            assert "Access-Control-Allow-Origin" not in self.preflight(app, origin).headers


class TestWaiver:
    @pytest.fixture
    def address(self, db, enrolment):
        with transaction(db):
            made = bring(db, real_package())
        return f"/train/units/{made.name}/{enrolment.id}"

    def waive(self, client, address, **changes):
        unit = client.get(address).html.split('<option value="')[1].split('"')[0]
        given = {"unit": unit, "reason": "Tested Out", "note": "Test du 3 mars.", **changes}
        return client.submit(address, **given)

    def test_counts_as_done_and_is_traced_with_its_reason(
        self, db, client, admin, address, enrolment, learner
    ):
        page = client.follow(self.waive(client, address))

        assert "Acquis vérifiés par un test – Test du 3 mars." in page.text
        said = [
            record.data
            for record in statements_of_registration(db, enrolment.registration)
            if record.verb == v.WAIVED
        ]
        assert said[0]["result"]["extensions"] == {v.REASON: "Tested Out"}
        assert "3 mars" not in str(said)
        path = path_of(db, person_id=learner.id, course_key="aware")
        assert SCREEN in path.state.screens

    @pytest.mark.parametrize("changes", [{"note": ""}, {"reason": "Because"}, {"unit": "none"}])
    def test_needs_a_unit_a_reason_and_a_note(self, db, client, admin, address, changes):
        assert self.waive(client, address, **changes).status == 422
        assert db.scalars(select(UnitState)).all() == []

    def test_is_given_once(self, client, admin, address):
        client.get(address)
        unit = client.get(address).html.split('<option value="')[1].split('"')[0]
        self.waive(client, address)
        assert "Dispenser d’une unité" not in client.get(address).text
        token = {"csrf_token": _token(client), "unit": unit, "reason": "Tested Out", "note": "x"}
        assert client.post(address, token).status == 422

    def test_is_a_trainer_s_for_the_learners_of_her_half_days(self, db, client, address, learner):
        with transaction(db):
            organisation = make_organisation(db, kind="institution")
            trainer = make_person(db, role="trainer", organisation_id=organisation.id)
            stranger = make_person(db, role="trainer", organisation_id=organisation.id)
        client.sign_in(stranger.email)
        assert client.get(address).status == 404
        client.submit("/sign-out", page="/account/")

        _booked_with(db, trainer, organisation, learner)
        client.sign_in(trainer.email)
        assert client.follow(self.waive(client, address)).status == 200
        assert learner.display_name in client.get(address.rpartition("/")[0] + "/").text

    def test_is_not_an_auditor_s(self, db, client, address):
        with transaction(db):
            auditor = make_person(db, role="auditor")
        client.sign_in(auditor.email)
        assert "Dispenser" not in client.get(address).text
        assert client.post(address, {"csrf_token": _token(client)}).status == 403


def _booked_with(db, trainer, organisation, learner) -> None:
    with transaction(db):
        room = make_room(db, organisation)
        workshop = make_workshop(db, trainer=trainer, room=room)
        book_seat(db, workshop_id=workshop.id, person_id=learner.id, xapi_root=XAPI_ROOT, now=NOW)
