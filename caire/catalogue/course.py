"""A course as learners meet it: compiled from `content/`, frozen, versioned.

The compiled document is stored as JSON in `course_version` and decoded into these types. It holds
rendered, cleaned HTML, so a learner's page needs no file and no Markdown.
"""

from typing import Literal

from msgspec import Struct

from caire.assessment.items import Item
from caire.assessment.texts import LocalText
from caire.catalogue.rules import Floor, Rubric, Rule

ScreenType = Literal[
    "lesson", "questions", "activity", "test", "exam", "production", "profile", "cmi5"
]
# What a production is written about: a page that it links to.
About = Literal["exam", "workshop"]


class Source(Struct, frozen=True):
    id: str
    text: LocalText


class WritingField(Struct, frozen=True):
    """A place to write in a production, never compulsory; `max_length` in characters."""

    id: str
    label: LocalText
    max_length: int
    help: LocalText | None = None


class Screen(Struct, frozen=True):
    """One screen of a sequence.

    `html` is set for lessons and productions; `items` for questions and tests; `recall_count` for
    questions drawn among earlier formative items; `activity` is an activity id; `fields` and
    `about` are a production's. An `exam` screen places the final assessment in the sequence.
    `package` is the publisher's id of the cmi5 course whose units the screen opens. `card`: what a
    lesson asks to remember comes back in the review.
    """

    id: str
    type: ScreenType
    title: LocalText
    minutes: float
    html: LocalText | None = None
    items: tuple[str, ...] = ()
    recall_count: int = 0
    activity: str | None = None
    competencies: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    fields: tuple[WritingField, ...] = ()
    about: About | None = None
    package: str | None = None
    card: bool = True


class Sequence(Struct, frozen=True):
    id: str
    title: LocalText
    objective: LocalText
    competencies: tuple[str, ...]
    minutes: float
    version: str
    licence: str
    screens: tuple[Screen, ...]


class Cell(Struct, frozen=True):
    """How many items of each type the final assessment draws for one competency."""

    competency: str
    types: dict[str, int]


class Blueprint(Struct, frozen=True):
    """Final assessment. `pass_share` in [0, 1]; `wait_hours[k]` before attempt k + 2."""

    id: str
    pass_share: float
    difficulty_target: float
    difficulty_tolerance: float
    max_attempts: int
    wait_hours: tuple[float, ...]
    cells: tuple[Cell, ...]


class PlacementHead(Struct, frozen=True):
    """What both kinds of placement test say (CURRICULUM F.4).

    The test belongs to the course that it shortens or opens; its items are of the pool
    `placement` of the course `bank`. `question` is what a person declares to be led to it.
    `max_minutes` stops it; a question counts `pause_minutes` at most, `item_minutes` on average.
    An item is right from `right_from` of its points; one test each `again_after_months`.
    """

    id: str
    version: str
    bank: str
    question: LocalText
    title: LocalText
    sentence: LocalText
    max_minutes: float
    item_minutes: float
    pause_minutes: float
    again_after_months: int
    right_from: float


class PlacementCell(Struct, frozen=True):
    """Its items, one a competency of the list, all right: `sequences` need not be followed.

    The screens of `kept` stay to do.
    """

    id: str
    title: LocalText
    competencies: tuple[str, ...]
    sequences: tuple[str, ...]
    kept: tuple[str, ...]


class Dispense(Struct, frozen=True, tag_field="kind", tag="dispense"):
    """Spares what is known already. `guess` and `slip` in [0, 1] give the published error rates."""

    head: PlacementHead
    cells: tuple[PlacementCell, ...]
    guess: float
    slip: float


class Entry(Struct, frozen=True, tag_field="kind", tag="entry"):
    """Stands in for the certificate of the course before.

    « Oui » from `yes_at` right answers, « non » at `no_at` that are not.

    `published_shares`: the rates of right answers for which the chance of « oui » is shown.
    """

    head: PlacementHead
    order: tuple[str, ...]
    no_at: int
    yes_at: int
    floors: tuple[Floor, ...]
    published_shares: tuple[float, ...]


Placement = Dispense | Entry


class RunSheetStep(Struct, frozen=True):
    id: str
    minutes: int
    title: LocalText
    description: LocalText | None = None
    observed_act: str | None = None


class RunSheet(Struct, frozen=True):
    """The half-day. `acts` gives the label of each observable act."""

    id: str
    title: LocalText
    minutes: int
    group_min: int
    group_max: int
    material: tuple[LocalText, ...]
    accessibility: tuple[LocalText, ...]
    steps: tuple[RunSheetStep, ...]
    acts: dict[str, LocalText]


class Statement(Struct, frozen=True):
    id: str
    text: LocalText


class Competency(Struct, frozen=True):
    id: str
    area: str
    area_title: LocalText
    critical: bool
    statements: tuple[Statement, ...]


class OutlineEntry(Struct, frozen=True):
    title: LocalText
    objective: LocalText
    minutes: float


class Term(Struct, frozen=True):
    id: str
    term: LocalText
    definition: LocalText
    example: LocalText | None = None


class Course(Struct, frozen=True):
    """`key` is the module's id (built-in: the level's name). `status` open: it can be followed.

    `outline` lists what will be taught in an announced course, `sequences` what is taught now.
    """

    key: str
    level: str
    number: int
    status: Literal["open", "announced"]
    version: str
    title: LocalText
    audience_title: LocalText
    summary: LocalText
    objectives: tuple[LocalText, ...]
    minutes: float
    licence: str
    in_person_minutes: int
    in_person_title: LocalText
    in_person_summary: LocalText
    sequences: tuple[Sequence, ...]
    outline: tuple[OutlineEntry, ...]
    competencies: tuple[Competency, ...]
    items: dict[str, Item]
    glossary: dict[str, Term]
    blueprint: Blueprint | None
    rule: Rule | None
    run_sheet: RunSheet | None
    placements: tuple[Placement, ...] = ()
    rubric: Rubric | None = None

    def screen(self, screen_id: str) -> Screen | None:
        """The screen of that id, or None."""
        return next((s for s in self.screens() if s.id == screen_id), None)

    def exam_screen(self) -> Screen | None:
        """Where the final assessment stands in the sequences; None when it stands after them."""
        return next((s for s in self.screens() if s.type == "exam"), None)

    def screens(self) -> tuple[Screen, ...]:
        """Every screen, in the recommended order."""
        return tuple(screen for sequence in self.sequences for screen in sequence.screens)
