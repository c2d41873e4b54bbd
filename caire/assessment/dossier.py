"""A dossier marked with a rubric: its points, and what decides (CURRICULUM F.2.5)."""

from collections.abc import Mapping

from caire.assessment.blueprint import reaches

#: Part -> criterion -> mark, from 0 upwards.
Marks = Mapping[str, Mapping[str, int]]


def part_points(marks: Marks) -> dict[str, int]:
    """The points of each part."""
    return {part: sum(by_criterion.values()) for part, by_criterion in marks.items()}


def passes(
    parts: Mapping[str, float], *, points_max: float, min_share: float, no_zero: bool
) -> bool:
    """Enough of the points and, where `no_zero`, some in every part. Nothing is rounded up."""
    if no_zero and not all(points > 0 for points in parts.values()):
        return False
    return points_max > 0 and reaches(sum(parts.values()) / points_max, min_share)


def is_close(points: float, *, points_max: float, at_least: float, at_most: float) -> bool:
    """Whether a first result is near enough to the pass mark for a second person to mark it."""
    share = round(points / points_max, 6)
    return round(at_least, 6) <= share <= round(at_most, 6)
