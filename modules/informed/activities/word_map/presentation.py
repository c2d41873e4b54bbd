"""What the template and the client script of `act.carte-mots` receive."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, decimal, frame, rotated
from modules.informed.activities.word_map.bench import SHOWN, Bench, bench_of
from modules.informed.activities.word_map.lexicon import asked_of, lexicon
from modules.informed.activities.word_map.search import Hit, by_meaning, by_words, on_map
from modules.informed.activities.word_map.vectors import (
    Near,
    along,
    analogy,
    neighbours,
    vectors,
)

#: The drawing: the map is a square of SIDE; labels stand in a column at its right.
SIDE, MARGIN = 270, 10
HITS = 3
ANALOGIES = 3


def present(
    run: Run, manifest: ActivityManifest, speech: Speech, sources: Sequence[str]
) -> dict[str, Any]:
    """Only what the steps done so far allow to know."""
    asked = asked_of(run.seed)
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "asked": asked.word,
        "offered": [(str(rank), word) for rank, word in enumerate(asked.offered)],
        "words": sorted(vectors()),
    }
    bench = bench_of(run.workspace)
    if "prediction" in run.done:
        view["near"] = _near(bench.word or asked.word, run)
    if "mission-1" in run.done:
        view["axis"] = _axis(bench, run)
        view["sources"] = [
            (name, speech.say(f"source_{name}", run.language))
            for name in rotated(sources, run.seed)
        ]
        view["trades"] = [(word, word) for word in lexicon().trades_asked]
    if "mission-2" in run.done:
        view["search"] = _search(bench, run)
    return view


def _rows(found: Sequence[Near], run: Run) -> list[dict[str, Any]]:
    return [
        {
            "word": near.word,
            "cosine": decimal(near.cosine, 2, run.language),
            "share": round(100 * max(0.0, near.cosine)),
        }
        for near in found
    ]


def _near(word: str, run: Run) -> dict[str, Any]:
    found = neighbours(word, SHOWN)
    return {"word": word, "rows": _rows(found, run), "map": _map([word, *(n.word for n in found)])}


@cache
def places() -> dict[str, tuple[float, float]]:
    """Each word on the map: its two first numbers, brought to the square of the drawing."""
    found = {word: (vector[0], vector[1]) for word, vector in vectors().items()}
    lows = [min(place[axis] for place in found.values()) for axis in (0, 1)]
    highs = [max(place[axis] for place in found.values()) for axis in (0, 1)]
    inner = SIDE - 2 * MARGIN
    return {
        word: (
            round(MARGIN + inner * (x - lows[0]) / (highs[0] - lows[0]), 1),
            round(MARGIN + inner * (highs[1] - y) / (highs[1] - lows[1]), 1),
        )
        for word, (x, y) in found.items()
    }


def _map(shown: Sequence[str]) -> dict[str, Any]:
    """All words as dots in one path; those shown with a label each, which never overlap."""
    dots = "".join(f"M{x} {y}h0" for x, y in places().values())
    ordered = sorted(shown, key=lambda word: places()[word][1])
    step = (SIDE - 2 * MARGIN) / max(1, len(ordered) - 1)
    labels = [
        {
            "word": word,
            "x": places()[word][0],
            "y": places()[word][1],
            "label_y": round(MARGIN + rank * step, 1),
            "first": word == shown[0],
        }
        for rank, word in enumerate(ordered)
    ]
    return {"dots": dots, "labels": labels}


def _axis(bench: Bench, run: Run) -> dict[str, Any]:
    found: dict[str, Any] = {
        "pairs": [
            (f"{first}-{second}", f"{first} – {second}") for first, second in lexicon().poles
        ],
        "chosen": "-".join(bench.poles or lexicon().poles[0]),
        "analogy": bench.analogy or ("homme", "femme", "médecin"),
        "placed": [],
        "found": [],
    }
    if bench.analogy:
        a, b, c = bench.analogy
        found["found"] = _rows(analogy(a, b, c, ANALOGIES), run)
    if bench.poles:
        placed = along(bench.poles[0], bench.poles[1], lexicon().trades)
        widest = max(abs(near.cosine) for near in placed)
        found["poles"] = bench.poles
        found["placed"] = [
            {
                "word": near.word,
                "value": _signed(near.cosine, run.language),
                "x": round(50 + 48 * near.cosine / widest, 1),
                "alike": near.word in lexicon().alike,
            }
            for near in placed
        ]
    return found


def _signed(value: float, language: str) -> str:
    """Two decimals, with a minus sign, never before a zero."""
    return decimal(round(value, 2) + 0.0, 2, language)


def _search(bench: Bench, run: Run) -> dict[str, Any]:
    meaning, words = by_meaning(bench.query), by_words(bench.query)
    return {
        "notices": [notice.text for notice in lexicon().notices],
        "query": " ".join(bench.query),
        "read": on_map(bench.query),
        "meaning": [
            {"text": hit.notice.text, "cosine": decimal(hit.cosine, 2, run.language)}
            for hit in meaning[:HITS]
        ],
        "words": [_shared(hit) for hit in words[:HITS]],
    }


def _shared(hit: Hit) -> dict[str, Any]:
    return {"text": hit.notice.text, "shared": ", ".join(hit.shared)}
