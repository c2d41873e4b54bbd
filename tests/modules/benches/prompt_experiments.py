"""`act.atelier-avance`: an experiment is predicted and run, then kept or undone."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands

_TRIALS = (("20000", "complete"), ("22000", "exact"), ("22200", "safe"))


def _try_visual(page: Page, hands: Hands, change: str, criterion: str) -> None:
    form = page.locator("#bench-try")
    hands.choose(form.locator(f"#change-{change}"))
    hands.choose(form.locator(f"[name=criterion][value={criterion}]"))
    with page.expect_response("**/explore"):
        hands.press(form.get_by_role("button", name="Lancer l’essai"))
    kept = page.get_by_role("button", name="Garder ce changement")
    expect(kept).to_be_visible()
    with page.expect_response("**/explore"):
        hands.press(kept)
    expect(kept).to_have_count(0)


def _try_text(forms: Forms, change: str, criterion: str) -> None:
    forms.send("Lancer l’essai", {"change": change, "criterion": criterion})
    forms.send("Garder ce changement")


def _three_visual(page: Page, hands: Hands) -> None:
    for change, criterion in _TRIALS:
        _try_visual(page, hands, change, criterion)


def _three_text(forms: Forms) -> None:
    for change, criterion in _TRIALS:
        _try_text(forms, change, criterion)


def _one_more_visual(page: Page, hands: Hands) -> None:
    _try_visual(page, hands, "22202", "sourced")


def _one_more_text(forms: Forms) -> None:
    _try_text(forms, "22202", "sourced")


_ID = "act.atelier-avance"
VISUAL = {(_ID, "mission-1"): _three_visual, (_ID, "mission-2"): _one_more_visual}
TEXT = {(_ID, "mission-1"): _three_text, (_ID, "mission-2"): _one_more_text}
