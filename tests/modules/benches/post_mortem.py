"""`act.post-mortem`: gestures are put in order, the tree is drawn, three springs are replayed."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands

GESTURES = ("stop", "alert", "inform", "count", "causes", "reference")
LINKS = {"guide": "wrong", "role": "guide"}
#: Boxes ticked here stay ticked for the answer.
ACTIONS = ("owner", "cases", "double", "line")


def _put_visual(page: Page, hands: Hands) -> None:
    live = page.locator("[data-live=gestures]")
    for rank, gesture in enumerate(GESTURES, 1):
        hands.press(live.locator(f"button[value={gesture}]"))
        expect(live.locator(".gestures__put > li")).to_have_count(rank)
    hands.press(live.get_by_role("button", name="Reprendre le dernier geste"))
    expect(live.locator(".gestures__put > li")).to_have_count(len(GESTURES) - 1)
    hands.press(live.locator(f"button[value={GESTURES[-1]}]"))
    expect(page.locator(".activity__status p")).to_contain_text("Tous les gestes")


def _put_text(forms: Forms) -> None:
    ranks = {f"rank-{gesture}": str(rank) for rank, gesture in enumerate(GESTURES, 1)}
    forms.send("Garder cet ordre sans valider", ranks)
    forms.sees("Tous les gestes")


def _link_visual(page: Page, hands: Hands) -> None:
    for cause, parent in LINKS.items():
        hands.select(page.locator(f"#parent-{cause}"), parent)
    hands.press(page.get_by_role("button", name="Dessiner l’arbre"))
    expect(page.locator("[data-live=tree] .causes__node--cause")).to_have_count(len(LINKS))


def _link_text(forms: Forms) -> None:
    links = {f"parent-{cause}": parent for cause, parent in LINKS.items()}
    forms.send("Dessiner l’arbre", links)


def _replay_text(forms: Forms) -> None:
    ticked = {f"do-{action}": "1" for action in ACTIONS}
    forms.send("Rejouer les trois printemps", ticked)
    forms.sees("0 sur 936")


def _replay_visual(page: Page, hands: Hands) -> None:
    for action in ACTIONS:
        hands.choose(page.locator(f"#do-{action}"))
    hands.press(page.get_by_role("button", name="Rejouer les trois printemps"))
    expect(page.locator(".activity__status p")).to_contain_text("0 sur 936")


VISUAL = {
    ("act.post-mortem", "mission-1"): _put_visual,
    ("act.post-mortem", "mission-3"): _link_visual,
    ("act.post-mortem", "mission-4"): _replay_visual,
}
TEXT = {
    ("act.post-mortem", "mission-1"): _put_text,
    ("act.post-mortem", "mission-3"): _link_text,
    ("act.post-mortem", "mission-4"): _replay_text,
}
