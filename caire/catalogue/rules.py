"""What a certificate asks for, compiled from `content/rules/` (CURRICULUM F.1, F.2.5)."""

from typing import Literal

from msgspec import Struct

from caire.assessment.texts import LocalText

# What fails an attempt at the final assessment whatever its points: a critical choice.
Forbidden = Literal["critical_node"]


class Floor(Struct, frozen=True):
    competency: str
    min_correct_items: int


class ShareFloor(Struct, frozen=True):
    """A share of the points of one competency's items, in [0, 1]."""

    competency: str
    min_share: float


class DossierRule(Struct, frozen=True):
    """`min_share` of the points of a dossier; `no_zero`: no part may get none."""

    rubric: str
    min_share: float
    no_zero: bool


class RubricPart(Struct, frozen=True):
    """What was written on a production; `fields` empty: in all of its fields."""

    id: str
    title: LocalText
    screen: str
    fields: tuple[str, ...] = ()


class RubricCriterion(Struct, frozen=True):
    id: str
    title: LocalText
    question: LocalText


class Rubric(Struct, frozen=True):
    """How a dossier is marked: each part by each criterion, with a mark from 0 to the last.

    A first result from `second_from` to `second_to`, shares in [0, 1], is marked a second time.
    """

    id: str
    version: str
    title: LocalText
    second_from: float
    second_to: float
    max_submissions: int
    parts: tuple[RubricPart, ...]
    criteria: tuple[RubricCriterion, ...]
    marks: tuple[LocalText, ...]

    @property
    def top(self) -> int:
        """The best mark."""
        return len(self.marks) - 1

    @property
    def points_max(self) -> int:
        return len(self.parts) * len(self.criteria) * self.top


class Rule(Struct, frozen=True):
    """What earns the certificate: every condition that is set must hold (CURRICULUM F.1).

    `min_presence` in [0, 1]; `attended_max_age_months` 0 means no limit. One of `prerequisites` is
    enough.
    """

    id: str
    version: str
    sentence: LocalText
    sequences: tuple[str, ...]
    exam_plan: str | None
    exam_min_share: float
    exam_floors: tuple[Floor, ...]
    attended: bool
    min_presence: float
    attended_max_age_months: int
    acts: tuple[str, ...]
    min_acts: int
    identity: bool
    prerequisites: tuple[str, ...] = ()
    exam_share_floors: tuple[ShareFloor, ...] = ()
    exam_forbid: tuple[Forbidden, ...] = ()
    productions: tuple[str, ...] = ()
    dossier: DossierRule | None = None
