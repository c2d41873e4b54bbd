"""Static files, and what probes ask."""

import gzip
import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.support.browser import on_sqlite
from tests.support.client import PageClient

pytestmark = on_sqlite
GZIP = {"Accept-Encoding": "gzip, br"}


def addresses(client: PageClient) -> list[str]:
    """Of every file of the platform that the sign-in page names."""
    found = re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get("/sign-in").html)
    return sorted(set(found))


class TestAStaticFile:
    def test_may_be_kept_for_ever(self, client: PageClient) -> None:
        assert len(addresses(client)) >= 4
        for address in addresses(client):
            answer = client.http.get(address, headers=GZIP)
            assert answer.status_code == 200, address
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert "Set-Cookie" not in answer.headers

    def test_is_compressed_when_that_helps_and_is_asked_for(self, client: PageClient) -> None:
        css = next(a for a in addresses(client) if a.endswith("app.css"))
        font = next(a for a in addresses(client) if a.endswith(".woff2"))
        small, plain = (client.http.get(css, headers=h) for h in (GZIP, {}))

        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == plain.data
        assert plain.mimetype == "text/css"
        assert "Content-Encoding" not in plain.headers
        assert "Content-Encoding" not in client.http.get(font, headers=GZIP).headers
        refused = client.get(css, headers={"Accept-Encoding": "gzip;q=0"}).response
        assert "Content-Encoding" not in refused.headers

    def test_of_another_release_is_served_but_not_kept(self, client: PageClient) -> None:
        answer = client.get("/static/000000000000/js/app.js").response

        assert answer.status_code == 200
        assert answer.mimetype == "text/javascript"
        assert answer.headers["Cache-Control"] == "no-cache"

    @pytest.mark.parametrize(
        "name",
        [
            "../../app.py", "..%2f..%2fapp.py", "%2e%2e/%2e%2e/app.py", "css/../../../app.py",
            "/etc/passwd", "%2fetc%2fpasswd", "css", "css/", "nope.css", "a%00b", "x" * 5_000,
            "..\\..\\app.py",
        ],
    )  # fmt: skip
    def test_is_never_one_from_elsewhere(self, client: PageClient, name: str) -> None:
        for folder in ("/static/x/", "/modules/aware/static/x/", "/modules/nope/static/x/"):
            page = client.get(folder + name)
            assert page.status in (404, 308), folder
            assert "def create_app" not in page.html

    @pytest.mark.parametrize("name", ["host.js", "hiring_model.js"])
    def test_that_modules_share_is_a_neighbour_of_their_own(
        self, client: PageClient, name: str
    ) -> None:
        """Of the sdk or of `modules.shared`: a script imports it by a relative path."""
        assert client.get(f"/modules/informed/static/x/{name}").status == 200

    def test_stands_where_browsers_look_for_an_icon(self, client: PageClient) -> None:
        assert client.get("/favicon.ico").response.mimetype == "image/svg+xml"


class TestAProbe:
    def test_hears_that_the_process_lives(self, client: PageClient) -> None:
        answer = client.get("/health/live").response

        assert (answer.status_code, answer.json["status"]) == (200, "live")

    def test_hears_whether_the_database_is_there(self, client: PageClient, db: Session) -> None:
        assert client.get("/health/ready").response.json["status"] == "ready"
        db.execute(text("ALTER TABLE alembic_version RENAME TO gone"))
        db.commit()

        answer = client.get("/health/ready").response
        assert answer.status_code == 503
        assert "caire init" in answer.json["reason"]

    def test_counts_answers_by_page_and_status_without_addresses(self, client: PageClient) -> None:
        client.get("/sign-in?next=/secret")
        client.get("/nope/secret")
        counted = client.get("/metrics").html

        assert 'caire_requests_total{endpoint="people.sign_in",status="200"}' in counted
        assert 'caire_requests_total{endpoint="unknown",status="404"}' in counted
        assert "caire_request_seconds_bucket" in counted
        assert "secret" not in counted
