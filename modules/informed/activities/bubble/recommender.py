"""The feed: eight articles chosen from what was clicked, and how diverse their topics are.

Item-based collaborative filtering: an article is worth its popularity, plus how alike it is, by
readers, to each one clicked. The levers change what is maximised, or let something else in.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from caire.sdk import Mulberry32
from modules.informed.activities.bubble.articles import Article, articles, topics
from modules.informed.activities.bubble.readers import popularity, similarity

SHOWN = 8
CLICKS = 15
#: What the diversity must reach, as a share of the highest possible.
HIGH = 0.8
RATES = (0, 20, 40, 60, 80)
OBJECTIVES = ("clicks", "diversity", "quality")
ORDERS = ("chosen", "newest")
Lever = Literal["explore", "muted", "order", "objective"]
LEVERS: tuple[Lever, ...] = ("explore", "muted", "order", "objective")
#: Each article of a topic already in the feed is worth this much less when diversity is sought.
REPEATED = 0.2
#: What is liked by all weighs this many times what is liked by people alike: a bubble takes clicks.
POPULAR = 6.0
#: An article comes back once this many others have been read since.
RECENT = 6


@dataclass(frozen=True, slots=True)
class Levers:
    """`explore`: percent of places filled at random; `muted`: a topic not wanted; `order`: newest
    first, whatever was clicked; `objective`: what the ranking maximises."""

    explore: int = 0
    muted: str = ""
    order: str = "chosen"
    objective: str = "clicks"

    @property
    def moved(self) -> tuple[Lever, ...]:
        """The levers that are not where the service put them."""
        start = Levers()
        return tuple(lever for lever in LEVERS if getattr(self, lever) != getattr(start, lever))


@lru_cache(maxsize=1024)
def feed(clicks: tuple[int, ...], levers: Levers, seed: int) -> tuple[Article, ...]:
    """The eight articles proposed after these clicks. Before the first one, nothing is known: the
    most clicked article of each topic."""
    wanted = [a for a in articles() if a.topic != levers.muted]
    if levers.order == "newest":
        return tuple(sorted(wanted, key=lambda a: -a.rank)[:SHOWN])
    left = [a for a in wanted if a.id not in clicks[-RECENT:]]
    objective = levers.objective if clicks else "diversity"
    found = _best(left, _worth(clicks, objective), objective)
    return tuple(_explored(found, left, levers.explore, Mulberry32(seed + len(clicks))))


def _worth(clicks: Sequence[int], objective: str) -> list[float]:
    alike, popular = similarity(), popularity()
    worth = [POPULAR * popular[a.id] + sum(alike[c][a.id] for c in clicks) for a in articles()]
    if objective == "quality":
        most = max(worth)
        return [a.quality + worth[a.id] / most for a in articles()]
    return worth


def _best(left: Sequence[Article], worth: Sequence[float], objective: str) -> list[Article]:
    """The best eight. Sought for itself, diversity lowers what repeats a topic."""
    found: list[Article] = []
    rest = list(left)
    while rest and len(found) < SHOWN:
        held = Counter(article.topic for article in found)
        repeated = REPEATED if objective == "diversity" else 1.0
        best = max(rest, key=lambda a: (worth[a.id] * repeated ** held[a.topic], -a.id))
        rest.remove(best)
        found.append(best)
    return found


def _explored(
    found: Sequence[Article], left: Sequence[Article], rate: int, chance: Mulberry32
) -> list[Article]:
    """Each place is given, so many times in a hundred, to an article drawn at random among the
    topics that the feed does not show."""
    shown = list(found)
    for place in range(len(shown)):
        if chance.random() * 100 < rate:
            held = {article.topic for article in shown}
            others = [a for a in left if a.topic not in held]
            if others:
                shown[place] = others[chance.below(len(others))]
    return shown


def entropy(kinds: Sequence[str]) -> float:
    """Shannon's, in bits: 0 when all are the same, 3 when eight topics share the feed."""
    counts = Counter(kinds).values()
    return sum(n / len(kinds) * math.log2(len(kinds) / n) for n in counts)


def diversity(shown: Sequence[Article]) -> float:
    """Entropy of the topics, as a share of the highest possible, in [0, 1]."""
    return min(1.0, entropy([article.topic for article in shown]) / math.log2(len(topics())))


def topics_shown(shown: Sequence[Article]) -> int:
    return len({article.topic for article in shown})


@lru_cache(maxsize=256)
def reader_of(seed: int) -> tuple[str, tuple[int, ...]]:
    """A simulated reader of the run: a favourite topic, fifteen clicks on the first article of this
    topic, else on the first one."""
    favourite = topics()[Mulberry32(seed).below(len(topics()))].id
    clicks: tuple[int, ...] = ()
    for _ in range(CLICKS):
        shown = feed(clicks, Levers(), seed)
        liked = next((article for article in shown if article.topic == favourite), shown[0])
        clicks = (*clicks, liked.id)
    return favourite, clicks
