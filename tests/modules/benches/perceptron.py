"""`act.perceptron`: networks are trained, then tried on cases they have never seen."""

from playwright.sync_api import Locator, Page, expect

from tests.support.hands import Hands


def _train(page: Page, hands: Hands, go: str, preset: str, hidden: str) -> None:
    hands.select(page.locator("#preset"), preset)
    hands.select(page.locator("#hidden"), hidden)
    hands.select(page.locator("#epochs"), "600")
    _click(page, hands, go, page.get_by_role("button", name="Entraîner", exact=True))


def _click(page: Page, hands: Hands, go: str, button: Locator) -> None:
    """Stay on the page, whose drawing is renewed, or follow the form."""
    if go == "follow":
        hands.follow(button)
        return
    with page.expect_response(
        lambda r: r.request.method == "GET" and "text/html" in r.headers["content-type"]
    ):
        hands.press(button)
    expect(page.locator("[data-live=result] h3")).to_be_visible()


def _solve(go: str):
    def play(page: Page, hands: Hands) -> None:
        _train(page, hands, go, "corners", "3")
        expect(page.locator(".neuron__facts")).to_contain_text("24/24")

    return play


def _recite(go: str):
    def play(page: Page, hands: Hands) -> None:
        _train(page, hands, go, "tiny", "8")
        expect(page.locator(".neuron__facts")).to_contain_text("8/8")
        _click(page, hands, go, page.locator("#bench-measure [value=fresh]"))
        expect(page.locator(".activity__status")).to_contain_text("100 cas nouveaux")

    return play


def _move_away(go: str):
    def play(page: Page, hands: Hands) -> None:
        _train(page, hands, go, "shift", "0")
        expect(page.locator(".neuron__facts")).to_contain_text("24/24")
        for where, said in (("fresh", "cas nouveaux"), ("elsewhere", "autre atelier")):
            _click(page, hands, go, page.locator(f"#bench-measure [value={where}]"))
            expect(page.locator(".activity__status")).to_contain_text(said)

    return play


def _hands(go: str):
    return {
        ("act.perceptron", "mission-1"): _solve(go),
        ("act.perceptron", "mission-2"): _recite(go),
        ("act.perceptron", "mission-3"): _move_away(go),
    }


VISUAL = _hands("press")
TEXT = _hands("follow")
