"""The keys of programs, as who administers sees them."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.lrs.access import access_with
from caire.lrs.errors import KeyRefused
from caire.lrs.models import LrsKey
from caire.lrs.services.keys import CreatedKey, create_key, revoke_key
from tests.factories import make_organisation, make_person
from tests.support.browser import on_sqlite
from tests.support.client import Page, PageClient

VERSION = {"X-Experience-API-Version": "1.0.3"}


class Scene:
    """An administrator at the list of keys, where there is one already."""

    def __init__(self, db: Session, app: Flask) -> None:
        self.db = db
        self.app = app
        self.organisation = make_organisation(db, name="Mairie de Pau")
        self.moodle = create_key(db, name="Moodle", scopes=("all/read",), now=utcnow())
        self.emails = {role: make_person(db, role=role).email for role in ("admin", "auditor")}
        db.commit()
        self.client = self.signed_in("admin")
        self.page = f"/admin/keys/{self.moodle.id}"

    def signed_in(self, role: str) -> PageClient:
        client = PageClient(self.app)
        client.sign_in(self.emails[role])
        return client

    def create(self, **fields: object) -> Page:
        given = {"name": "Casque", "organisation": "all", "scopes": ["statements/write"]} | fields
        return self.client.submit("/admin/keys/", page="/admin/keys/", **given)

    def row(self, name: str = "Moodle") -> LrsKey:
        self.db.rollback()
        self.db.expire_all()
        return self.db.query(LrsKey).filter_by(name=name).one()

    def is_good(self, key: str, secret: str, after: timedelta = timedelta(0)) -> bool:
        self.db.rollback()
        try:
            access_with(self.db.get_bind(), key=key, secret=secret, now=utcnow() + after)
        except KeyRefused:
            return False
        return True


@pytest.fixture
def scene(db: Session, app: Flask) -> Scene:
    return Scene(db, app)


def shown(page: Page) -> CreatedKey:
    """What the page lets copy."""
    endpoint, key, secret = re.findall(r"<code>([^<]+)</code>", page.html)
    assert endpoint.endswith("/xapi/")
    return CreatedKey(0, key, secret, ())


@on_sqlite
class TestCreating:
    def test_shows_the_secret_once_and_never_again(self, scene: Scene) -> None:
        page = scene.create(organisation=str(scene.organisation.id), requests="60")
        made, row = shown(page), scene.row("Casque")

        assert page.status == 200
        assert scene.is_good(made.key, made.secret)
        assert (row.organisation_id, row.requests_per_minute, row.statements_per_minute) == (
            scene.organisation.id,
            60,
            None,
        )
        for url in ("/admin/keys/", f"/admin/keys/{row.id}"):
            assert made.secret not in scene.client.get(url).html

    def test_is_kept_by_no_cache(self, scene: Scene) -> None:
        assert "no-store" in scene.create().response.headers["Cache-Control"]

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"name": ""}, "Dites à quel outil"),
            ({"name": "Moodle"}, "Une clé porte déjà ce nom"),
            ({"scopes": []}, "Cochez au moins un droit"),
            ({"requests": "0"}, "1 au moins"),
            ({"requests": "dix"}, "point à corriger"),
            ({"organisation": "999"}, "point à corriger"),
        ],
    )
    def test_says_what_to_correct(
        self, scene: Scene, fields: dict[str, object], sentence: str
    ) -> None:
        page = scene.create(**fields)

        assert page.status in {409, 422}
        assert sentence in page.text
        assert scene.db.query(LrsKey).count() == 1


@on_sqlite
class TestReplacing:
    @pytest.mark.parametrize(("overlap", "still_good"), [("0", False), ("24", True)])
    def test_keeps_the_old_secret_as_long_as_chosen(
        self, scene: Scene, overlap: str, still_good: bool
    ) -> None:
        page = scene.client.submit(f"{scene.page}/rotate", page=scene.page, overlap=overlap)
        new, old = shown(page), scene.moodle

        assert scene.is_good(new.key, new.secret, timedelta(days=100))
        assert scene.is_good(old.key, old.secret) is still_good
        assert not scene.is_good(old.key, old.secret, timedelta(hours=25))
        assert ("reste valable jusqu" in scene.client.get(scene.page).text) is still_good

    def test_of_a_revoked_key_is_refused(self, scene: Scene) -> None:
        fields = {"page": scene.page, "overlap": "0"}
        token_page = scene.client.get("/admin/keys/")
        assert token_page.status == 200
        revoke_key(scene.db, name="Moodle", now=utcnow())
        scene.db.commit()

        page = scene.client.submit(
            f"{scene.page}/rotate", page="/admin/keys/", overlap=fields["overlap"]
        )

        assert page.status == 409
        assert "créez-en une autre" in page.text


@on_sqlite
class TestLimiting:
    def test_sets_limits_and_an_empty_field_takes_them_away(self, scene: Scene) -> None:
        url = f"{scene.page}/limits"
        scene.client.submit(url, page=scene.page, requests="60", statements="")
        assert scene.row().requests_per_minute == 60

        scene.client.submit(url, page=scene.page, requests="", statements="")
        assert scene.row().requests_per_minute is None

    def test_says_what_is_no_limit(self, scene: Scene) -> None:
        page = scene.client.submit(f"{scene.page}/limits", page=scene.page, requests="-3")

        assert page.status == 422
        assert "1 au moins" in page.text


@on_sqlite
class TestRevoking:
    def test_ends_the_key_and_lists_it_apart(self, scene: Scene) -> None:
        page = scene.client.submit(f"{scene.page}/revoke", page=scene.page)

        assert page.status == 303
        assert not scene.is_good(scene.moodle.key, scene.moodle.secret)
        assert "1 clé révoquée" in scene.client.get("/admin/keys/").text
        assert "/rotate" not in scene.client.get(scene.page).html


@on_sqlite
class TestLastUse:
    def test_is_shown(self, scene: Scene) -> None:
        before = scene.client.get(scene.page).text
        scene.app.test_client().get(
            "/xapi/statements",
            auth=(scene.moodle.key, scene.moodle.secret),
            headers=VERSION,
            buffered=True,
        )

        assert "Dernier usage jamais" in " ".join(before.split())
        assert "Dernier usage jamais" not in " ".join(scene.client.get(scene.page).text.split())


@on_sqlite
class TestAnAuditor:
    def test_sees_keys_and_is_offered_nothing_to_change(self, scene: Scene) -> None:
        auditor = scene.signed_in("auditor")

        for url in ("/admin/keys/", scene.page):
            page = auditor.get(url)
            assert page.status == 200
            assert "Moodle" in page.text
            assert not re.search(r'action="[^"]*/admin/keys', page.html)

    def test_changes_nothing(self, scene: Scene) -> None:
        auditor = scene.signed_in("auditor")
        fields = {"name": "x", "organisation": "all", "scopes": "all", "overlap": "0"}

        for url in (
            "/admin/keys/",
            *(f"{scene.page}/{verb}" for verb in ("rotate", "limits", "revoke")),
        ):
            assert auditor.submit(url, page="/account/", **fields).status == 403, url

        assert scene.db.query(LrsKey).count() == 1
        assert scene.is_good(scene.moodle.key, scene.moodle.secret)


@on_sqlite
class TestOthers:
    def test_do_not_know_which_keys_there_are(self, scene: Scene, db: Session) -> None:
        manager = make_person(db, role="manager", organisation_id=scene.organisation.id)
        db.commit()
        client = PageClient(scene.app)
        client.sign_in(manager.email)

        assert client.get("/admin/keys/").status == 403
        assert client.get(scene.page).status == 403

    def test_a_key_that_is_none_is_not_found(self, scene: Scene) -> None:
        assert scene.client.get("/admin/keys/999").status == 404
