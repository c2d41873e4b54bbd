"""`act.carte-mots`: a word is looked at, trades placed, a search made."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands


def _look_visual(page: Page, hands: Hands) -> None:
    hands.write(page.locator("#word"), "hausse")
    hands.press(page.get_by_role("button", name="Voir ses voisins"))
    expect(page.locator("[data-live=near] h3")).to_contain_text("hausse")
    hands.press(page.locator("[data-pick=augmentation]"))
    expect(page.locator("[data-live=near] h3")).to_contain_text("augmentation")


def _look_text(forms: Forms) -> None:
    forms.send("Voir ses voisins", {"word": "hausse"})
    forms.sees("baisse")


def _place_visual(page: Page, hands: Hands) -> None:
    hands.press(page.get_by_role("button", name="Placer les trente métiers"))
    expect(page.locator(".axis li")).to_have_count(30)
    hands.press(page.get_by_role("button", name="Calculer"))
    expect(page.locator("[data-live=analogy]")).to_contain_text("infirmière")


def _place_text(forms: Forms) -> None:
    forms.send("Placer les trente métiers")


def _search_visual(page: Page, hands: Hands) -> None:
    hands.write(page.locator("#query"), "chambre sans balcon")
    hands.press(page.get_by_role("button", name="Chercher"))
    expect(page.locator("[data-live=found] li").first).to_contain_text("avec balcon")


def _search_text(forms: Forms) -> None:
    forms.send("Chercher", {"query": "chambre sans balcon"})


VISUAL = {
    ("act.carte-mots", "mission-1"): _look_visual,
    ("act.carte-mots", "mission-2"): _place_visual,
    ("act.carte-mots", "mission-3"): _search_visual,
}
TEXT = {
    ("act.carte-mots", "mission-1"): _look_text,
    ("act.carte-mots", "mission-2"): _place_text,
    ("act.carte-mots", "mission-3"): _search_text,
}
