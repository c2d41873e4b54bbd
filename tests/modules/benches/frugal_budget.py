"""`act.budget-frugal`: uses are taken, then the best choice is asked under three hypotheses."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands

TAKEN = {
    "desk": "small",
    "meetings": "large",
    "grants": "reasoning",
    "letters": "large",
    "posters": "image",
    "clips": "video",
}


def _choose_visual(page: Page, hands: Hands) -> None:
    for use, model in TAKEN.items():
        hands.choose(page.locator(f"#use-{use}-{model}"))
    expect(page.locator("[data-live=bill]")).to_contain_text("352 points")


def _look_visual(page: Page, hands: Hands) -> None:
    for name in ("Basse", "Centrale", "Haute"):
        hands.choose(page.get_by_role("radio", name=name))
        with page.expect_response("**/explore"):
            hands.press(page.get_by_role("button", name="Demander le meilleur choix"))
        expect(page.locator(".activity__status p")).to_contain_text(name.lower())
    expect(page.locator(".looks__row--sum")).to_contain_text("366")


def _choose_text(forms: Forms) -> None:
    forms.send("Calculer ce choix", {f"use-{use}": model for use, model in TAKEN.items()})
    forms.sees("352 points")


def _look_text(forms: Forms) -> None:
    for level in forms.offered("level"):
        forms.send("Demander le meilleur choix", {"level": level})
    forms.sees("366")


VISUAL = {
    ("act.budget-frugal", "mission-1"): _choose_visual,
    ("act.budget-frugal", "mission-2"): _look_visual,
}
TEXT = {
    ("act.budget-frugal", "mission-1"): _choose_text,
    ("act.budget-frugal", "mission-2"): _look_text,
}
