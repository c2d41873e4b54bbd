"""« Deux équités, une décision »: the browser counts as the server does."""

from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from modules.responsible import module
from modules.responsible.activities.two_fairnesses.groups import BARS, GROUPS, counted, students

pytestmark = pytest.mark.browser
NAME = "two_fairnesses_model.js"


def test_every_bar_gives_the_same_counts_and_rates(browser: Browser) -> None:
    script = next(folder / NAME for folder in module.static_folders if (folder / NAME).is_file())
    page = browser.new_page()
    page.route("http://scripts.test/**", lambda route: _serve(route, script))
    page.goto("http://scripts.test/")
    for group in GROUPS:
        found = page.evaluate(
            """async (students) => {
              const { counted, ratesOf } = await import("/two_fairnesses_model.js");
              return Array.from({ length: 101 }, (_, bar) => {
                const count = counted(students, bar);
                return [count, ratesOf(students, count)];
              });
            }""",
            asdict(students(group)),
        )
        for bar, (count, rates) in zip(BARS, found, strict=True):
            known = counted(group, bar)
            assert count == {**asdict(known), "chosen": known.chosen}
            assert rates == pytest.approx(known.rates())
    page.close()


def _serve(route: Route, script: Path) -> None:
    if route.request.url.endswith(script.name):
        route.fulfill(path=script)
    else:
        route.fulfill(body="<!doctype html><title>Scripts</title>", content_type="text/html")
