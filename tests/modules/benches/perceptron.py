"""`act.perceptron`: networks are trained, then tried on cases they have never seen."""

from playwright.sync_api import Locator, Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands

FRESH, ELSEWHERE = "Essayer sur 100 cas nouveaux", "Essayer dans l’autre atelier"


def _train(page: Page, hands: Hands, preset: str, hidden: str, facts: str) -> None:
    hands.select(page.locator("#preset"), preset)
    hands.select(page.locator("#hidden"), hidden)
    hands.select(page.locator("#epochs"), "600")
    _click(page, hands, page.get_by_role("button", name="Entraîner", exact=True))
    expect(page.locator(".neuron__facts")).to_contain_text(facts)


def _click(page: Page, hands: Hands, button: Locator) -> None:
    """Stay on the page, whose drawing is renewed."""
    with page.expect_response(
        lambda r: r.request.method == "GET" and "text/html" in r.headers["content-type"]
    ):
        hands.press(button)
    expect(page.locator("[data-live=result] h3")).to_be_visible()


def _measure(page: Page, hands: Hands, where: str, said: str) -> None:
    _click(page, hands, page.locator(f"#bench-measure [value={where}]"))
    expect(page.locator(".activity__status")).to_contain_text(said)


def _solve_visual(page: Page, hands: Hands) -> None:
    _train(page, hands, "corners", "3", "24/24")


def _recite_visual(page: Page, hands: Hands) -> None:
    _train(page, hands, "tiny", "8", "8/8")
    _measure(page, hands, "fresh", "100 cas nouveaux")


def _move_away_visual(page: Page, hands: Hands) -> None:
    _train(page, hands, "shift", "0", "24/24")
    _measure(page, hands, "fresh", "cas nouveaux")
    _measure(page, hands, "elsewhere", "autre atelier")


def _train_text(forms: Forms, preset: str, hidden: str, facts: str) -> None:
    forms.send("Entraîner", {"preset": preset, "hidden": hidden, "epochs": "600"})
    forms.sees(facts)


def _solve_text(forms: Forms) -> None:
    _train_text(forms, "corners", "3", "24/24")


def _recite_text(forms: Forms) -> None:
    _train_text(forms, "tiny", "8", "8/8")
    forms.send(FRESH)


def _move_away_text(forms: Forms) -> None:
    _train_text(forms, "shift", "0", "24/24")
    for button in (FRESH, ELSEWHERE):
        forms.send(button)


VISUAL = {
    ("act.perceptron", "mission-1"): _solve_visual,
    ("act.perceptron", "mission-2"): _recite_visual,
    ("act.perceptron", "mission-3"): _move_away_visual,
}
TEXT = {
    ("act.perceptron", "mission-1"): _solve_text,
    ("act.perceptron", "mission-2"): _recite_text,
    ("act.perceptron", "mission-3"): _move_away_text,
}
