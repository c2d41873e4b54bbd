"""`act.registre`: boxes are filled message after message, then criteria are counted."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands

COUNTED = ("chatbot", "aid", "waste", "books")


def _fill_visual(pages: int, boxes: int) -> Callable[[Page, Hands], None]:
    """The second box of each page is left to be established."""

    def fill(page: Page, hands: Hands) -> None:
        live = page.locator("[data-live=desk]")
        for turn in range(1, pages + 1):
            for rank in range(1, boxes + 1):
                expect(live.locator(".register__where")).to_contain_text(f"case {rank} sur {boxes}")
                choices = live.locator("#bench-note").get_by_role("button")
                hands.press(choices.last if rank == 2 else choices.first)
            expect(live.get_by_text("La page est remplie.")).to_be_visible()
            if turn < pages:
                hands.press(live.get_by_role("button", name="Message suivant"))
        expect(page.locator(".activity__status p")).to_contain_text("Toutes les cases")

    return fill


def _fill_text(forms: Forms) -> None:
    boxes = forms.names("*-*", form="bench-note")
    forms.send("Garder ces cases", dict.fromkeys(boxes, "unknown"))


def _count_visual(page: Page, hands: Hands) -> None:
    for use in COUNTED:
        form = page.locator(f"#count-{use}")
        hands.choose(form.get_by_role("checkbox").first)
        hands.choose(form.get_by_role("checkbox", name="Croiser des fichiers"))
        hands.press(form.get_by_role("button"))
        expect(page.locator(f"[data-live=verdict-{use}]")).to_contain_text("2 critères")
    hands.choose(page.locator("#rights-applications"))


def _count_text(forms: Forms) -> None:
    first = forms.names("tick-*")[0]
    for use in COUNTED:
        forms.send("", {first: "1", "tick-cross": "1"}, form=f"count-{use}")
        forms.sees("2 critères")
    forms.fill("rights-applications", "1")


VISUAL = {
    ("act.registre", "mission-1"): _fill_visual(1, 11),
    ("act.registre", "mission-2"): _fill_visual(7, 4),
    ("act.registre", "mission-3"): _count_visual,
}
TEXT = {
    ("act.registre", "mission-1"): _fill_text,
    ("act.registre", "mission-2"): _fill_text,
    ("act.registre", "mission-3"): _count_text,
}
