"""What the pages show of a sorting: the cards left, the reasons of those sorted."""

from collections.abc import Mapping
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, frame, in_language
from modules.aware.activities.data_sorting.cards import (
    BINS,
    TOOLS,
    TRANSFORMATIONS,
    Deal,
    deals,
    example,
)
from modules.aware.activities.data_sorting.scoring import (
    LEAK,
    PARTLY,
    Sorted,
    points,
    read_sorted,
)


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """The values for the template; a card's verdict comes once it is sorted."""
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "example": in_language(example().text, run.language),
        "tools": [
            (speech.say(f"tool_{tool}", run.language), speech.say(f"about_{tool}", run.language))
            for tool in TOOLS
        ],
    }
    if "prediction" in run.done:
        cards = [_card(rank, d, run, speech) for rank, d in enumerate(deals(run.seed), start=1)]
        view["bench"] = {
            "left": [card for card in cards if "answer" not in card],
            "sorted": [card for card in cards if "answer" in card],
            "total": len(cards),
            "bins": [(name, speech.say(f"bin_{name}", run.language)) for name in BINS],
            "changes": [
                (name, speech.say(f"change_{name}", run.language)) for name in TRANSFORMATIONS
            ],
        }
        view["client"] |= {"cards": view["bench"]["left"], "total": len(cards)}
    return view


def _card(rank: int, deal: Deal, run: Run, speech: Speech) -> dict[str, Any]:
    card = {
        "rank": rank,
        "id": deal.card.id,
        "text": in_language(deal.card.text, run.language),
        "tool": speech.say(f"tool_{deal.tool}", run.language),
    }
    written = run.workspace.get(deal.card.id)
    if written:
        chosen = read_sorted(written)
        card |= {
            "kind": speech.say(f"kind_{deal.card.kind}", run.language),
            "answer": _say_choice(chosen, run, speech),
            "verdict": speech.say(f"verdict_{_verdict(deal, chosen)}", run.language),
            "why": explain(deal, chosen, run, speech),
        }
    return card


def explain(deal: Deal, chosen: Sorted, run: Run, speech: Speech) -> str:
    """Whether the choice was right, what was expected, why, and by which rule."""
    why = in_language(deal.card.why, run.language)
    if len(deal.bins) > 1 and deal.card.condition:
        condition = in_language(deal.card.condition, run.language)
        why = speech.say("condition", run.language, why=why, condition=condition)
    return speech.say(
        f"why_{_verdict(deal, chosen)}",
        run.language,
        expected=_say_expected(deal, run, speech),
        why=why,
        reference=in_language(deal.card.reference, run.language),
    )


def _verdict(deal: Deal, chosen: Sorted) -> str:
    names: Mapping[float, str] = {1.0: "right", PARTLY: "partly", LEAK: "leak"}
    return names.get(points(deal, chosen), "wrong")


def _say_expected(deal: Deal, run: Run, speech: Speech) -> str:
    """« après transformation (supprimer ou remplacer par un code) »."""
    either = speech.say("or", run.language)
    said = []
    for name in deal.bins:
        bin_ = speech.say(f"bin_{name}", run.language).lower()
        if name == "after":
            changes = (speech.say(f"change_{c}", run.language) for c in deal.card.accepted)
            bin_ = speech.say("answer", run.language, bin=bin_, change=either.join(changes))
        said.append(bin_)
    return either.join(said)


def _say_choice(chosen: Sorted, run: Run, speech: Speech) -> str:
    bin_ = speech.say(f"bin_{chosen.bin}", run.language)
    if not chosen.transformation:
        return bin_
    change = speech.say(f"change_{chosen.transformation}", run.language)
    return speech.say("answer", run.language, bin=bin_, change=change)
