"""`act.plateau-risques`: cards are placed until none is left, then the date slides."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands, Keyboard

CARDS = 18


def _place_visual(page: Page, hands: Hands) -> None:
    live = page.locator("[data-live=board]")
    for left in range(CARDS - 1, -1, -1):
        if left == CARDS - 2:
            hands.choose(live.locator("#bench-place [type=checkbox]"))
        hands.press(live.get_by_role("button", name="Haut risque"))
        expect(live.locator(".board__pile--high .board__count")).to_have_text(str(CARDS - left))
    expect(page.locator(".activity__status p")).to_contain_text("Toutes les cartes")


def _place_text(forms: Forms) -> None:
    forms.send("Garder ces placements", dict.fromkeys(forms.names("square-*"), "high"))


def _slide_visual(page: Page, hands: Hands) -> None:
    slider = page.locator("[data-part=month]")
    with page.expect_response("**/explore"):
        if isinstance(hands, Keyboard):
            hands.reach(slider)
            hands.keys.press("ArrowRight")
        else:
            slider.fill("22")
    expect(page.locator(".activity__status p")).to_contain_text("6 règles")


def _slide_text(forms: Forms) -> None:
    forms.send("Voir ce mois", {"month": "22"})


VISUAL = {
    ("act.plateau-risques", "mission-1"): _place_visual,
    ("act.plateau-risques", "mission-2"): _slide_visual,
}
TEXT = {
    ("act.plateau-risques", "mission-1"): _place_text,
    ("act.plateau-risques", "mission-2"): _slide_text,
}
