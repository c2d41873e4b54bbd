"""What every answer carries, and what a form needs to be heard."""

from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caire.app import create_app
from caire.clock import utcnow
from caire.config import Config
from tests.factories import make_person
from tests.support.browser import on_sqlite
from tests.support.client import PageClient, find_token

pytestmark = on_sqlite
PAGES = ("/", "/sign-in", "/nope", "/health/live", "/static/x/js/app.js", "/account/data.zip")


@pytest.fixture
def signed_in(client: PageClient, db: Session) -> PageClient:
    make_person(db, email="lea@exemple.fr")
    db.commit()
    client.sign_in("lea@exemple.fr")
    return client


class TestEveryAnswer:
    @pytest.mark.parametrize("address", PAGES)
    def test_says_what_browsers_may_do_with_it(self, client: PageClient, address: str) -> None:
        headers = client.get(address).response.headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))

        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert policy["style-src"] == "'self'"
        assert policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Cache-Control" in headers

    def test_carries_nothing_that_the_policy_forbids(self, signed_in: PageClient) -> None:
        for address in ("/", "/account/", "/learn/", "/sign-up", "/nope"):
            html = signed_in.get(address).html
            for inline in ("<style", " style=", " onclick=", "javascript:", "<script>"):
                assert inline not in html, (address, inline)

    def test_asks_for_https_where_it_is_spoken(self, client: PageClient) -> None:
        plain = client.get("/").response
        secure = client.get("/", base_url="https://localhost").response

        assert "Strict-Transport-Security" not in plain.headers
        assert "max-age=31536000" in secure.headers["Strict-Transport-Security"]

    def test_of_a_person_stays_in_no_cache(self, signed_in: PageClient) -> None:
        for address in ("/account/", "/account/data.zip", "/learn/"):
            cached = signed_in.get(address).response.headers["Cache-Control"]
            assert cached == "private, no-store", address


class TestTheSessionCookie:
    def test_is_for_this_site_and_out_of_the_reach_of_scripts(self, config: Config) -> None:
        site = replace(config.site, url="https://caire.example")
        app = create_app(replace(config, site=site))
        client = PageClient(app)
        set_cookie = client.get("/sign-in", base_url="https://localhost").response.headers[
            "Set-Cookie"
        ]
        app.extensions["caire"].engine.dispose()

        assert set_cookie.startswith("__Host-caire=")
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in set_cookie

    def test_does_not_travel_with_files_that_caches_share(
        self, app: Flask, signed_in: PageClient
    ) -> None:
        html = signed_in.get("/account/").html
        address = html.split('rel="stylesheet" href="')[1].split('"')[0]
        headers = signed_in.get(address).response.headers

        assert "Set-Cookie" not in headers
        assert headers["Vary"] == "Accept-Encoding"

    def test_lasts_twelve_hours(self, client: PageClient, db: Session) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        cookie = client.sign_in("lea@exemple.fr").response.headers["Set-Cookie"]
        expires = parsedate_to_datetime(cookie.split("Expires=")[1].split(";")[0])

        assert abs(expires - utcnow() - timedelta(hours=12)) < timedelta(minutes=2)


class TestAForm:
    @pytest.mark.parametrize("token", ["", "x", "##", "##0000", "é"])
    def test_without_its_token_is_refused_with_an_explanation(
        self, signed_in: PageClient, token: str
    ) -> None:
        page = signed_in.post("/sign-out", {"csrf_token": token})

        assert page.status == 400
        assert "Formulaire expiré" in page.text
        assert "Rien n’a été enregistré." in page.text
        assert signed_in.get("/account/").status == 200

    def test_of_another_session_is_refused(self, app: Flask, signed_in: PageClient) -> None:
        stranger = PageClient(app)
        token = find_token(stranger.get("/sign-in").html)

        assert signed_in.post("/sign-out", {"csrf_token": token}).status == 400

    def test_may_carry_its_token_in_a_header(self, signed_in: PageClient) -> None:
        token = find_token(signed_in.get("/account/").html)

        assert signed_in.post("/sign-out", headers={"X-CSRF-Token": token}).location == "/"

    def test_sent_by_another_site_does_not_even_touch_the_session(
        self, app: Flask, signed_in: PageClient
    ) -> None:
        """Browsers leave our cookie out; an answer that set one would sign the person out."""
        without_cookie = PageClient(app)
        for address in ("/sign-out", "/account/profile", "/sign-in"):
            page = without_cookie.post(
                address, {"a": "b"}, headers={"Sec-Fetch-Site": "cross-site"}
            )
            assert page.status in (303, 400)
            assert "Set-Cookie" not in page.response.headers, address

    def test_to_no_address_is_a_missing_page(self, client: PageClient) -> None:
        assert client.post("/nope", {"a": "b"}).status == 404

    def test_that_is_too_large_is_refused(self, signed_in: PageClient) -> None:
        token = find_token(signed_in.get("/account/").html)
        page = signed_in.post("/sign-out", {"csrf_token": token, "x": "x" * 13_000_000})

        assert page.status == 413
        assert "Fichier trop lourd" in page.text
