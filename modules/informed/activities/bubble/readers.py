"""Three hundred simulated readers, whose clicks say which articles go together."""

import math
from functools import cache

from caire.sdk import Mulberry32
from modules.informed.activities.bubble.articles import Article, articles, topics

READERS = 300
CLICKS = 18
SEED = 300
#: A reader clicks on a favourite topic, on a second one, or on any.
FAVOURITE, SECOND = 0.55, 0.2
#: How much more a tone is clicked than a calm one.
PULL = {"calm": 1.0, "angry": 2.0, "odd": 1.5}


@cache
def clicked() -> tuple[frozenset[int], ...]:
    """The articles that each reader clicked."""
    chance = Mulberry32(SEED)
    return tuple(_clicks(chance) for _ in range(READERS))


def _clicks(chance: Mulberry32) -> frozenset[int]:
    kinds = [topic.id for topic in topics()]
    favourite, second = chance.below(len(kinds)), chance.below(len(kinds))
    found = set()
    for _ in range(CLICKS):
        drawn = chance.random()
        if drawn < FAVOURITE:
            topic = kinds[favourite]
        elif drawn < FAVOURITE + SECOND:
            topic = kinds[second]
        else:
            topic = kinds[chance.below(len(kinds))]
        found.add(_pulled([a for a in articles() if a.topic == topic], chance).id)
    return frozenset(found)


def _pulled(offered: list[Article], chance: Mulberry32) -> Article:
    """One of them, more often when its tone pulls."""
    left = chance.random() * sum(PULL[article.tone] for article in offered)
    for article in offered[:-1]:
        left -= PULL[article.tone]
        if left < 0:
            return article
    return offered[-1]


@cache
def popularity() -> tuple[float, ...]:
    """The share of readers who clicked each article, in [0, 1]."""
    return tuple(
        sum(article.id in reader for reader in clicked()) / READERS for article in articles()
    )


@cache
def similarity() -> tuple[tuple[float, ...], ...]:
    """Cosine between articles over the readers: 1 when the same people clicked both, 0 when none.

    An article has no similarity with itself: it is not proposed again.
    """
    size = len(articles())
    together = [[0] * size for _ in range(size)]
    for reader in clicked():
        for one in reader:
            for other in reader:
                together[one][other] += 1
    return tuple(
        tuple(
            0.0
            if one == other or not together[one][other]
            else together[one][other] / math.sqrt(together[one][one] * together[other][other])
            for other in range(size)
        )
        for one in range(size)
    )
