"""`act.fiche-modele`: every point of a sheet is judged, sentence first."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.forms import Forms
from tests.support.hands import Hands


def _judge_visual(points: int) -> Callable[[Page, Hands], None]:
    def judge(page: Page, hands: Hands) -> None:
        live = page.locator("[data-live=desk]")
        for rank in range(1, points + 1):
            expect(live.locator(".audit__where")).to_contain_text(f"point {rank} sur {points}")
            if rank == 2:
                hands.press(live.get_by_role("button", name="Absent"))
                continue
            hands.choose(live.locator("#bench-judge [type=radio]").first)
            hands.press(live.get_by_role("button", name="Vague"))
        expect(page.locator(".activity__status p")).to_contain_text("Tous les points")

    return judge


def _judge_text(forms: Forms) -> None:
    forms.send("Garder ces constats", dict.fromkeys(forms.names("state-*"), "absent"))


MISSIONS = {"mission-1": 6, "mission-2": 18, "mission-3": 6}
VISUAL = {("act.fiche-modele", mission): _judge_visual(n) for mission, n in MISSIONS.items()}
TEXT = {("act.fiche-modele", mission): _judge_text for mission in MISSIONS}
