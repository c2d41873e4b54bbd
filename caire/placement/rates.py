"""The error rates published with the rules: how often a test is wrong about a person. Pure.

They follow from the rules alone, with independent answers (CURRICULUM F.4.1, F.4.2).
"""

from collections import Counter

from caire.catalogue.course import Dispense, Entry
from caire.placement.routing import decide, next_step


def passed_by_luck(test: Dispense, cell_id: str) -> float:
    """Probability that somebody who does not know validates the cell."""
    return float(test.guess ** _length(test, cell_id))


def missed_by_slips(test: Dispense, cell_id: str) -> float:
    """Probability that somebody who knows does not validate it."""
    return float(1 - (1 - test.slip) ** _length(test, cell_id))


def _length(test: Dispense, cell_id: str) -> int:
    return next(len(cell.competencies) for cell in test.cells if cell.id == cell_id)


def chances_to_open(test: Entry) -> tuple[tuple[float, float], ...]:
    """For each published share of right answers, the probability of « oui »; both in [0, 1]."""
    ways = _ways_to_open(test)
    return tuple(
        (share, sum(n * share**right * (1 - share) ** wrong for (right, wrong), n in ways.items()))
        for share in test.published_shares
    )


def _ways_to_open(test: Entry) -> Counter[tuple[int, int]]:
    """How many series of answers lead to « oui », by right answers and others.

    Series that the rule cannot tell apart are followed once, with their number.
    """
    found: Counter[tuple[int, int]] = Counter()
    series: dict[tuple[int, ...], tuple[tuple[bool, ...], int]] = {(): ((), 1)}
    while series:
        longer: dict[tuple[int, ...], tuple[tuple[bool, ...], int]] = {}
        for rights, ways in series.values():
            if next_step(test, rights) is None:
                if decide(test, rights, stop="rule").passed:
                    found[sum(rights), len(rights) - sum(rights)] += ways
                continue
            for answer in (True, False):
                one = (*rights, answer)
                alike = _what_the_rule_sees(test, one)
                longer[alike] = (one, longer.get(alike, (one, 0))[1] + ways)
        series = longer
    return found


def _what_the_rule_sees(test: Entry, rights: tuple[bool, ...]) -> tuple[int, ...]:
    """Right answers in all, then on each competency that has a floor."""
    on_floors = (
        sum(r for c, r in zip(test.order, rights, strict=False) if c == floor.competency)
        for floor in test.floors
    )
    return (sum(rights), *on_floors)
