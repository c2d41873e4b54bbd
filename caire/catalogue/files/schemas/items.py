"""The question bank: `bank/*.yaml`, one schema per type of question."""

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from caire.assessment.items import Pool
from caire.catalogue.files.schema import File, Part
from caire.catalogue.files.schemas.course import Count, Positive

Status = Literal["draft", "reviewed", "published", "quarantined", "retired"]
Bloom = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]
Sector = Literal["etudes", "bureau", "soin", "industrie", "commerce", "service-public", "neutral"]
ItemId = Annotated[str, Meta(pattern=r"^itm\.[a-z0-9-]+\.c[0-9]+\.[0-9]{4}(-v[0-9]+)?$")]


class ItemsFile(File, frozen=True, kw_only=True):
    """Items are read one by one, each by the schema of its own type."""

    schema: Literal["caire.items/1"]
    lang: Literal["fr"]
    items: list[dict[str, Any]]


class State(Part, frozen=True, kw_only=True):
    version: str
    status: Status
    pool: Pool
    review_by: date
    licence: str


class ItemMinutes(Part, frozen=True, kw_only=True):
    feedback: Positive
    exam: Positive


class Profile(Part, frozen=True, kw_only=True):
    type: str
    competency: Annotated[str, Meta(pattern=r"^caire\.c[0-9]+\.[123]\.[a-z]$")]
    bloom: Bloom
    sector: Sector
    minutes: ItemMinutes
    confidence: bool = False


class ItemDifficulty(Part, frozen=True, kw_only=True):
    p_expected: Annotated[float, Meta(ge=0.35, le=0.92)]
    origin: Literal["expert", "measured"]
    n: Annotated[int, Meta(ge=0)]


class Credits(Part, frozen=True, kw_only=True):
    authors: Annotated[list[str], Meta(min_length=1)]
    reviewed_by: list[str] = []
    sources: list[str] = []
    enemies: list[str] = []


class ItemFile(Part, frozen=True, kw_only=True):
    """What every item says. `context` is the vignette before the question."""

    id: ItemId
    state: State
    profile: Profile
    difficulty: ItemDifficulty
    context: str | None = None
    stem: str
    facts: list[str] = []
    review: Annotated[list[str], Meta(min_length=1)]
    credits: Credits


class ChoiceFile(Part, frozen=True, kw_only=True):
    id: str
    key: bool
    text: str
    feedback: str
    diagnosis: str = ""


class SingleFile(ItemFile, frozen=True, kw_only=True):
    options: list[ChoiceFile]


class MultipleFile(ItemFile, frozen=True, kw_only=True):
    expected: Count
    options: list[ChoiceFile]


class TrueFalseFile(ItemFile, frozen=True, kw_only=True):
    verdict: Literal["true", "false"]
    justifications: list[ChoiceFile]
    verdict_feedback: dict[Literal["true", "false"], str]


class ElementFile(Part, frozen=True, kw_only=True):
    id: str
    text: str


class PairFile(Part, frozen=True, kw_only=True):
    before: str
    after: str
    feedback: str
    diagnosis: str = ""


class OrderFile(ItemFile, frozen=True, kw_only=True):
    elements: list[ElementFile]
    pair_feedback: list[PairFile] = []
    right_feedback: str


class LeftFile(Part, frozen=True, kw_only=True):
    id: str
    text: str
    to: str
    feedback: str
    diagnosis: str = ""


class MatchFile(ItemFile, frozen=True, kw_only=True):
    left: list[LeftFile]
    right: list[ElementFile]


class CategorisedFile(Part, frozen=True, kw_only=True):
    id: str
    text: str
    target: str = field(name="in")
    feedback: str
    diagnosis: str = ""


class CategoriseFile(ItemFile, frozen=True, kw_only=True):
    categories: list[ElementFile]
    elements: list[CategorisedFile]


class PassageFile(Part, frozen=True, kw_only=True):
    id: int | str
    key: bool
    feedback: str
    diagnosis: str = ""


class SpotFile(ItemFile, frozen=True, kw_only=True):
    expected: Count
    text: str
    passages: list[PassageFile]


class NumericKey(Part, frozen=True, kw_only=True):
    value: float
    tolerance: Annotated[float, Meta(ge=0)]
    wide: "Wide | None" = None


class Wide(Part, frozen=True, kw_only=True):
    min: float
    max: float


class Near(Part, frozen=True, kw_only=True):
    near: float


class NumericFeedbackFile(Part, frozen=True, kw_only=True):
    when: Literal["right", "other"] | Near = field(name="if")
    feedback: str
    diagnosis: str = ""


class NumericFile(ItemFile, frozen=True, kw_only=True):
    unit: str
    key: NumericKey
    feedbacks: list[NumericFeedbackFile]


class ScenarioChoiceFile(Part, frozen=True, kw_only=True):
    id: str
    text: str
    points: Annotated[float, Meta(ge=0)]
    critical: bool = False
    to: str
    feedback: str
    diagnosis: str = ""


class NodeFile(Part, frozen=True, kw_only=True):
    id: str
    text: str | None = None
    choices: Annotated[list[ScenarioChoiceFile], Meta(min_length=2)]


class ScenarioFile(ItemFile, frozen=True, kw_only=True):
    start: str
    points_max: Positive
    nodes: Annotated[list[NodeFile], Meta(min_length=1)]


SCHEMAS: dict[str, type[ItemFile]] = {
    "single": SingleFile,
    "multiple": MultipleFile,
    "true_false": TrueFalseFile,
    "order": OrderFile,
    "match": MatchFile,
    "categorise": CategoriseFile,
    "spot": SpotFile,
    "numeric": NumericFile,
    "scenario": ScenarioFile,
}
