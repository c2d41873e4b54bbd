"""The preview in a browser: it reloads by itself, and its pages are for everybody."""

import socket
import threading

from playwright.sync_api import Browser, expect

from caire.preview.stage import Stage, watch
from tests.support.browser import DESKTOP_AT_NIGHT, PHONE_BY_DAY, TIMEOUT_MS, faults_in, serving
from tests.support.content import LESSON, ContentFolder

PAGES = (
    "/authoring/",
    "/authoring/messages",
    "/authoring/aware/items",
    "/authoring/aware/items/itm.n1.c1.0001",
    "/authoring/aware/coverage",
    "/learn/aware/n1.s1.e1",
)


def test_a_page_is_loaded_anew_when_a_file_changes(
    content: ContentFolder, stage: Stage, taken: socket.socket, browser: Browser
) -> None:
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=(stage, stop))
    with serving(stage.app, taken):
        watcher.start()
        page = browser.new_page(base_url=stage.app.extensions["caire"].config.site.url)
        page.set_default_timeout(TIMEOUT_MS)
        try:
            page.goto("/learn/aware/n1.s1.e1")
            content.edit(LESSON, "Une adresse mal écrite", "Une adresse toute neuve")
            expect(page.get_by_text("Une adresse toute neuve")).to_be_visible()
        finally:
            page.close()
            stop.set()
            watcher.join()


def test_pages_are_accessible_and_fit_the_window(
    stage: Stage, taken: socket.socket, browser: Browser
) -> None:
    found: list[str] = []
    with serving(stage.app, taken):
        page = browser.new_page(
            base_url=stage.app.extensions["caire"].config.site.url, bypass_csp=True
        )
        page.set_default_timeout(TIMEOUT_MS)
        for path in PAGES:
            page.goto(path)
            found += faults_in(page, (PHONE_BY_DAY, DESKTOP_AT_NIGHT))
        page.close()
    assert found == []
