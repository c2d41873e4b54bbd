"""A placement test, from its file."""

from caire.catalogue.compiling.texts import Texts
from caire.catalogue.course import Dispense, Entry, Placement, PlacementCell, PlacementHead
from caire.catalogue.files.schemas.placement import DispenseFile, EntryFile, PlacementFile
from caire.catalogue.files.tree import Translated
from caire.catalogue.problems import Problem, shown_path
from caire.catalogue.rules import Floor


def compile_placement(file: Translated[PlacementFile], problems: list[Problem]) -> Placement:
    """The test in every language. What it names is checked elsewhere."""
    value = file.source.value
    texts = Texts(file.overlay)
    head = _head(value, texts)
    test = _dispense(value, head, texts) if isinstance(value, DispenseFile) else _entry(value, head)
    problems.extend(texts.problems(shown_path(file.source.document.path), value.version))
    return test


def _head(value: PlacementFile, texts: Texts) -> PlacementHead:
    return PlacementHead(
        id=value.id,
        version=value.version,
        bank=value.bank,
        question=texts.local("question", value.question),
        title=texts.local("title", value.title),
        sentence=texts.local("sentence", value.sentence),
        max_minutes=value.minutes.max,
        item_minutes=value.minutes.item,
        pause_minutes=value.minutes.pause,
        again_after_months=value.again_after_months,
        right_from=value.right_from,
    )


def _dispense(value: DispenseFile, head: PlacementHead, texts: Texts) -> Dispense:
    cells = tuple(
        PlacementCell(
            id=cell.id,
            title=texts.local(f"cells.{cell.id}.title", cell.title),
            competencies=tuple(cell.competencies),
            sequences=tuple(cell.sequences),
            kept=tuple(cell.kept),
        )
        for cell in value.cells
    )
    return Dispense(head, cells, value.rates.guess, value.rates.slip)


def _entry(value: EntryFile, head: PlacementHead) -> Entry:
    return Entry(
        head=head,
        order=tuple(value.order),
        no_at=value.stop.no_at,
        yes_at=value.stop.yes_at,
        floors=tuple(Floor(f.competency, f.min_correct_items) for f in value.stop.floors),
        published_shares=tuple(value.published_shares),
    )
