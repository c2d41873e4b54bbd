"""`act.seuil`: the bar is moved, and kept for each situation."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands, Keyboard

BARS = {"a": "46", "b": "64"}


def _move(page: Page, hands: Hands, bar: str) -> None:
    slider = page.locator("[data-part=threshold]")
    if not isinstance(hands, Keyboard):
        slider.fill(bar)
        return
    hands.reach(slider)
    steps = int(bar) - int(slider.input_value())
    for _ in range(abs(steps)):
        hands.keys.press("ArrowRight" if steps > 0 else "ArrowLeft")


def _keep_visual(page: Page, hands: Hands) -> None:
    for situation, bar in BARS.items():
        _move(page, hands, bar)
        expect(page.locator("#bench [data-part=bar]")).to_have_text(bar)
        with page.expect_response("**/explore"):
            hands.press(page.locator(f"[data-keep={situation}]"))
        expect(page.locator(f"[data-kept={situation}]")).to_contain_text(bar)


def _keep_text(forms: Forms) -> None:
    for situation, bar in BARS.items():
        forms.send("Essayer cette barre", {"threshold": bar})
        forms.send("", form=f"bench-keep-{situation}")


VISUAL = {("act.seuil", "mission-1"): _keep_visual}
TEXT = {("act.seuil", "mission-1"): _keep_text}
