"""Writes `data/loans.json`: made-up loans of equipment, 120 known and 120 later ones.

`python -m modules.informed.activities.question_tree.build`. Somebody already late who keeps
things long is late again; so is a long loan without a reminder. Chance turns one in six over.
The hour and the age of the equipment play no part.
"""

import json
from pathlib import Path

from caire.sdk import Mulberry32

#: Chosen so that the effect shows: known loans are answered ever better, later ones worse after 3.
SEED = 591
COUNT = 120
CHANCE = 0.17


def make_loans(seed: int = SEED) -> list[list[int]]:
    """Rows of past, days, reminder, objects, hour, years, late; the first COUNT are known."""
    generator = Mulberry32(seed)
    rows = []
    for _ in range(2 * COUNT):
        past = max(0, generator.below(6) - 2)
        days = 1 + generator.below(21)
        reminder = generator.below(2)
        objects = 1 + generator.below(5)
        hour = 8 + generator.below(11)
        years = 1 + generator.below(8)
        late = (past > 0 and days > 7) or (not reminder and days > 14)
        if generator.random() < CHANCE:
            late = not late
        rows.append([past, days, reminder, objects, hour, years, int(late)])
    return rows


def written() -> str:
    rows = make_loans()
    return json.dumps({"known": rows[:COUNT], "later": rows[COUNT:]}, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    target = Path(__file__).parent / "data" / "loans.json"
    target.write_text(written(), encoding="utf-8")
