"""What the learner did, turned into scores: pure functions, every score in [0, 1]."""

from collections.abc import Collection, Mapping, Sequence

from modules.aware.activities.claim_hunt.dossiers import Dossier, Source

BUDGET = 6
PLANNED = 3
#: What a generator invents most easily in a credible shape, and what costs most when it is wrong.
PRIORITY = frozenset({"name", "date", "figure", "quote", "law"})
#: The first rank counts most: somebody short of time checks that one only.
RANK_WEIGHTS = (3, 2, 1)
F1_WEIGHT, ECONOMY_WEIGHT = 0.6, 0.2


def plan_score(kinds: Sequence[str]) -> float:
    """Quality of the order of checking: the weighted share of ranks given to risky kinds."""
    gained = sum(
        weight for weight, kind in zip(RANK_WEIGHTS, kinds, strict=True) if kind in PRIORITY
    )
    return gained / sum(RANK_WEIGHTS)


def f1(flagged: Collection[str], wrong: Collection[str]) -> float:
    """Harmonic mean of precision and recall; 0 when nothing wrong was flagged.

    Source: C. J. van Rijsbergen, Information Retrieval, 2nd ed., 1979, chapter 7 (F = 1 - E).
    """
    found = len(set(flagged) & set(wrong))
    if not found:
        return 0.0
    return 2 * found / (len(set(flagged)) + len(set(wrong)))


def economy(used: int) -> float:
    """1 within the budget of checks, then less and less."""
    return min(1.0, BUDGET / used) if used else 0.0


def hunt_score(flagged: Collection[str], wrong: Collection[str], used: int) -> float:
    """The mission's score: F1 and economy, in the proportions of the activity's score."""
    gained = F1_WEIGHT * f1(flagged, wrong) + ECONOMY_WEIGHT * economy(used)
    return gained / (F1_WEIGHT + ECONOMY_WEIGHT)


def flagged_by(verdicts: Mapping[str, str]) -> frozenset[str]:
    """The claims that somebody would not publish: contradicted, or found nowhere."""
    return frozenset(claim for claim, verdict in verdicts.items() if verdict != "confirmed")


def judge_pair(dossier: Dossier, one: Source, other: Source) -> str:
    """Whether two sources together support the claim of mission 2.

    Returns:
        `silent` (one of them does not confirm it), `copy` (one repeats the other), `no_origin`
        (none produced the information), or `sound`.
    """
    if any(source.speaks.get(dossier.two_sources) != "confirms" for source in (one, other)):
        return "silent"
    if one.id == other.copies or other.id == one.copies:
        return "copy"
    if not (one.origin or other.origin):
        return "no_origin"
    return "sound"
