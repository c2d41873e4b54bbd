"""Writes `data/cases.json`: the scores of the fictional cases.

`python -m modules.informed.activities.threshold.build`. In each population the scores are the
quantiles of a normal law, so the two hills keep their shape when the share of real cases changes:
only their sizes do. Each list holds how many cases have the score 0, 1… 100.
"""

import json
from pathlib import Path
from statistics import NormalDist

TOTAL = 1000
#: Real cases in a thousand: 1%, 10%, 40%.
PREVALENCES = (10, 100, 400)
#: Scenario -> (mean, standard deviation) of the scores without the problem, then with it.
HILLS = {
    "care": ((33.0, 15.0), (64.0, 15.0)),
    "benefits": ((36.0, 14.0), (61.0, 14.0)),
    "studies": ((38.0, 15.0), (66.0, 13.0)),
}


def scores(count: int, mean: float, deviation: float) -> list[int]:
    """How many of `count` cases have each score from 0 to 100."""
    law = NormalDist(mean, deviation)
    found = [0] * 101
    for rank in range(count):
        found[min(100, max(0, round(law.inv_cdf((rank + 0.5) / count))))] += 1
    return found


def populations() -> dict[str, dict[str, dict[str, list[int]]]]:
    return {
        name: {
            str(real): {"fine": scores(TOTAL - real, *fine), "real": scores(real, *problem)}
            for real in PREVALENCES
        }
        for name, (fine, problem) in HILLS.items()
    }


if __name__ == "__main__":
    target = Path(__file__).parent / "data" / "cases.json"
    target.write_text(json.dumps(populations(), separators=(",", ":")) + "\n", encoding="utf-8")
