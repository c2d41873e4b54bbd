"""`act.bulle`: a few articles are read, then two levers are moved, one after the other."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands

CLICKS = 4
#: Lever -> what it is moved to, and what it is put back to.
MOVED = {"order": ("newest", "chosen"), "objective": ("diversity", "clicks")}


def _read_visual(page: Page, hands: Hands) -> None:
    for click in range(1, CLICKS + 1):
        hands.press(page.locator("#bench-read button").first)
        expect(page.locator(".activity__status p")).to_contain_text(f"Article {click} sur 15 lu")


def _read_text(forms: Forms) -> None:
    for _ in range(CLICKS):
        forms.send("Lire cet article", {"article": forms.offered("article")[0]})


def _widen_visual(page: Page, hands: Hands) -> None:
    for lever, (moved, back) in MOVED.items():
        hands.select(page.locator(f"#{lever}"), moved)
        hands.press(page.get_by_role("button", name="Régler le fil"))
        expect(page.locator(".activity__status p")).to_contain_text("à lui seul")
        hands.select(page.locator(f"#{lever}"), back)
        hands.press(page.get_by_role("button", name="Régler le fil"))
        expect(page.locator(".activity__status p")).to_contain_text("Aucun levier")


def _widen_text(forms: Forms) -> None:
    for lever, (moved, back) in MOVED.items():
        forms.send("Régler le fil", {lever: moved})
        forms.sees("à lui seul")
        forms.send("Régler le fil", {lever: back})
        forms.sees("Aucun levier")


VISUAL = {("act.bulle", "mission-1"): _read_visual, ("act.bulle", "mission-2"): _widen_visual}
TEXT = {("act.bulle", "mission-1"): _read_text, ("act.bulle", "mission-2"): _widen_text}
