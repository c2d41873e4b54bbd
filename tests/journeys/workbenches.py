"""What is tried out in the activities before a step can be answered, in both versions."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.hands import Hands, Keyboard

Bench = Callable[[Page, Hands], None]


def _train_visual(page: Page, hands: Hands) -> None:
    """Move an example, relabel it, take two away, and have the classifier examined."""
    example = page.locator('[data-plot="bench"] [role="button"]').first
    if isinstance(hands, Keyboard):
        hands.reach(example)
        before = example.get_attribute("aria-label")
        hands.keys.press("ArrowRight")
        hands.keys.press("Enter")
        assert example.get_attribute("aria-label") != before
        hands.keys.press("Delete")
        hands.keys.press("Delete")
    expect(page.locator('[data-plot="bench"] [role="button"]')).to_have_count(12)
    with page.expect_response("**/explore"):
        hands.press(page.get_by_role("button", name="Passer l’examen"))
    expect(page.locator(".activity__status p")).not_to_be_empty()


def _train_text(page: Page, hands: Hands) -> None:
    for rank in (0, 1):
        hands.select(page.locator(f'[name="c-{rank}"]'), "remove")
    hands.follow(page.get_by_role("button", name="Mettre le trieur à jour"))
    hands.follow(page.get_by_role("button", name="Passer l’examen"))


def _write_visual(page: Page, hands: Hands) -> None:
    """Three sentences at temperature 0, three at 1.5."""
    sentence = page.get_by_role("button", name="Une phrase")
    expect(sentence).to_be_enabled()
    for temperature in ("0", "1.5"):
        hands.choose(page.locator(f'[data-generator] [name=temperature][value="{temperature}"]'))
        for _ in range(3):
            with page.expect_response("**/explore"):
                hands.press(sentence)


def _write_text(page: Page, hands: Hands) -> None:
    for temperature in ("0", "1.5"):
        hands.choose(page.locator(f'#bench-settings [name=temperature][value="{temperature}"]'))
        hands.follow(page.get_by_role("button", name="Reprendre avec ces réglages"))
        for _ in range(3):
            hands.follow(page.get_by_role("button", name="Une phrase"))


def _stray_visual(page: Page, hands: Hands) -> None:
    """Ask the recipes about the office."""
    sentence = page.get_by_role("button", name="Une phrase")
    expect(sentence).to_be_enabled()
    with page.expect_response("**/explore"):
        hands.choose(page.locator('[data-generator] [name=corpus][value="recipes"]'))
    hands.write(page.locator("#opening"), "La photocopieuse")
    with page.expect_response("**/explore"):
        hands.press(sentence)


def _stray_text(page: Page, hands: Hands) -> None:
    hands.choose(page.locator('#bench-settings [name=corpus][value="recipes"]'))
    hands.write(page.locator("#typed"), "La photocopieuse")
    hands.follow(page.get_by_role("button", name="Reprendre avec ces réglages"))
    hands.follow(page.get_by_role("button", name="Une phrase"))


def _cut_visual(page: Page, hands: Hands) -> None:
    """Type a text, then take merges back with the arrows."""
    hands.write(page.locator('[data-part="text"]'), "anticonstitutionnellement merci")
    expect(page.locator('[data-part="tokens"] li')).to_have_count(2)
    slider = page.locator('[data-part="known"]')
    if isinstance(hands, Keyboard):
        hands.reach(slider)
        before = slider.get_attribute("aria-valuetext")
        hands.keys.press("ArrowLeft")
        assert slider.get_attribute("aria-valuetext") != before


def _cut_text(page: Page, hands: Hands) -> None:
    hands.write(page.locator("#text"), "anticonstitutionnellement merci")
    hands.follow(page.get_by_role("button", name="Couper ce texte"))
    hands.write(page.locator("#known"), "10")
    hands.follow(page.get_by_role("button", name="Appliquer ce nombre de fusions"))


#: (activity, step) -> what is done before it.
VISUAL: dict[tuple[str, str], Bench] = {
    ("act.points-voisins", "mission-1"): _train_visual,
    ("act.mot-suivant", "mission-1"): _write_visual,
    ("act.mot-suivant", "mission-2"): _stray_visual,
    ("act.decoupeur", "mission-1"): _cut_visual,
}
TEXT: dict[tuple[str, str], Bench] = {
    ("act.points-voisins", "mission-1"): _train_text,
    ("act.mot-suivant", "mission-1"): _write_text,
    ("act.mot-suivant", "mission-2"): _stray_text,
    ("act.decoupeur", "mission-1"): _cut_text,
}
