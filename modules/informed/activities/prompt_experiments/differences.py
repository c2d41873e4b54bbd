"""What changed between two texts, word by word, joined into runs that can be read."""

import re
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Literal

#: Two or three words alike between two changes are chance: they are shown as changed.
SHORTEST_RUN = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with the spaces that follow, as each text has it; empty where it is not."""

    before: str
    after: str
    kind: Literal["same", "removed", "added"]


def differences(before: str, after: str) -> list[Piece]:
    """Both texts in order: read in `before` alone, or in `after` alone, the pieces are whole."""
    old, new = (re.findall(r"\S+\s*", text) for text in (before, after))
    # Compared without their spaces: a line break more is not another word.
    bare_old, bare_new = ([word.strip() for word in words] for words in (old, new))
    matcher = SequenceMatcher(None, bare_old, bare_new, autojunk=False)
    *blocks, end = matcher.get_matching_blocks()
    kept = [b for b in blocks if b.size >= SHORTEST_RUN or _at_an_end(b, end)]
    pieces: list[Piece] = []
    here, there = 0, 0
    for block in (*kept, end):
        if block.a > here:
            pieces.append(Piece("".join(old[here : block.a]), "", "removed"))
        if block.b > there:
            pieces.append(Piece("", "".join(new[there : block.b]), "added"))
        here, there = block.a + block.size, block.b + block.size
        if block.size:
            same = "".join(old[block.a : here]), "".join(new[block.b : there])
            pieces.append(Piece(*same, "same"))
    return pieces


def _at_an_end(block: Match, end: Match) -> bool:
    """Both texts begin with this run, or both finish with it."""
    starts = block.a == block.b == 0
    return starts or (block.a + block.size, block.b + block.size) == (end.a, end.b)
