"""`act.accord`: twenty answers are judged, a guide is chosen, ten more are judged with it."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
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


def _judge_text(forms: Forms) -> None:
    cards = forms.names("mark-*")
    forms.send(
        "Noter mes avis",
        {card: "no" if rank % 3 == 2 else "yes" for rank, card in enumerate(cards)},
    )


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


def _second_text(forms: Forms) -> None:
    guide = {f"guide-{issue}": way for issue, way in GUIDE.items()}
    forms.send("Adopter ce guide", guide)
    _judge_text(forms)


VISUAL = {
    ("act.accord", "mission-1"): _first_visual,
    ("act.accord", "mission-2"): _second_visual,
}
TEXT = {("act.accord", "mission-1"): _judge_text, ("act.accord", "mission-2"): _second_text}
