"""Figures, served so that a browser asks once."""

import re
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from caire.catalogue.queries import current_course
from caire.catalogue.services import load_content
from tests.support.client import PageClient
from tests.support.content import ContentFolder


def figure_address(db: Session, content: ContentFolder) -> str:
    load_content(db, root=content.root, modules={}, now=datetime(2026, 11, 21, tzinfo=UTC))
    db.commit()
    html = current_course(db, "aware")[1].screens()[0].html
    assert html is not None
    found = re.search(r'src="(/media/[^"]+)"', html["fr"])
    assert found is not None
    return found.group(1)


class TestFigure:
    def test_is_kept_for_ever_and_runs_nothing(
        self, db: Session, content: ContentFolder, client: PageClient
    ) -> None:
        response = client.get(figure_address(db, content)).response
        assert response.status_code == 200
        assert response.mimetype == "image/svg+xml"
        assert "immutable" in response.headers["Cache-Control"]
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in response.headers
        assert b"<svg" in response.data

    def test_is_not_sent_twice(
        self, db: Session, content: ContentFolder, client: PageClient
    ) -> None:
        address = figure_address(db, content)
        etag = client.get(address).response.headers["ETag"]
        response = client.http.get(address, headers={"If-None-Match": etag})
        assert (response.status_code, response.data) == (304, b"")

    def test_that_nobody_loaded_is_not_found(self, client: PageClient) -> None:
        assert client.get(f"/media/{'0' * 64}.svg").status == 404
        assert client.get("/media/short.svg").status == 404
