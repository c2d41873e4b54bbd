"""The eyes and hands of the journeys notice what they are there to notice."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.support.hands import Keyboard
from tests.support.watching import Watch

pytestmark = pytest.mark.browser


class TestKeyboard:
    def test_reaches_and_presses(self, browser: Browser) -> None:
        page = browser.new_page()
        page.set_content('<a href="#a">A</a> <a href="#b">B</a> <a href="#c">C</a>')

        Keyboard(page).press(page.get_by_text("C"))
        expect(page).to_have_url(re.compile("#c$"))
        Keyboard(page).press(page.get_by_text("A"))
        expect(page).to_have_url(re.compile("#a$"))
        page.context.close()

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            ("<a href='#a'>A</a> <span role='button' id='target'>B</span>", "does not reach"),
            ("<a href='#a'>A</a> <button tabindex='-1' id='target'>B</button>", "does not reach"),
            ("<button id='target' style='position: fixed; top: -99px'>B</button>", "is not seen"),
        ],
    )  # fmt: skip
    def test_says_what_it_cannot_use(self, browser: Browser, content: str, why: str) -> None:
        page = browser.new_page()
        page.set_content(content)

        with pytest.raises(AssertionError, match=why):
            Keyboard(page).press(page.locator("#target"))
        page.context.close()


class TestWatch:
    def test_notes_what_a_page_must_not_do(
        self, live_app: Flask, live_url: str, browser: Browser
    ) -> None:
        watch = Watch(browser, live_url)
        page = watch.page()
        page.goto("/sign-in")
        watch.look(page)
        assert watch.faults == []

        page.goto("/nothing-here")
        page.goto("/sign-in")
        page.evaluate("document.querySelector('main label').remove()")
        page.evaluate("document.querySelector('main').style.width = '500px'")
        page.evaluate("console.error('a fault of ours')")
        page.evaluate("new Image().src = 'http://127.0.0.1:9/'")
        watch.look(page, "the same, broken")

        told = "\n".join(watch.faults)
        assert "404 GET" in told
        assert "px too wide" in told
        assert " label: " in told
        assert "a fault of ours" in told
        assert "asks http://127.0.0.1:9/" in told
        page.context.close()
