"""What authors and administrators read of items, and what others do not."""

import pytest
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from caire.analysis.jobs import count_answers
from caire.analysis.models import ItemStatistic
from caire.analysis.services.gathering import gather
from caire.db import make_sessions
from tests.factories import COURSE, NOW, make_person
from tests.support.browser import (
    DESKTOP_AT_NIGHT,
    PHONE_BY_DAY,
    TIMEOUT_MS,
    faults_in,
    let_in,
)
from tests.support.client import PageClient

ITEM = "itm.n1.c4.0001"
HOME = "/admin/items/"


def known(db: Session, **changes: object) -> None:
    """An item that 240 people answered, which distinguishes nobody."""
    values: dict[str, object] = {
        "course_key": COURSE, "item_id": ITEM, "major": 1, "mode": "formative", "answers": 240,
        "points": 60.0, "pairs": 240, "sum_x": 60.0, "sum_xx": 60.0, "sum_r": 120.0,
        "sum_rr": 72.0, "sum_xr": 30.0, "failures": 180, "failing": {"a": 178, "c": 2},
        "sure_and_wrong": 0, "exposure": None, **changes,
    }  # fmt: skip
    db.add(ItemStatistic(**values))
    db.commit()


class TestRead:
    def test_flagged_items_and_what_to_do(self, db: Session, client: PageClient) -> None:
        known(db)
        client.sign_in(make_admin(db))
        assert "Usage responsable de l’IA" in client.get(HOME).text
        listed = client.get(f"{HOME}{COURSE}/").text
        assert ITEM in listed
        assert "Ne distingue pas" in listed
        page = client.get(f"{HOME}{COURSE}/{ITEM}").text
        assert "25 %" in page
        assert "Trop difficile" in page
        assert "Mettez-la en quarantaine" in page
        assert "Choix : c" in page
        assert "« L’eau est précieuse », car tout le reste en dépend." in page
        assert "moins de 5 personnes" in page
        assert "99 %" in page

    def test_nothing_of_fewer_than_five_people(self, db: Session, client: PageClient) -> None:
        known(db, answers=4, points=1.0, pairs=4)
        client.sign_in(make_admin(db))
        page = client.get(f"{HOME}{COURSE}/{ITEM}").text
        assert "moins de 5" in page
        assert "99 %" not in page
        assert "Réussite —" in page

    def test_when_answers_were_counted(self, db: Session, client: PageClient) -> None:
        client.sign_in(make_admin(db))
        assert "pas encore été comptées" in client.get(HOME).text
        gather(db, now=NOW)
        db.commit()
        assert "Réponses comptées jusqu’au" in client.get(HOME).text
        nothing = client.get(f"{HOME}{COURSE}/").text
        assert "Aucune question à revoir" in nothing
        assert nothing.count("jugée à partir de 200 réponses") == 1
        assert "itm.n1" in client.get(f"{HOME}{COURSE}/?show=all").text

    @pytest.mark.parametrize("role", ["learner", "trainer"])
    def test_not_by_who_only_learns_or_leads(
        self, db: Session, client: PageClient, role: str
    ) -> None:
        person = make_person(db, role=role)
        db.commit()
        client.sign_in(person.email)
        assert client.get(HOME).status == 403

    def test_no_course_nor_item_that_there_is_not(self, db: Session, client: PageClient) -> None:
        client.sign_in(make_admin(db))
        assert client.get(f"{HOME}nowhere/").status == 404
        assert client.get(f"{HOME}{COURSE}/itm.n1.c1.9999").status == 404


class TestCountAnswers:
    def test_by_the_clock(self, db: Session) -> None:
        sessions = make_sessions(db.get_bind())
        assert count_answers(sessions) > 0
        assert count_answers(sessions) == 0


def make_admin(db: Session) -> str:
    email = make_person(db, role="admin").email
    db.commit()
    return email


@pytest.mark.parametrize("played_database_url", ["sqlite"], indirect=True)
def test_pages_are_accessible_and_fit_the_window(
    db: Session, live_url: str, browser: Browser
) -> None:
    known(db)
    gather(db, now=NOW)
    page = browser.new_page(base_url=live_url, bypass_csp=True)
    page.set_default_timeout(TIMEOUT_MS)
    let_in(page.context, make_admin(db))
    found: list[str] = []
    for path in (HOME, f"{HOME}{COURSE}/?show=all", f"{HOME}{COURSE}/{ITEM}"):
        page.goto(path)
        found += faults_in(page, (PHONE_BY_DAY, DESKTOP_AT_NIGHT))
    page.close()
    assert found == []
