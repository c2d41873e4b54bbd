"""`act.labo-biais-complet`: two columns are questioned, then the remedies are tried."""

from playwright.sync_api import Locator, Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands, Keyboard
from tests.support.reporting import reports


def _probe_visual(page: Page, hands: Hands) -> None:
    for column in ("years", "interrupted"):
        hands.select(page.locator("#column"), column)
        with page.expect_response("**/explore"):
            hands.press(page.get_by_role("button", name="Deviner le groupe"))
        expect(page.locator(".activity__status p")).not_to_be_empty()
    expect(page.locator("[data-live=probes]")).to_contain_text("interruption de carrière")


def _probe_text(forms: Forms) -> None:
    for column in ("years", "interrupted"):
        forms.send("Deviner le groupe", {"column": column})


def _move(page: Page, hands: Hands, slider: Locator, value: int) -> None:
    name = slider.get_attribute("data-part") or ""
    with reports(page, **{name: str(value)}):
        if isinstance(hands, Keyboard):
            hands.reach(slider)
            while (now := int(slider.input_value())) != value:
                hands.keys.press("ArrowLeft" if now > value else "ArrowRight")
        else:
            slider.fill(str(value))
            slider.dispatch_event("change")


def _remedy_visual(page: Page, hands: Hands) -> None:
    page.locator("[data-lab][data-ready=true]").wait_for()
    _move(page, hands, page.locator("[data-part=bar]"), 15)
    expect(page.locator("[data-part=ratio-met]")).to_have_attribute("data-met", "true")
    expect(page.locator("[data-part=lost-met]")).to_have_attribute("data-met", "true")


def _compare_visual(page: Page, hands: Hands) -> None:
    page.locator("[data-lab][data-ready=true]").wait_for()
    _move(page, hands, page.locator("[data-part=share]"), 50)
    column = page.locator("[data-part=interrupted]")
    with reports(page, interrupted="0"):
        if isinstance(hands, Keyboard):
            hands.reach(column)
            hands.keys.press("Space")
        else:
            hands.press(column)
    expect(column).not_to_be_checked()
    expect(page.locator("[data-part=reread-b]")).not_to_be_empty()


def _remedy_text(forms: Forms) -> None:
    forms.send("Entraîner le modèle", {"bar": "15"})


def _compare_text(forms: Forms) -> None:
    forms.send("Entraîner le modèle", {"share": "50", "interrupted": "0"})


_ID = "act.labo-biais-complet"
VISUAL = {
    (_ID, "mission-1"): _probe_visual,
    (_ID, "mission-2"): _remedy_visual,
    (_ID, "mission-3"): _compare_visual,
}
TEXT = {
    (_ID, "mission-1"): _probe_text,
    (_ID, "mission-2"): _remedy_text,
    (_ID, "mission-3"): _compare_text,
}
