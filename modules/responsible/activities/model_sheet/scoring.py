"""What an audit and a decision are worth, in [0, 1]."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from modules.responsible.activities.model_sheet.sheets import STATES, Sheet, decisive

#: From the boldest to the most careful.
DECISIONS = ("adopt", "conditions", "refuse")
#: What the right state is worth, and the right sentence.
STATE_SHARE, PROOF_SHARE = 0.7, 0.3
#: Missing points that written answers can mend; conditions to tick.
MOST_MENDED = CONDITIONS = 3
#: One step too careful costs time, not harm.
CAREFUL = 0.5


class Finding(NamedTuple):
    """`proof`: the rank of a sentence, None when the point is found absent."""

    state: str
    proof: int | None = None


def point_score(sheet: Sheet, point: str, found: Finding | None) -> float:
    """Linear weights, as in a weighted kappa: a state next to the expert's is worth half."""
    if found is None:
        return 0.0
    key = sheet.proof(point)
    apart = abs(STATES.index(found.state) - STATES.index(sheet.state(point)))
    proved = found.proof == (key.rank if key else None)
    return STATE_SHARE * (1 - apart / 2) + PROOF_SHARE * proved


def audit_score(sheet: Sheet, found: Mapping[str, Finding]) -> float:
    """The mean over the points asked."""
    scores = [point_score(sheet, point, found.get(point)) for point in sheet.asked]
    return min(1.0, sum(scores) / len(scores))


def agrees(sheet: Sheet, point: str, found: Finding | None) -> bool:
    """State and sentence are those of the reference grid."""
    key = sheet.proof(point)
    return found == Finding(sheet.state(point), key.rank if key else None)


def gaps(states: Mapping[str, str]) -> list[str]:
    """The decisive points that are not precise; point id -> state."""
    return [p.id for p in decisive() if states[p.id] != "precise"]


def due(states: Mapping[str, str]) -> str:
    """The decision that findings call for: adopt, ask in writing, or refuse."""
    missing = len(gaps(states))
    if not missing:
        return "adopt"
    return "conditions" if missing <= MOST_MENDED else "refuse"


def decision_score(states: Mapping[str, str], decision: str, wanted: Collection[str]) -> float:
    """`wanted`: the points that the conditions ask for; they count for half when conditions are
    due."""
    careful = DECISIONS.index(decision) - DECISIONS.index(due(states))
    if careful:
        return CAREFUL if careful == 1 else 0.0
    if decision != "conditions":
        return 1.0
    missing = gaps(states)
    aimed = len(set(wanted) & set(missing)) / min(CONDITIONS, len(missing))
    return 0.5 + 0.5 * aimed
