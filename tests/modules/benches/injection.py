"""`act.injection`: defences are set and the day is run."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands


def _set(page: Page, hands: Hands) -> None:
    form = page.locator("#bench-run")
    hands.select(form.locator("#files"), "one")
    hands.choose(form.locator("#filtered"))


def _run_visual(page: Page, hands: Hands) -> None:
    _set(page, hands)
    hands.press(page.get_by_role("button", name="Lancer la journée"))
    expect(page.locator(".activity__status p")).to_contain_text("5 sur 6")
    expect(page.locator("[data-live=day] .day__case--good")).to_have_count(8)


def _run_text(forms: Forms) -> None:
    forms.send("Lancer la journée", {"files": "one", "filtered": "1"})
    forms.sees("5 sur 6")


VISUAL = {("act.injection", "mission-1"): _run_visual}
TEXT = {("act.injection", "mission-1"): _run_text}
