"""What a browser sees of organisations and roles: accessible, within a phone's width."""

from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from tests.factories import make_organisation, make_person, make_room
from tests.support.browser import (
    DESKTOP_BY_DAY,
    PHONE_BY_DAY,
    TIMEOUT_MS,
    faults_in,
    let_in,
    on_sqlite,
)

WINDOWS = (PHONE_BY_DAY, DESKTOP_BY_DAY)


def signed_in(browser: Browser, live_url: str, email: str) -> Page:
    page = browser.new_page(base_url=live_url)
    page.set_default_timeout(TIMEOUT_MS)
    let_in(page.context, email)
    return page


@on_sqlite
def test_pages_are_accessible_and_fit_the_window(
    db: Session, live_app: Flask, live_url: str, browser: Browser
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

    for email, paths in pages.items():
        page = signed_in(browser, live_url, email)
        for path in paths:
            page.goto(path)
            found += faults_in(page, WINDOWS)
        if email == admin.email:
            page.goto("/admin/organisations/new")
            page.fill("[name=siret]", "73282932000075")
            page.fill("[name=uai]", "0211237A")
            with page.expect_navigation():
                page.click("main form button[type=submit]")
            found += faults_in(page, WINDOWS)
        page.close()

    assert found == []
