"""A learner opens a unit of another maker, does it, and comes back: in a browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from caire.db import transaction
from caire.people.account import Account
from tests.caire.cmi5.factories import bring, package_using, real_package
from tests.support.browser import DESKTOP, PHONE, TIMEOUT_MS, on_sqlite, overflow, violations
from tests.support.client import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, live_url: str, db: Session, learner: Account) -> Page:
    """The learner, signed in, on her plan."""
    with transaction(db):
        bring(db, real_package())
    page = browser.new_page(base_url=live_url, viewport=PHONE, locale="fr-FR")
    page.set_default_timeout(TIMEOUT_MS)
    page.goto("/learn/aware/")
    page.get_by_label("Adresse e-mail").fill(learner.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_url(re.compile("/learn/aware/$"))
    return page


@on_sqlite
class TestAJourney:
    def test_from_the_plan_through_the_unit_and_back(self, page: Page) -> None:
        page.get_by_role("link", name="D’ailleurs").click()
        expect(page.get_by_role("heading", name="Une unité")).to_be_visible()
        assert violations(page) == []
        assert overflow(page) <= 0

        page.get_by_role("button", name="Ouvrir").click()
        expect(page.get_by_role("heading", name="Une unité d’essai")).to_be_visible()
        expect(page.locator("#state")).to_have_text("200 Normal fr")
        expect(page.locator("#spied")).to_have_text("cookie: out of reach – account: out of reach")
        page.get_by_role("button", name="Terminer").click()

        expect(page).to_have_url(re.compile("/units$"))
        expect(page.get_by_text("Tout ce qui était demandé ici est fait.")).to_be_visible()
        expect(page.get_by_text("Dernier résultat")).to_contain_text("90")
        page.set_viewport_size(DESKTOP)
        assert violations(page) == []

        page.goto("/learn/aware/")
        row = page.get_by_role("listitem").filter(has_text="D’ailleurs")
        expect(row.get_by_role("img", name="Fait")).to_be_visible()


@on_sqlite
class TestAUnitThatMayStayEmpty:
    def test_is_explained_on_a_page_that_stays_while_it_is_tried(
        self, page: Page, db: Session
    ) -> None:
        with transaction(db):
            bring(db, package_using("document.cookie"))
        page.get_by_role("link", name="D’ailleurs").click()
        page.get_by_role("button", name="Ouvrir").click()
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            expect(page.get_by_text("risque de rester vide")).to_be_visible()
            assert violations(page) == []
            assert overflow(page) <= 0

        with page.expect_popup() as opened:
            page.get_by_role("button", name="Essayer dans un nouvel onglet").click()

        expect(opened.value).to_have_url(re.compile("/cmi5/content/"))
        assert opened.value.evaluate("window.opener") is None
        expect(page.get_by_text("risque de rester vide")).to_be_visible()
