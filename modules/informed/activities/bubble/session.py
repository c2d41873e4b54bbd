"""What a run keeps: the clicks, where the levers are, which of them widened the feed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from modules.informed.activities.bubble.articles import Article
from modules.informed.activities.bubble.recommender import (
    HIGH,
    Lever,
    Levers,
    diversity,
    feed,
    reader_of,
)


@dataclass(frozen=True, slots=True)
class Session:
    """`raised`: the levers that alone took the diversity above the aim."""

    clicks: tuple[int, ...] = ()
    levers: Levers = Levers()
    raised: tuple[Lever, ...] = ()

    def stored(self) -> dict[str, Any]:
        return {
            "clicks": list(self.clicks),
            "levers": asdict(self.levers),
            "raised": list(self.raised),
        }


def session_of(workspace: Mapping[str, Any]) -> Session:
    if not workspace:
        return Session()
    return Session(
        tuple(workspace["clicks"]), Levers(**workspace["levers"]), tuple(workspace["raised"])
    )


def profile(clicks: tuple[int, ...], seed: int) -> tuple[tuple[int, ...], bool]:
    """The clicks whose feed is to be widened: one's own, or, when one's feed stayed wide, those of
    the simulated reader; and whether they are one's own."""
    if diversity(feed(clicks, Levers(), seed)) < HIGH:
        return clicks, True
    return reader_of(seed)[1], False


def widened(clicks: tuple[int, ...], levers: Levers, seed: int) -> tuple[tuple[Article, ...], bool]:
    """The feed with these levers, and whether it is diverse enough."""
    shown = feed(clicks, levers, seed)
    return shown, diversity(shown) >= HIGH


def guess_score(guess: int, truth: int) -> float:
    """1 for the right number of topics, a third less for each one away."""
    return max(0.0, 1.0 - abs(guess - truth) / 3)


def raised_score(raised: tuple[Lever, ...]) -> float:
    """Two levers, each worth a half; a third one adds nothing."""
    return min(2, len(raised)) / 2
