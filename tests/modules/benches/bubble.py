"""`act.bulle`: a few articles are read, then two levers are moved, one after the other."""

from playwright.sync_api import Page, expect

from tests.support.hands import Hands

CLICKS = 4
#: Lever -> what it is moved to, and what it is put back to.
MOVED = {"order": ("newest", "chosen"), "objective": ("diversity", "clicks")}


def _read_visual(page: Page, hands: Hands) -> None:
    for click in range(1, CLICKS + 1):
        hands.press(page.locator("#bench-read button").first)
        expect(page.locator(".activity__status p")).to_contain_text(f"Article {click} sur 15 lu")


def _read_text(page: Page, hands: Hands) -> None:
    for _ in range(CLICKS):
        hands.choose(page.locator("#bench-read [type=radio]").first)
        hands.follow(page.get_by_role("button", name="Lire cet article"))


def _widen_visual(page: Page, hands: Hands) -> None:
    for lever, (moved, back) in MOVED.items():
        hands.select(page.locator(f"#{lever}"), moved)
        hands.press(page.get_by_role("button", name="Régler le fil"))
        expect(page.locator(".activity__status p")).to_contain_text("à lui seul")
        hands.select(page.locator(f"#{lever}"), back)
        hands.press(page.get_by_role("button", name="Régler le fil"))
        expect(page.locator(".activity__status p")).to_contain_text("Aucun levier")


def _widen_text(page: Page, hands: Hands) -> None:
    for lever, (moved, back) in MOVED.items():
        hands.select(page.locator(f"#{lever}"), moved)
        hands.follow(page.get_by_role("button", name="Régler le fil"))
        hands.select(page.locator(f"#{lever}"), back)


VISUAL = {("act.bulle", "mission-1"): _read_visual, ("act.bulle", "mission-2"): _widen_visual}
TEXT = {("act.bulle", "mission-1"): _read_text, ("act.bulle", "mission-2"): _widen_text}
