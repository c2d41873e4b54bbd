"""The visitor's language, and how moments and quantities are written in it."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caire.web import language
from tests.factories import make_person
from tests.support.browser import on_sqlite
from tests.support.client import PageClient

pytestmark = on_sqlite
NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)
A_DAY = datetime(2026, 12, 10, 13, 5, tzinfo=UTC)


def spoken(client: PageClient, browser: str | None = None) -> str:
    headers = {"Accept-Language": browser} if browser else {}
    return client.get("/sign-in", headers=headers).html.split('<html lang="')[1][:2]


class TestChoosing:
    @pytest.mark.parametrize(
        ("browser", "heard"),
        [
            (None, "fr"),
            ("en", "en"),
            ("en-GB,en;q=0.9", "en"),
            ("fr-CA,en;q=0.5", "fr"),
            ("de,en;q=0.5", "en"),
            ("de", "fr"),
            (";;q=x", "fr"),
        ],
    )
    def test_listens_to_the_browser_and_falls_back_to_french(
        self, client: PageClient, browser: str | None, heard: str
    ) -> None:
        assert spoken(client, browser) == heard

    def test_follows_the_button_rather_than_the_browser(self, client: PageClient) -> None:
        page = client.post("/language", {"language": "en", "next": "/sign-up?x=1"})

        assert page.location == "/sign-up?x=1"
        assert spoken(client, "fr") == "en"

    def test_follows_the_account_rather_than_the_cookie(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        make_person(db, email="lea@exemple.fr", locale="fr")
        db.commit()
        client.post("/language", {"language": "en"})
        client.sign_in("lea@exemple.fr")
        assert '<html lang="fr">' in client.get("/account/", headers={"Accept-Language": "en"}).html

        client.post("/language", {"language": "en"})
        elsewhere = PageClient(app)
        elsewhere.sign_in("lea@exemple.fr")
        assert '<html lang="en">' in elsewhere.get("/account/").html

    def test_takes_no_other_language_and_leads_to_no_other_site(self, client: PageClient) -> None:
        page = client.post("/language", {"language": "../x", "next": "//bad.example"})

        assert page.location == "/"
        assert spoken(client) == "fr"


class TestWriting:
    def test_moments_on_a_clock_in_paris(self, app: Flask) -> None:
        with app.test_request_context():
            assert language.shown_date(A_DAY) == "jeudi 10 décembre 2026"
            assert language.shown_time(A_DAY) == "14\u00a0h\u00a005"
            assert language.shown_datetime(A_DAY) == "jeudi 10 décembre 2026 à 14\u00a0h\u00a005"
            assert language.shown_short_date(A_DAY) == "10 déc. 2026"

    def test_the_first_of_a_month_as_french_does(self, app: Flask) -> None:
        with app.test_request_context():
            assert language.shown_date(NEW_YEARS_EVE) == "vendredi 1er janvier 2027"
            assert language.shown_long_date(NEW_YEARS_EVE) == "1er janvier 2027"

    def test_moments_in_english(self, app: Flask) -> None:
        with app.test_request_context(headers={"Accept-Language": "en"}):
            assert language.shown_date(NEW_YEARS_EVE) == "Friday 1 January 2027"
            assert language.shown_time(A_DAY) == "14:05"

    def test_quantities(self, app: Flask) -> None:
        with app.test_request_context():
            assert [language.shown_duration(m) for m in (0, 50, 60, 210, 95.4)] == [
                "0\u00a0min", "50\u00a0min", "1\u00a0h", "3\u00a0h\u00a030", "1\u00a0h\u00a035",
            ]  # fmt: skip
            assert [language.shown_estimate(m) for m in (7, 47, 58, 249, 341.6)] == [
                "7\u00a0min", "45\u00a0min", "1\u00a0h", "4\u00a0h\u00a010", "5\u00a0h\u00a040",
            ]  # fmt: skip
            assert [language.shown_points(p) for p in (6, 6.5, 6.999, 0.1 + 0.2)] == [
                "6", "6,5", "6,99", "0,3",
            ]  # fmt: skip

    def test_content_in_the_language_there_is(self, app: Flask) -> None:
        with app.test_request_context(headers={"Accept-Language": "en"}):
            assert language.localised({"fr": "Un", "en": "One"}) == "One"
            assert language.localised({"fr": "Un"}) == "Un"
            assert language.localised(None) == ""
