"""`act.arbre-questions`: three questions are asked, then the automatic tree goes deeper."""

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands, Keyboard

ASKED = (("1", "past-0"), ("1", "days-7"), ("3", "reminder-0"))


def _ask_visual(page: Page, hands: Hands) -> None:
    for count, (leaf, question) in enumerate(ASKED, start=2):
        hands.press(page.locator(f"[data-pick=own][data-leaf='{leaf}']"))
        expect(page.locator("#own-leaf")).to_have_value(leaf)
        hands.choose(page.locator(f"#bench-ask [value={question}]"))
        hands.press(page.get_by_role("button", name="Poser cette question"))
        expect(page.locator("[data-live=own-tree] .tree__leaf")).to_have_count(count)


def _ask_text(forms: Forms) -> None:
    for leaf, question in ASKED:
        forms.send("Poser cette question", {"leaf": leaf, "question": question})


def _deepen_visual(page: Page, hands: Hands) -> None:
    slider = page.locator("#depth")
    with page.expect_response("**/explore"):
        if isinstance(hands, Keyboard):
            hands.reach(slider)
            hands.keys.press("ArrowRight")
            hands.keys.press("ArrowRight")
        else:
            slider.fill("4")
            slider.dispatch_event("change")
    expect(page.locator("#automatic-leaf option[value='7']")).to_be_attached()


def _deepen_text(forms: Forms) -> None:
    forms.send("Construire l’arbre", {"depth": "4"})


VISUAL = {
    ("act.arbre-questions", "mission-1"): _ask_visual,
    ("act.arbre-questions", "mission-2"): _deepen_visual,
}
TEXT = {
    ("act.arbre-questions", "mission-1"): _ask_text,
    ("act.arbre-questions", "mission-2"): _deepen_text,
}
