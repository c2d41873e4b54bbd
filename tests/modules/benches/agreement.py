"""`act.accord`: twenty answers are judged, a guide is chosen, ten more are judged with it."""

from playwright.sync_api import Page, expect

from tests.support.hands import Hands

GUIDE = {"source": "strict", "complete": "strict", "tone": "strict", "abstain": "lenient"}


def _judge_visual(page: Page, hands: Hands, count: int) -> None:
    """Every third answer is refused."""
    for rank in range(1, count + 1):
        expect(page.locator("#bench .deck__rank")).to_contain_text(f"Réponse {rank} ")
        name = "À refuser" if rank % 3 == 0 else "Acceptable"
        with page.expect_response("**/explore"):
            hands.press(page.locator("#bench-rate").get_by_role("button", name=name))
    expect(page.locator("#bench [data-live=deck]")).to_contain_text("Tous vos avis sont notés")


def _judge_text(page: Page, hands: Hands) -> None:
    cards = page.locator("#bench-rate li")
    for rank in range(cards.count()):
        name = "À refuser" if rank % 3 == 2 else "Acceptable"
        hands.choose(cards.nth(rank).get_by_role("radio", name=name))
    hands.follow(page.get_by_role("button", name="Noter mes avis"))


def _choose_guide(page: Page, hands: Hands) -> None:
    for issue, way in GUIDE.items():
        hands.choose(page.locator(f"#guide-{issue}-{way}"))


def _first_visual(page: Page, hands: Hands) -> None:
    _judge_visual(page, hands, 20)
    expect(page.locator("#agreement")).to_be_visible()


def _second_visual(page: Page, hands: Hands) -> None:
    _choose_guide(page, hands)
    with page.expect_response("**/explore"):
        hands.press(page.get_by_role("button", name="Adopter ce guide"))
    _judge_visual(page, hands, 10)


def _second_text(page: Page, hands: Hands) -> None:
    _choose_guide(page, hands)
    hands.follow(page.get_by_role("button", name="Adopter ce guide"))
    _judge_text(page, hands)


VISUAL = {
    ("act.accord", "mission-1"): _first_visual,
    ("act.accord", "mission-2"): _second_visual,
}
TEXT = {("act.accord", "mission-1"): _judge_text, ("act.accord", "mission-2"): _second_text}
