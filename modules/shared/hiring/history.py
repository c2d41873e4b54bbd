"""Made-up recruitment: the history that models learn from, and new candidates to choose among.

Nobody is real. Skill is spread alike in both groups; past decisions took points off for a career
break, and breaks are more frequent in group B. `build` writes it once; the client reads the file.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from caire.sdk import Mulberry32
from modules.shared import STATIC

FILE = STATIC / "hiring_history.json"
SEED = 20261205
TRAINED, MOST_B = 600, 300
MOST_A = TRAINED - TRAINED // 10
NEW_PER_GROUP = 200
YEARS, MARK = 16, 21
BREAKS = {"A": 0.1, "B": 0.55}
PENALTY, BAR = 8, 0.3
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Row:
    """`years` of experience in [0, 15], `mark` at the test in [0, 20], the rest 0 or 1.

    `luck` in [0, 99] says from which level of noise (in percent) the decision is turned over.
    """

    years: int
    mark: int
    interrupted: int
    school: int
    group: int
    chosen: int
    luck: int


@dataclass(frozen=True, slots=True)
class History:
    """`past_a` and `past_b` are cut to the share wanted; `new` is never learned from."""

    past_a: tuple[Row, ...]
    past_b: tuple[Row, ...]
    new: tuple[Row, ...]

    def training(self, share: int, noise: int) -> list[Row]:
        """600 rows, `share` percent of group B, `noise` percent of decisions turned over."""
        count = TRAINED * share // PERCENT
        rows = [*self.past_a[: TRAINED - count], *self.past_b[:count]]
        return [_turned(row) if row.luck < noise else row for row in rows]


def _turned(row: Row) -> Row:
    return Row(
        row.years, row.mark, row.interrupted, row.school, row.group, 1 - row.chosen, row.luck
    )


def make_history(seed: int = SEED) -> History:
    """The history, drawn anew."""
    generator = Mulberry32(seed)
    past_a = [_draw("A", generator)[0] for _ in range(MOST_A)]
    past_b = [_draw("B", generator)[0] for _ in range(MOST_B)]
    new = [_draw(group, generator)[0] for group in "AB" for _ in range(NEW_PER_GROUP)]
    return History(tuple(past_a), tuple(past_b), tuple(new))


@cache
def reread(seed: int = SEED) -> tuple[int, ...]:
    """For each new candidate, in order: chosen (1) or not had a career break cost nothing."""
    generator = Mulberry32(seed)
    for group, count in (("A", MOST_A), ("B", MOST_B)):
        for _ in range(count):
            _draw(group, generator)
    return tuple(_draw(group, generator)[1] for group in "AB" for _ in range(NEW_PER_GROUP))


def _draw(group: str, generator: Mulberry32) -> tuple[Row, int]:
    """Somebody, and what would have been decided without the penalty."""
    years, mark = generator.below(YEARS), generator.below(MARK)
    interrupted = int(generator.random() < BREAKS[group])
    school = generator.below(2)
    skill = 0.3 * (years - 7.5) + 0.35 * (mark - 10) + 0.4 * (school - 0.5)
    # A logistic draw: two recruiters do not always decide alike.
    drawn = min(max(generator.random(), 1e-9), 1 - 1e-9)
    mood = 0.5 * log(drawn / (1 - drawn))
    chosen = int(skill + mood - PENALTY * interrupted > BAR)
    row = Row(years, mark, interrupted, school, int(group == "B"), chosen, generator.below(PERCENT))
    return row, int(skill + mood > BAR)


def written(history: History) -> str:
    """As served: rows of seven numbers, one a line."""
    parts = {
        "pastA": _rows(history.past_a),
        "pastB": _rows(history.past_b),
        "new": _rows(history.new),
    }
    lists = (f'"{name}": [\n' + ",\n".join(rows) + "\n]" for name, rows in parts.items())
    return "{" + ",\n".join(lists) + "}\n"


def _rows(rows: Sequence[Row]) -> list[str]:
    return [
        f"[{r.years},{r.mark},{r.interrupted},{r.school},{r.group},{r.chosen},{r.luck}]"
        for r in rows
    ]


@cache
def history() -> History:
    """What is served."""
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    past_a, past_b, new = (
        tuple(Row(*values) for values in raw[name]) for name in ("pastA", "pastB", "new")
    )
    return History(past_a, past_b, new)
