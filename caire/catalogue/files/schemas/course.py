"""`level.yaml`, `module.yaml`, the front matter of lessons, the rule and the run sheet."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from caire.catalogue.course import About, ScreenType
from caire.catalogue.files.schema import File, Part
from caire.catalogue.rules import Forbidden

Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=1)]
PriorName = Annotated[str, Meta(pattern=r"^(certificate|placement)\.[a-z0-9]+(\.[a-z0-9]+)*$")]
ItemTypeName = Literal[
    "single", "multiple", "true_false", "order", "match", "categorise", "spot", "numeric",
    "scenario",
]  # fmt: skip


class MinutesTarget(Part, frozen=True, kw_only=True):
    target: Positive
    tolerance: Share


class InPerson(Part, frozen=True, kw_only=True):
    minutes: Count
    title: str
    summary: str


class Difficulty(Part, frozen=True, kw_only=True):
    target: Share
    tolerance: Share


class Attempts(Part, frozen=True, kw_only=True):
    max: Count
    wait_hours: list[Annotated[float, Meta(ge=0)]]


class CellFile(Part, frozen=True, kw_only=True):
    competency: str
    types: dict[ItemTypeName, Count]


class BlueprintFile(Part, frozen=True, kw_only=True):
    id: str
    pass_share: Share
    difficulty: Difficulty
    attempts: Attempts
    cells: Annotated[list[CellFile], Meta(min_length=1)]


class OutlineFile(Part, frozen=True, kw_only=True):
    """What an announced course will teach."""

    title: str
    objective: str
    minutes: Positive


class LevelFile(File, frozen=True, kw_only=True):
    schema: Literal["caire.level/1"]
    id: str
    level: Literal["aware", "informed", "responsible"]
    status: Literal["open", "announced"] = "open"
    title: str
    audience_title: str
    summary: str
    objectives: Annotated[list[str], Meta(min_length=1)]
    minutes: MinutesTarget
    content_version: str
    licence: str
    in_person: InPerson
    sequences: list[str] = []
    drafts: list[str] = []
    outline: list[OutlineFile] = []
    blueprint: BlueprintFile | None = None


class Draw(Part, frozen=True, kw_only=True):
    rule: Literal["recall"]
    count: Count


class ScreenFile(Part, frozen=True, kw_only=True):
    id: str
    type: ScreenType
    title: str | None = None
    file: str | None = None
    items: list[str] = []
    draw: Draw | None = None
    activity: str | None = None
    package: str | None = None
    minutes: Positive


class Completion(Part, frozen=True, kw_only=True):
    screens: Literal["all"]
    questions: Literal["answered_once"] = "answered_once"
    activities: Literal["completed"] = "completed"


class ModuleFile(File, frozen=True, kw_only=True):
    schema: Literal["caire.module/1"]
    id: str
    level: Literal[1, 2, 3]
    title: str
    objective: str
    competencies: list[str]
    recommended_after: list[str] = []
    minutes: Positive
    version: str
    licence: str
    review_by: date
    screens: Annotated[list[ScreenFile], Meta(min_length=1)]
    completion: Completion


class Author(Part, frozen=True, kw_only=True):
    name: str
    role: str


class SourceFile(Part, frozen=True, kw_only=True):
    id: Annotated[str, Meta(pattern="^S[0-9]+$")]
    text: str
    fact: str | None = None


class WritingFieldFile(Part, frozen=True, kw_only=True):
    """A place to write in a production; `max_length` in characters."""

    id: Annotated[str, Meta(pattern="^[a-z][a-z0-9-]*$")]
    label: str
    help: str | None = None
    max_length: Annotated[int, Meta(ge=1, le=2000)]


class LessonFile(Part, frozen=True, kw_only=True):
    """Front matter. `source_version` only in a translation: the version that was translated.

    `fields`, `about` and `writing` only in a production: what is written there, the page it is
    about, and the minutes that writing takes when the fields ask for more than a few words.
    `card` False: what it asks to remember is no knowledge to be reviewed.
    """

    id: str
    type: Literal["lesson", "production"]
    title: str
    minutes: Positive
    words: Count
    competencies: list[str]
    prerequisites: list[str] = []
    facts: list[str] = []
    lang: Literal["fr", "en"]
    licence: str
    authors: Annotated[list[Author], Meta(min_length=1)]
    sources: list[SourceFile] = []
    card: bool = True
    fields: list[WritingFieldFile] = []
    about: About | None = None
    writing: Positive | None = None
    version: str
    created: date
    review_by: date
    source_version: str | None = None


class SequencesDone(Part, frozen=True, kw_only=True):
    ids: list[str]


class FloorFile(Part, frozen=True, kw_only=True):
    competency: str
    min_correct_items: Count


class ExamPassed(Part, frozen=True, kw_only=True):
    """`floors`: right answers, `floors_share`: a share of the points, in one competency."""

    plan: str
    min_share: Share
    floors: list[FloorFile] = []
    floors_share: dict[str, Share] = {}
    forbid: list[Forbidden] = []
    keep: Literal["best_attempt"] = "best_attempt"


class Attended(Part, frozen=True, kw_only=True):
    level: Literal["aware", "informed", "responsible"]
    min_presence: Share
    max_age_months: Annotated[int, Meta(ge=0)] = 0


class Participated(Part, frozen=True, kw_only=True):
    acts: list[str]
    min: Count


class IdentityChecked(Part, frozen=True, kw_only=True):
    """No setting: the trainer, or a federated identity, confirmed who the person is."""


class Prerequisite(Part, frozen=True, kw_only=True):
    """One of these is enough: `certificate.n1`, or `placement.entry.n2`, the entry test."""

    any: Annotated[list[PriorName], Meta(min_length=1)]


class ProductionsDeposited(Part, frozen=True, kw_only=True):
    """Productions where something must be written, whatever its quality."""

    ids: Annotated[list[str], Meta(min_length=1)]


class DossierPassed(Part, frozen=True, kw_only=True):
    """`no_zero`: a part that gets no point at all fails the whole."""

    rubric: str
    min_share: Share
    no_zero: bool = True


class ConditionFile(Part, frozen=True, kw_only=True):
    """One condition: exactly one of these keys."""

    prerequisite: Prerequisite | None = None
    sequences_done: SequencesDone | None = None
    exam_passed: ExamPassed | None = None
    productions_deposited: ProductionsDeposited | None = None
    dossier_passed: DossierPassed | None = None
    attended: Attended | None = None
    participated: Participated | None = None
    identity_checked: IdentityChecked | None = None


class RuleFile(File, frozen=True, kw_only=True):
    schema: Literal["caire.certification/1"]
    id: str
    version: str
    level: Literal["aware", "informed", "responsible"]
    valid_from: date
    all: Annotated[list[ConditionFile], Meta(min_length=1)]
    certificate_date: Literal["last_evidence"]
    sentence: str


class Group(Part, frozen=True, kw_only=True):
    min: Count
    max: Count
    teams_of: Count | None = None


class StepFile(Part, frozen=True, kw_only=True):
    id: str
    minutes: Count
    title: str
    description: str | None = None
    competencies: list[str] = []
    roles: list[str] = []
    observed_act: str | None = None
    source: str | None = None
    output: list[str] | str | None = None


class RunSheetFile(File, frozen=True, kw_only=True):
    schema: Literal["caire.run-sheet/1"]
    id: str
    title: str
    minutes: Count
    group: Group
    material: list[str]
    offline: bool
    accessibility: list[str]
    steps: Annotated[list[StepFile], Meta(min_length=1)]
    acts: dict[str, str]
    fallback: dict[str, str] = {}
    data: dict[str, list[str]] = {}
    version: str
