"""`act.rag-bm25`: questions are searched until the engine answers them."""

from functools import partial

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands

SEARCHES = {
    "mission-1": (
        ("q1", "travail à distance", "1", "sentence", "2022"),
        ("q2", "repas en déplacement", "1", "sentence", "2026"),
        ("q3", "réserver la grande salle dimanche", "1", "whole", "2022"),
    ),
    "mission-2": (("q4", "durée du prêt", "1", "sentence", "2022"),),
}


def _fill(page: Page, hands: Hands, search: tuple[str, str, str, str, str]) -> None:
    question, query, keep, cut, since = search
    hands.choose(page.locator(f"#question-{question}"))
    hands.write(page.locator("#query"), query)
    for name, value in (("keep", keep), ("cut", cut), ("since", since)):
        hands.select(page.locator(f"#{name}"), value)


def _search_visual(page: Page, hands: Hands, step: str) -> None:
    for asked in SEARCHES[step]:
        _fill(page, hands, asked)
        with page.expect_response("**/explore"):
            hands.press(page.get_by_role("button", name="Chercher et rédiger"))
        expect(page.locator(".activity__status p")).to_contain_text("Réponse")
        expect(page.locator("#bench-search")).not_to_have_attribute("aria-busy", "true")


def _search_text(forms: Forms, step: str) -> None:
    names = ("question", "query", "keep", "cut", "since")
    for asked in SEARCHES[step]:
        forms.send("Chercher et rédiger", dict(zip(names, asked, strict=True)))


VISUAL = {("act.rag-bm25", step): partial(_search_visual, step=step) for step in SEARCHES}
TEXT = {("act.rag-bm25", step): partial(_search_text, step=step) for step in SEARCHES}
