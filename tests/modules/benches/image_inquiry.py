"""`act.enquete-image`: in each case, two clues are opened and the belief moves."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands, Keyboard

_CLUES = ("Provenance", "Lieu, date, détails")
_MISSIONS = [f"mission-{n}" for n in range(1, 6)]


def _open_visual(page: Page, hands: Hands) -> None:
    bench = page.locator("#bench-open")
    for rank, name in enumerate(_CLUES, start=1):
        with page.expect_response("**/explore"):
            hands.press(bench.get_by_role("button", name=name, exact=True))
        expect(bench.locator(".clue")).to_have_count(rank)
    slider = bench.locator("[data-part=belief]")
    if isinstance(hands, Keyboard):
        hands.reach(slider)
        for _ in range(4):
            hands.keys.press("ArrowLeft")
    else:
        slider.fill("30")
        slider.dispatch_event("input")
    expect(page.locator("[data-part=last-belief]")).to_have_value("30")


def _open_text(forms: Forms) -> None:
    for belief, name in zip(("50", "40"), _CLUES, strict=True):
        forms.send(name, {"belief": belief})


VISUAL = {("act.enquete-image", mission): _open_visual for mission in _MISSIONS}
TEXT = {("act.enquete-image", mission): _open_text for mission in _MISSIONS}
