"""« Où mettre la barre ? »: the browser counts and prices as the server does."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from modules.informed import module
from modules.informed.activities.threshold.cases import BARS, matrix_at, scenarios

pytestmark = pytest.mark.browser


def test_every_bar_gives_the_same_boxes_shares_and_costs(browser: Browser) -> None:
    script = next(
        folder / "threshold_model.js"
        for folder in module.static_folders
        if (folder / "threshold_model.js").is_file()
    )
    page = browser.new_page()
    page.route("http://scripts.test/**", lambda route: _serve(route, script))
    page.goto("http://scripts.test/")
    for scenario in scenarios():
        prices = [[c.missed, c.alarm, c.check] for c in scenario.costs.values()]
        for cases in scenario.populations.values():
            found = page.evaluate(
                """async ([cases, prices]) => {
                  const { costOf, matrixAt, sharesOf } = await import("/threshold_model.js");
                  return Array.from({ length: 101 }, (_, bar) => {
                    const m = matrixAt(cases, bar);
                    const costs = prices.map((one) => costOf(m, one));
                    return [[m.found, m.alarms, m.missed, m.silent], sharesOf(m), costs];
                  });
                }""",
                [{"fine": cases.fine, "real": cases.real}, prices],
            )
            for bar, (boxes, shares, costs) in zip(BARS, found, strict=True):
                known = matrix_at(cases, bar)
                assert boxes == [known.found, known.alarms, known.missed, known.silent]
                assert shares == {
                    "precision": known.precision,
                    "recall": known.recall,
                    "false": known.false_rate,
                }
                assert costs == [c.of(known) for c in scenario.costs.values()]
    page.close()


def _serve(route: Route, script: Path) -> None:
    if route.request.url.endswith(script.name):
        route.fulfill(path=script)
    else:
        route.fulfill(body="<!doctype html><title>Scripts</title>", content_type="text/html")
