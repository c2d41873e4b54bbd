"""What a browser sees of half-days: accessible, within a phone's width, renewed in the room."""

from datetime import timedelta

from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from tests.caire.workshops.test_views import Room
from tests.support.browser import PHONE, PHONE_BY_DAY, TIMEOUT_MS, faults_in, let_in, on_sqlite
from tests.support.client import PageClient

#: The room's page reads itself again every quarter of a minute, or earlier when the code changes.
MOST_SECONDS_BEFORE_RENEWED = 16


def signed_in(browser: Browser, live_url: str, email: str) -> Page:
    page = browser.new_page(base_url=live_url, viewport=PHONE)
    page.set_default_timeout(TIMEOUT_MS)
    let_in(page.context, email)
    return page


@on_sqlite
def test_pages_are_accessible_and_fit_a_phone(
    db: Session, live_app: Flask, live_url: str, browser: Browser
) -> None:
    room = Room(db, PageClient(live_app))
    learner = signed_in(browser, live_url, room.learner.email)
    trainer = signed_in(browser, live_url, room.trainer.email)
    found: list[str] = []

    def look(page: Page, path: str) -> None:
        page.goto(path)
        found.extend(faults_in(page, [PHONE_BY_DAY]))

    look(learner, "/learn/workshops/")
    booking = room.book()
    look(learner, "/learn/workshops/")
    room.starts_in(timedelta(minutes=-203))
    for path in ("", "/sign"):
        look(learner, room.mine + path)
    person = f"{room.page}/participants/{booking}"
    paths = (
        "/train/", "/train/plan", room.page, f"{room.page}/edit", f"{room.page}/room", person,
        f"{person}/sign", f"{room.page}/paper", f"{room.page}/close", f"{room.page}/sheet",
    )  # fmt: skip
    for path in paths:
        look(trainer, path)

    assert found == []


@on_sqlite
def test_the_room_shows_who_signed_without_being_reloaded(
    db: Session, live_app: Flask, live_url: str, browser: Browser
) -> None:
    room = Room(db, PageClient(live_app))
    room.book()
    room.starts_in(timedelta(minutes=-5))
    trainer = signed_in(browser, live_url, room.trainer.email)
    trainer.clock.install()
    trainer.goto(f"{room.page}/room")
    expect(trainer.get_by_text("Arrivées signées")).to_contain_text("0 sur 1")

    learner = signed_in(browser, live_url, room.learner.email)
    learner.goto(f"{room.mine}/sign?code={room.code()}")
    learner.check("[name=agree]")
    learner.fill("[name=typed_name]", "Ana Martin")
    learner.click("main form button[type=submit]")
    expect(learner.get_by_text("Votre arrivée est signée")).to_be_visible()

    trainer.clock.fast_forward(MOST_SECONDS_BEFORE_RENEWED * 1000)
    expect(trainer.get_by_text("Arrivées signées")).to_contain_text("1 sur 1")
