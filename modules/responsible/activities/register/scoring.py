"""What pages and counts are worth, in [0, 1]."""

from collections.abc import Collection, Iterable, Mapping

from modules.responsible.activities.register.book import UNKNOWN, Use, uses
from modules.responsible.activities.register.rules import counted, needs_rights

#: A box left to be established though the message fills it: honest, not finished.
HONEST = 0.25
#: In the last mission: the counts of criteria, then the fundamental-rights assessment.
COUNT_SHARE, RIGHTS_SHARE = 0.7, 0.3


def box_score(use: Use, field: str, given: str | None) -> float:
    if given == use.boxes[field].right:
        return 1.0
    return HONEST if given == UNKNOWN else 0.0


def pages_score(pages: Iterable[tuple[Use, Mapping[str, str]]]) -> float:
    """The mean over the boxes left to the learner."""
    scores = [
        box_score(use, field, given.get(field)) for use, given in pages for field in use.asked
    ]
    return sum(scores) / len(scores)


def overlap(given: Collection[str], right: Collection[str]) -> float:
    """Common members among all members; two empty sets agree."""
    every = set(given) | set(right)
    return len(set(given) & set(right)) / len(every) if every else 1.0


def count_score(use: Use, ticked: Collection[str] | None) -> float:
    """Half for the answer the count leads to, half for the criteria themselves; nothing when the
    use was not counted."""
    if ticked is None:
        return 0.0
    right = use.counted or ()
    same = counted(len(ticked)).answer == counted(len(right)).answer
    return 0.5 * same + 0.5 * overlap(ticked, right)


def rights_score(chosen: Collection[str]) -> float:
    return overlap(chosen, [use.id for use in uses().values() if needs_rights(use)])


def analyses_score(counts: Mapping[str, Collection[str]], chosen: Collection[str]) -> float:
    asked = [use for use in uses().values() if use.counted is not None]
    mean = sum(count_score(use, counts.get(use.id)) for use in asked) / len(asked)
    return min(1.0, COUNT_SHARE * mean + RIGHTS_SHARE * rights_score(chosen))
