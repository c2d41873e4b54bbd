"""Confidence beside success: what first answers say of how sure the learner was.

Right answers are worth 1, 2 or 3 points and wrong ones 0, -2 or -6 by what she said
(CURRICULUM B.4): saying « I think » pays from two chances in three, « I am sure » from four in
five. The marks below are what a well-set confidence comes to within these bounds.
"""

from dataclasses import dataclass
from typing import Literal

from caire.learning.progress.state import ConfidenceCount, LearningState

#: Degree said (1 guess, 2 think, 3 sure) -> share of right answers that fits it, in [0, 1].
MARKS = {1: 0.4, 2: 0.7, 3: 0.95}
#: A share nearer than this to its mark is well set.
MARGIN = 0.15
#: Fewer answers say nothing yet.
ENOUGH = 5

Reading = Literal["none", "few", "over", "well", "under"]


@dataclass(frozen=True, slots=True)
class Degree:
    """Of `answered` first answers given with this confidence, `right` were right."""

    confidence: int
    answered: int
    right: int
    reading: Reading


def count_confidence(state: LearningState, said: int | None, *, right: bool) -> None:
    """One first answer more, whose confidence was asked."""
    if said not in MARKS:
        return
    count = state.confidences.setdefault(str(said), ConfidenceCount(0, 0))
    count.answered += 1
    count.right += right


def calibration(state: LearningState) -> tuple[Degree, ...]:
    """The three degrees, from guess to sure; nothing before the first answer."""
    if not state.confidences:
        return ()
    none = ConfidenceCount(0, 0)
    return tuple(
        Degree(said, count.answered, count.right, _reading(said, count))
        for said in MARKS
        for count in (state.confidences.get(str(said), none),)
    )


def _reading(said: int, count: ConfidenceCount) -> Reading:
    if not count.answered:
        return "none"
    if count.answered < ENOUGH:
        return "few"
    gap = count.right / count.answered - MARKS[said]
    # Whoever says that she guesses is not overconfident, however few guesses are right.
    if gap < -MARGIN and said > 1:
        return "over"
    return "under" if gap > MARGIN else "well"
