"""What the activity asks of the words, as written in `data/lexicon.yaml`."""

from dataclasses import dataclass
from functools import cache

from caire.sdk import read_yaml
from modules.informed.activities.word_map.vectors import DATA


@dataclass(frozen=True, slots=True)
class Asked:
    """A word whose neighbours are to be guessed among those offered."""

    word: str
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A short text; `without`: what it says is absent."""

    text: str
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    asked: tuple[Asked, ...]
    opposites: frozenset[frozenset[str]]
    alike: tuple[str, ...]
    paired: tuple[str, ...]
    trades_asked: tuple[str, ...]
    poles: tuple[tuple[str, str], ...]
    gendered: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]

    @property
    def trades(self) -> tuple[str, ...]:
        return (*self.alike, *self.paired)


@cache
def lexicon() -> Lexicon:
    raw = read_yaml(DATA / "lexicon.yaml")
    trades = raw["trades"]
    return Lexicon(
        tuple(Asked(one["word"], tuple(one["offered"])) for one in raw["asked"]),
        frozenset(frozenset(pair) for pair in raw["opposites"]),
        tuple(trades["alike"]),
        tuple(trades["paired"]),
        tuple(trades["asked"]),
        tuple((first, second) for first, second in raw["poles"]),
        tuple((first, second) for first, second in raw["gendered"]),
        tuple(Notice(one["text"], tuple(one["without"])) for one in raw["notices"]),
    )


def asked_of(seed: int) -> Asked:
    return lexicon().asked[seed % len(lexicon().asked)]
