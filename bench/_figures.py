"""What a bench prints: a table for people, one JSON object a line for programs."""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`beside` is the bound or the peer of the same run; `ratio` is `value / beside`."""

    figure: str
    value: float
    unit: str
    beside: float
    ratio: float


def figure(name: str, value: float, unit: str, beside: float) -> Figure:
    ratio = round(value / beside, 3) if beside else 0.0
    return Figure(name, round(value, 3), unit, round(beside, 3), ratio)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies; `share` in [0, 1]."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def wants_json(description: str) -> bool:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    return bool(parser.parse_args().json)


def show(figures: Iterable[Figure], *, as_json: bool) -> None:
    """Each figure as soon as it is known."""
    if not as_json:
        print(f"{'figure':<52}{'value':>10}  {'unit':<14}{'beside':>10}{'ratio':>8}")
    for one in figures:
        if as_json:
            print(json.dumps(asdict(one)), flush=True)
        else:
            print(
                f"{one.figure:<52}{one.value:>10.3f}  {one.unit:<14}"
                f"{one.beside:>10.3f}{one.ratio:>8.2f}",
                flush=True,
            )
