"""What is tried out in the activities before a step can be answered, in both versions."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from playwright.sync_api import Page, expect

from tests.modules import benches
from tests.support.forms import Forms
from tests.support.hands import Finger, Hands, Keyboard
from tests.support.reporting import reports

Bench = Callable[[Page, Hands], None]
WrittenBench = Callable[[Forms], None]


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
    else:
        for _ in range(2):
            hands.press(example)
            hands.press(page.get_by_role("button", name="Retirer", exact=True))
    expect(page.locator('[data-plot="bench"] [role="button"]')).to_have_count(12)
    with reports(page, action="exam"):
        hands.press(page.get_by_role("button", name="Passer l’examen"))
    expect(page.locator(".activity__status p")).not_to_be_empty()


def _train_text(forms: Forms) -> None:
    forms.send("Mettre le trieur à jour", {"c-0": "remove", "c-1": "remove"})
    forms.send("Passer l’examen")


def _write_visual(page: Page, hands: Hands) -> None:
    """Three sentences at temperature 0, three at 1.5."""
    sentence = page.get_by_role("button", name="Une phrase")
    expect(sentence).to_be_enabled()
    for temperature in ("0", "1.5"):
        hands.choose(page.locator(f'[data-generator] [name=temperature][value="{temperature}"]'))
        for _ in range(3):
            with page.expect_response("**/explore"):
                hands.press(sentence)


def _write_text(forms: Forms) -> None:
    for temperature in ("0", "1.5"):
        forms.send("Reprendre avec ces réglages", {"temperature": temperature})
        for _ in range(3):
            forms.send("Une phrase")


def _stray_visual(page: Page, hands: Hands) -> None:
    """Ask the recipes about the office."""
    sentence = page.get_by_role("button", name="Une phrase")
    expect(sentence).to_be_enabled()
    with page.expect_response("**/explore"):
        hands.choose(page.locator('[data-generator] [name=corpus][value="recipes"]'))
    hands.write(page.locator("#opening"), "La photocopieuse")
    with reports(page, action="sentence"):
        hands.press(sentence)


def _stray_text(forms: Forms) -> None:
    asked = {"corpus": "recipes", "typed": "La photocopieuse"}
    forms.send("Reprendre avec ces réglages", asked)
    forms.send("Une phrase")


def _cut_visual(page: Page, hands: Hands) -> None:
    """Type a text, then take merges back with the arrows."""
    expect(page.locator('[data-part="tokens"] li').first).to_be_visible()
    hands.write(page.locator('[data-part="text"]'), "anticonstitutionnellement merci")
    expect(page.locator('[data-part="tokens"] li')).to_have_count(2)
    slider = page.locator('[data-part="known"]')
    if isinstance(hands, Keyboard):
        hands.reach(slider)
        before = slider.get_attribute("aria-valuetext")
        hands.keys.press("ArrowLeft")
        assert slider.get_attribute("aria-valuetext") != before


def _cut_text(forms: Forms) -> None:
    forms.send("Couper ce texte", {"text": "anticonstitutionnellement merci"})
    forms.send("Appliquer ce nombre de fusions", {"known": "10"})


def _compare_visual(page: Page, hands: Hands) -> None:
    """Six times the answer A, each from the heading that the page puts forward."""
    for rank in range(1, 7):
        with page.expect_response("**/explore"):
            hands.press(page.get_by_role("button", name="Choisir la réponse A"))
        after = f"Paire {rank + 1} sur 6" if rank < 6 else "Vos six comparaisons sont faites"
        expect(page.locator("[data-live=compare] [data-focus]")).to_contain_text(after)


def _compare_text(forms: Forms) -> None:
    for _ in range(6):
        forms.send("Choisir cette réponse", {"choice": "a"})


#: The format is left out, whatever the request was.
REPAIRED = {"goal": "2", "context": "2", "constraints": "2", "format": "0", "control": "2"}


def _repair_visual(page: Page, hands: Hands) -> None:
    """Choose the blocks, see the request written, send it."""
    for name, level in REPAIRED.items():
        hands.choose(page.locator(f"#{name}-{level}"))
    expect(page.locator("[data-part=prompt] li")).to_have_count(5)
    expect(page.locator("[data-part=changed]")).to_have_text("Ingrédients changés\u00a0: 3")
    with page.expect_response("**/explore"):
        hands.press(page.get_by_role("button", name="Envoyer la consigne"))
    expect(page.locator(".activity__status p")).to_contain_text("8 sur 10")


def _repair_text(forms: Forms) -> None:
    forms.send("Envoyer la consigne", REPAIRED)


#: Passage, source, verdict: what can be read in each of the notes.
CHECKS = (
    ("s3", "a", "contradicted"),
    ("s5", "g", "contradicted"),
    ("s9", "c", "missing"),
)


def _hunt_visual(page: Page, hands: Hands) -> None:
    """Touch a passage in the note, open a source, give a verdict."""
    for rank, (sentence, source, verdict) in enumerate(CHECKS, start=1):
        claim = page.locator(f"[data-note=inquiry] [data-claim={sentence}]")
        hands.press(claim)
        expect(claim).to_have_attribute("aria-pressed", "true")
        hands.choose(page.locator(f"#source-{source}"))
        hands.press(page.get_by_role("button", name="Ouvrir cette source"))
        expect(page.locator("[data-live=log] li")).to_have_count(rank)
        hands.choose(page.locator(f"#verdict-{verdict}"))
        hands.press(page.get_by_role("button", name="Rendre ce verdict"))
        expect(claim).to_have_attribute("data-verdict", verdict)


def _hunt_text(forms: Forms) -> None:
    for sentence, source, verdict in CHECKS:
        forms.send("Ouvrir cette source", {"sentence": sentence, "source": source})
        forms.send("Rendre ce verdict", {"sentence": sentence, "verdict": verdict})


EXTRACTS = 16


def _sort_visual(page: Page, hands: Hands) -> None:
    """Keep half of the extracts out, and have a piece removed from the others."""
    for rank in range(EXTRACTS):
        if rank % 2:
            hands.press(page.locator('[data-bin="after"]'))
            chosen = page.locator('[data-change="remove"]')
        else:
            chosen = page.locator('[data-bin="never"]')
        with page.expect_response("**/explore"):
            hands.press(chosen)
        expect(page.locator('[data-part="reason"]')).not_to_be_empty()
        if rank < EXTRACTS - 1:
            hands.press(page.get_by_role("button", name="Extrait suivant"))
    expect(page.locator('[data-part="reason"]')).to_contain_text("validez l’étape")


def _sort_text(forms: Forms) -> None:
    sorted_: dict[str, str] = {}
    for rank, name in enumerate(forms.names("bin-*")):
        sorted_[name] = "after" if rank % 2 else "never"
        if rank % 2:
            sorted_[name.replace("bin-", "change-")] = "remove"
    forms.send("Trier et lire les raisons", sorted_)


def _slide(page: Page, hands: Hands, name: str, *, to_end: bool) -> None:
    """Bring a slider to one of its ends."""
    slider = page.locator(f'[data-part="{name}"]')
    with page.expect_response("**/explore"):
        if isinstance(hands, Keyboard):
            hands.reach(slider)
            hands.keys.press("End" if to_end else "Home")
        else:
            box = slider.bounding_box()
            assert box
            place = {"x": box["width"] - 2 if to_end else 2, "y": box["height"] / 2}
            act = slider.tap if isinstance(hands, Finger) else slider.click
            act(position=place)
    end = slider.get_attribute("max" if to_end else "min")
    assert slider.input_value() == end, f"{page.url}: {name} is not at its end"


def _share_visual(page: Page, hands: Hands) -> None:
    expect(page.locator("[data-lab][data-ready]")).to_be_visible()
    _slide(page, hands, "share", to_end=False)
    _slide(page, hands, "share", to_end=True)
    expect(page.locator(".activity__status p")).to_contain_text("Rapport")


def _noise_visual(page: Page, hands: Hands) -> None:
    expect(page.locator("[data-lab][data-ready]")).to_be_visible()
    _slide(page, hands, "noise", to_end=True)


def _share_text(forms: Forms) -> None:
    forms.send("Entraîner le modèle", {"share": "10", "noise": "0"})
    forms.send("Entraîner le modèle", {"share": "50", "noise": "0"})


def _noise_text(forms: Forms) -> None:
    forms.send("Entraîner le modèle", {"share": "50", "noise": "30"})


SAVED = ("less-reasoning", "shorter", "without-ai")


def _gauge_visual(page: Page, hands: Hands) -> None:
    expect(page.locator("[data-gauge][data-ready]")).to_be_visible()
    with page.expect_response("**/explore"):
        for action in SAVED:
            hands.choose(page.locator(f"#actions-{action}"))
    expect(page.locator('[data-part="saved"]')).to_contain_text("Avec 3 gestes")


def _gauge_text(forms: Forms) -> None:
    forms.send("Mettre la jauge à jour", {"actions": list(SAVED)})


#: (activity, step) -> what is done before it.
VISUAL: dict[tuple[str, str], Bench] = {
    ("act.points-voisins", "mission-1"): _train_visual,
    ("act.mot-suivant", "mission-1"): _write_visual,
    ("act.mot-suivant", "mission-2"): _stray_visual,
    ("act.decoupeur", "mission-1"): _cut_visual,
    ("act.tri-donnees", "mission-1"): _sort_visual,
    ("act.labo-biais", "mission-1"): _share_visual,
    ("act.labo-biais", "mission-2"): _noise_visual,
    ("act.jauge-empreinte", "mission-1"): _gauge_visual,
    ("act.atelier-consignes", "mission-1"): _compare_visual,
    ("act.atelier-consignes", "mission-2"): _repair_visual,
    ("act.chasse-hallucinations", "mission-1"): _hunt_visual,
}
TEXT: dict[tuple[str, str], WrittenBench] = {
    ("act.points-voisins", "mission-1"): _train_text,
    ("act.mot-suivant", "mission-1"): _write_text,
    ("act.mot-suivant", "mission-2"): _stray_text,
    ("act.decoupeur", "mission-1"): _cut_text,
    ("act.tri-donnees", "mission-1"): _sort_text,
    ("act.labo-biais", "mission-1"): _share_text,
    ("act.labo-biais", "mission-2"): _noise_text,
    ("act.jauge-empreinte", "mission-1"): _gauge_text,
    ("act.atelier-consignes", "mission-1"): _compare_text,
    ("act.atelier-consignes", "mission-2"): _repair_text,
    ("act.chasse-hallucinations", "mission-1"): _hunt_text,
}

# Every other activity says its own in a file of `tests/modules/benches`.
for _found in iter_modules(benches.__path__):
    _module = import_module(f"{benches.__name__}.{_found.name}")
    VISUAL |= _module.VISUAL
    TEXT |= _module.TEXT
