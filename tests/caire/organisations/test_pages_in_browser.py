"""What a browser sees of organisations and roles: accessible, within a phone's width."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from tests.factories import make_organisation, make_person, make_room
from tests.support.browser import DESKTOP, PHONE, let_in, on_sqlite, overflow, violations
from tests.support.watching import TIMEOUT_MS


def signed_in(browser: Browser, live_url: str, email: str, size: dict[str, int]) -> Page:
    page = browser.new_page(base_url=live_url, viewport=size)
    page.set_default_timeout(TIMEOUT_MS)
    let_in(page.context, email)
    return page


@on_sqlite
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_are_accessible_and_fit_the_window(
    db: Session, live_app: Flask, live_url: str, browser: Browser, size: dict[str, int]
) -> None:
    organisation = make_organisation(db, name="Université d’Exemple", kind="institution")
    room = make_room(db, organisation)
    make_organisation(db, name="Communauté d’agglomération de Saint-Quentin-en-Yvelines")
    admin = make_person(db, role="admin")
    manager = make_person(db, role="manager", organisation_id=organisation.id)
    auditor = make_person(db, role="auditor")
    db.commit()
    home = f"/organisation/{organisation.slug}"
    rooms = f"{home}/sites/{room.site_id}/rooms/new"
    pages = {
        admin.email: (
            "/admin/organisations/", "/admin/organisations/new",
            f"/admin/organisations/{organisation.slug}/edit", f"{home}/settings",
            f"/admin/people/{manager.id}", f"/admin/people/{manager.id}/roles",
        ),
        manager.email: (f"{home}/", f"{home}/settings", f"{home}/sites/new", rooms,
                        f"{home}/sites/{room.site_id}/edit", f"{home}/rooms/{room.id}/edit"),
        auditor.email: ("/admin/organisations/", f"{home}/settings"),
    }  # fmt: skip
    found: list[str] = []

    def look(page: Page) -> None:
        found.extend(violations(page))
        if overflow(page):
            found.append(f"{page.url} is {overflow(page)} px too wide")

    for email, paths in pages.items():
        page = signed_in(browser, live_url, email, size)
        for path in paths:
            page.goto(path)
            look(page)
        if email == admin.email:
            page.goto("/admin/organisations/new")
            page.fill("[name=siret]", "73282932000075")
            page.fill("[name=uai]", "0211237A")
            with page.expect_navigation():
                page.click("main form button[type=submit]")
            look(page)
        page.close()

    assert found == []
