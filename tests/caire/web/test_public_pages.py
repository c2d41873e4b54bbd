"""The public pages about levels."""

import pytest
from sqlalchemy.orm import Session

from tests.support.client import PageClient


@pytest.fixture
def database_url(played_database_url: str) -> str:
    return played_database_url


class TestTheAddressOfTheLevels:
    def test_leads_to_their_list(self, db: Session, client: PageClient) -> None:
        page = client.get("/levels/")

        assert page.location == "/#niveaux"
        home = client.get("/").html
        assert 'id="niveaux"' in home
        assert 'href="/levels/aware"' in home
