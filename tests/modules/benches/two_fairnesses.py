"""`act.equite`: bars are moved, and kept for two of the equalities."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands, Keyboard

KEPT = {"parity": ("57", "50"), "chances": ("55", "55")}


def _slide(page: Page, hands: Hands, group: str, bar: str) -> None:
    slider = page.locator(f"#bar-{group}")
    if not isinstance(hands, Keyboard):
        slider.fill(bar)
        return
    hands.reach(slider)
    steps = int(bar) - int(slider.input_value())
    for _ in range(abs(steps)):
        hands.keys.press("ArrowRight" if steps > 0 else "ArrowLeft")


def _keep_visual(page: Page, hands: Hands) -> None:
    for criterion, (a, b) in KEPT.items():
        _slide(page, hands, "a", a)
        _slide(page, hands, "b", b)
        hands.press(page.locator(f"#bench-keep-{criterion} button"))
        expect(page.locator(f"[data-live=kept-{criterion}]")).to_contain_text(a)


def _decide_visual(page: Page, hands: Hands) -> None:
    for group in ("a", "b"):
        _slide(page, hands, group, "55")
    expect(page.locator("[data-decided]")).to_contain_text("Langues\u00a0: 55")


def _move(forms: Forms, a: str, b: str) -> None:
    forms.send("Essayer ces barres", {"bar-a": a, "bar-b": b})


def _keep_text(forms: Forms) -> None:
    for criterion, bars in KEPT.items():
        _move(forms, *bars)
        forms.send("", form=f"bench-keep-{criterion}")


def _decide_text(forms: Forms) -> None:
    _move(forms, "55", "55")


VISUAL = {("act.equite", "mission-1"): _keep_visual, ("act.equite", "mission-2"): _decide_visual}
TEXT = {("act.equite", "mission-1"): _keep_text, ("act.equite", "mission-2"): _decide_text}
