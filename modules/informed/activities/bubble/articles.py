"""The articles: made up, eight topics, three tones, a date of publication, a declared quality."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, Mulberry32, read_yaml, shuffled

ARTICLES = Path(__file__).parent / "data" / "articles.yaml"
TONES = ("calm", "angry", "odd")
#: Draws the order of publication and the declared qualities, the same for everybody.
SEED = 14
#: What readers say of an article once read, from 1 to 5: outrage is clicked more than valued.
QUALITY = {"calm": (3, 5), "angry": (1, 3), "odd": (2, 4)}


@dataclass(frozen=True, slots=True)
class Article:
    """`rank`: order of publication, the highest being the newest; `quality`: 1 to 5, declared."""

    id: int
    topic: str
    tone: str
    title: LocalText
    rank: int
    quality: int


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    name: LocalText


@cache
def topics() -> tuple[Topic, ...]:
    return tuple(Topic(t["topic"], t["name"]) for t in _raw())


@cache
def articles() -> tuple[Article, ...]:
    """By id, from 0."""
    rows = [
        (topic["topic"], tone, pair) for topic in _raw() for tone in TONES for pair in topic[tone]
    ]
    chance = Mulberry32(SEED)
    order = shuffled(range(len(rows)), chance)
    return tuple(
        Article(number, topic, tone, {"fr": fr, "en": en}, order[number], _quality(tone, chance))
        for number, (topic, tone, (fr, en)) in enumerate(rows)
    )


def _quality(tone: str, chance: Mulberry32) -> int:
    low, high = QUALITY[tone]
    return low + chance.below(high - low + 1)


def _raw() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_yaml(ARTICLES)
    return found
