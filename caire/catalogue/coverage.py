"""What of the competencies a course teaches and measures, and whether its bank is large enough."""

from collections import Counter
from dataclasses import dataclass

from caire.assessment.items import Item, Pool, item_type
from caire.assessment.texts import LocalText
from caire.catalogue.course import Course, Screen

POOLS: tuple[Pool, ...] = ("formative", "certification", "placement", "revision")
#: Forms that the bank must give without a question in common (CURRICULUM H.1, Q06).
FORMS = 3


@dataclass(frozen=True, slots=True)
class StatementCoverage:
    """`screens`: ids of those that teach it; `items`: how many measure it, by pool."""

    id: str
    text: LocalText
    screens: tuple[str, ...]
    items: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.items.values())


@dataclass(frozen=True, slots=True)
class CellCoverage:
    """A cell of the plan: what one form draws of a type, and what the bank has."""

    competency: str
    type: str
    drawn: int
    stock: int

    @property
    def needed(self) -> int:
        return FORMS * self.drawn


@dataclass(frozen=True, slots=True)
class Coverage:
    statements: tuple[StatementCoverage, ...]
    cells: tuple[CellCoverage, ...]


def coverage(course: Course, activities: dict[str, tuple[str, ...]]) -> Coverage:
    """Statement by statement, then cell by cell.

    Args:
        activities: the competencies that each activity says it teaches, by its id.
    """
    published = [item for item in course.items.values() if item.head.status == "published"]
    measured = Counter((item.head.competency, item.head.pool) for item in published)
    statements = tuple(
        StatementCoverage(
            statement.id,
            statement.text,
            _teaching(course, statement.id, activities),
            {pool: measured[statement.id, pool] for pool in POOLS},
        )
        for competency in course.competencies
        for statement in competency.statements
    )
    return Coverage(statements, _cells(course, published))


def _teaching(
    course: Course, statement_id: str, activities: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    group = statement_id.rpartition(".")[0]

    def teaches(screen: Screen) -> bool:
        named = {*screen.competencies, *activities.get(screen.activity or "", ())}
        return bool(named & {statement_id, group})

    return tuple(screen.id for screen in course.screens() if teaches(screen))


def _cells(course: Course, published: list[Item]) -> tuple[CellCoverage, ...]:
    final = [item for item in published if item.head.pool == "certification"]
    stock = Counter((item.head.competency_group, str(item_type(item))) for item in final)
    return tuple(
        CellCoverage(cell.competency, kind, drawn, stock[cell.competency, kind])
        for cell in (course.blueprint.cells if course.blueprint else ())
        for kind, drawn in cell.types.items()
    )
