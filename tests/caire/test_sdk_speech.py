"""Numbers as an activity says them, in both languages; the browser says the same."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

import caire.sdk
from caire.sdk import as_given, decimal, percent

HOST = Path(caire.sdk.__file__).parent / "static" / "host.js"
NUMBERS = ((0.0, 0), (6.2, 1), (-0.54, 2), (999.0, 0), (1000.0, 0), (-2152.5, 1), (1234567.0, 0))


class TestSayNumbers:
    @pytest.mark.parametrize(
        ("value", "digits", "french", "english"),
        [
            (6.2, 1, "6,2", "6.2"),
            (-1.95, 2, "\u22121,95", "\u22121.95"),
            (999, 0, "999", "999"),
            (2152, 0, "2\u202f152", "2,152"),
            (1234567.5, 1, "1\u202f234\u202f567,5", "1,234,567.5"),
        ],
    )
    def test_thousands_stand_apart_on_one_line(
        self, value: float, digits: int, french: str, english: str
    ) -> None:
        assert decimal(value, digits, "fr") == french
        assert decimal(value, digits, "en") == english

    def test_a_figure_keeps_the_digits_it_was_given_with(self) -> None:
        assert [as_given(v, "fr") for v in (0.24, 30.0, 1000.0)] == ["0,24", "30", "1\u202f000"]
        assert as_given(1000.0, "en") == "1,000"

    def test_a_share_has_its_sign(self) -> None:
        assert percent(0.255, 1, "fr") == "25,5\u00a0%"
        assert percent(0.255, 1, "en") == "25.5%"


@pytest.mark.browser
def test_the_browser_says_numbers_as_the_server_does(browser: Browser) -> None:
    page = browser.new_page()
    page.route("http://scripts.test/host.js", lambda route: route.fulfill(path=HOST))
    page.route(
        "http://scripts.test/",
        lambda route: route.fulfill(body="<!doctype html><title>Scripts</title>"),
    )
    page.goto("http://scripts.test/")
    for language in ("fr", "en"):
        said = page.evaluate(
            """async ([numbers, language]) => {
              const { decimal } = await import("/host.js");
              return numbers.map(([value, digits]) => decimal(value, digits, language));
            }""",
            [NUMBERS, language],
        )
        assert said == [decimal(value, digits, language) for value, digits in NUMBERS]
