"""The content folder, read: every file typed, with its translation beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from caire.catalogue.files.document import read_document
from caire.catalogue.files.schema import Located, read_as
from caire.catalogue.files.schemas.course import (
    LevelFile,
    ModuleFile,
    RuleFile,
    RunSheetFile,
    ScreenFile,
)
from caire.catalogue.files.schemas.items import SCHEMAS, ItemFile, ItemsFile
from caire.catalogue.files.schemas.placement import PLACEMENTS, PlacementFile
from caire.catalogue.files.schemas.rubric import RubricFile
from caire.catalogue.files.schemas.shared import (
    CompetenciesFile,
    FactFile,
    FactsFile,
    GlossaryFile,
    OverlayFile,
    PersonaFile,
    PersonasFile,
)
from caire.catalogue.lessons.source import Lesson, read_lesson
from caire.catalogue.problems import Problem, shown_path

T = TypeVar("T")
Overlay = Located[OverlayFile] | None


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of French files and the one of their English translations."""

    folder: Path
    translated: Path

    def translation_of(self, path: Path) -> Path:
        return self.translated / path.relative_to(self.folder)


@dataclass(frozen=True, slots=True)
class Translated(Generic[T]):
    """A file, or a part of it, with the overlay of the file."""

    source: Located[T]
    overlay: Overlay


@dataclass(frozen=True, slots=True)
class SharedFiles:
    """What every course may refer to."""

    competencies: Located[CompetenciesFile] | None
    facts: Mapping[str, Located[FactFile]]
    glossary: Mapping[str, Translated[GlossaryFile]]
    personas: tuple[Located[PersonaFile], ...]


@dataclass(frozen=True, slots=True)
class SequenceFiles:
    """A sequence with its lessons, and their translations, by screen id."""

    module: Translated[ModuleFile]
    lessons: Mapping[str, Lesson]
    translations: Mapping[str, Lesson]


@dataclass(frozen=True, slots=True)
class CourseFiles:
    """`drafts` are written and checked, not published: see `caire.catalogue.files.drafts`."""

    key: str
    place: Place
    level: Translated[LevelFile]
    sequences: tuple[SequenceFiles, ...]
    drafts: tuple[SequenceFiles, ...]
    items: tuple[Translated[ItemFile], ...]
    rule: Translated[RuleFile] | None
    run_sheet: Translated[RunSheetFile] | None
    placements: tuple[Translated[PlacementFile], ...] = ()
    rubric: Translated[RubricFile] | None = None


def read_file(path: Path, kind: type[T], problems: list[Problem]) -> Located[T] | None:
    """A YAML file as `kind`; None, and its problems, when it does not fit or is not there."""
    if not path.is_file():
        mend = "add the file"
        problems.append(Problem(shown_path(path), 1, "Q01", "there is no such file", mend))
        return None
    document, wrong = read_document(path)
    problems.extend(wrong)
    return None if wrong else read_as(document, kind, problems)


def _translated(
    place: Place, path: Path, kind: type[T], problems: list[Problem]
) -> Translated[T] | None:
    source = read_file(path, kind, problems)
    return None if source is None else Translated(source, _overlay(place, path, problems))


def _overlay(place: Place, path: Path, problems: list[Problem]) -> Overlay:
    overlay = place.translation_of(path)
    return read_file(overlay, OverlayFile, problems) if overlay.is_file() else None


def read_shared(folders: list[Place], problems: list[Problem]) -> SharedFiles:
    """Competencies of the first folder; facts, glossary and personas of all of them."""
    competencies = read_file(folders[0].folder / "competencies.yaml", CompetenciesFile, problems)
    facts: dict[str, Located[FactFile]] = {}
    glossary: dict[str, Translated[GlossaryFile]] = {}
    for place in folders:
        for fact in _facts(place, problems):
            _add(facts, fact.value.id, fact, fact, problems)
        for path in sorted((place.folder / "glossary").glob("*.yaml")):
            term = _translated(place, path, GlossaryFile, problems)
            if term is not None:
                _refuse_misnamed(term.source, path, problems)
                _add(glossary, term.source.value.id, term, term.source, problems)
    personas = tuple(persona for place in folders for persona in _personas(place, problems))
    return SharedFiles(competencies, facts, glossary, personas)


def _facts(place: Place, problems: list[Problem]) -> Iterator[Located[FactFile]]:
    path = place.folder / "facts.yaml"
    file = read_file(path, FactsFile, problems) if path.is_file() else None
    for index, fact in enumerate(file.value.facts if file else ()):
        assert file is not None
        yield Located(fact, file.document, ("facts", index))


def _personas(place: Place, problems: list[Problem]) -> Iterator[Located[PersonaFile]]:
    path = place.folder / "personas.yaml"
    file = read_file(path, PersonasFile, problems) if path.is_file() else None
    for index, persona in enumerate(file.value.personas if file else ()):
        assert file is not None
        yield Located(persona, file.document, ("personas", index))


def _refuse_misnamed(term: Located[GlossaryFile], path: Path, problems: list[Problem]) -> None:
    if term.value.id != f"g.{path.stem}":
        mend = f"name the file {term.value.id.removeprefix('g.')}.yaml, or correct the id"
        problems.append(term.problem(("id",), "Q01", f"{term.value.id} is in {path.name}", mend))


def _add(
    known: dict[str, T], key: str, value: T, at: Located[FactFile] | Located[GlossaryFile],
    problems: list[Problem],
) -> None:  # fmt: skip
    if key in known:
        problems.append(at.problem(("id",), "Q01", f"id {key} is used twice", "change one"))
    else:
        known[key] = value


def read_course(
    key: str, place: Place, rules: Place | None, problems: list[Problem], *, with_drafts: bool
) -> CourseFiles | None:
    """A course's folder. `rules` is where the built-in courses keep their certification rule.

    What cannot be read in a draft is a problem only `with_drafts`: it keeps nobody from the rest.
    """
    level = _translated(place, place.folder / "level.yaml", LevelFile, problems)
    if level is None:
        return None
    published, drafts = level.source.value.sequences, level.source.value.drafts
    drafts = [name for name in drafts if name not in published]
    sheet = place.folder / "workshop" / "run-sheet.yaml"
    return CourseFiles(
        key,
        place,
        level,
        _sequences(place, published, problems),
        _sequences(place, drafts, problems if with_drafts else []),
        tuple(_items(place, problems)),
        _beside_rule("certification", RuleFile, level.source.value.id, place, rules, problems),
        _translated(place, sheet, RunSheetFile, problems) if sheet.is_file() else None,
        tuple(_placements(key, rules or place, problems)),
        _beside_rule("rubric", RubricFile, level.source.value.id, place, rules, problems),
    )


def _placements(
    key: str, place: Place, problems: list[Problem]
) -> Iterator[Translated[PlacementFile]]:
    """The placement tests of this course, among those of the folder."""
    for path in sorted((place.folder / "placement").glob("*.yaml")):
        kind = PLACEMENTS.get(path.name.partition(".")[0])
        if kind is None:
            names = " or ".join(f"{name}.<level>.yaml" for name in PLACEMENTS)
            message, mend = "this is no placement test", f"name it {names}, or remove it"
            problems.append(Problem(shown_path(path), 1, "Q01", message, mend))
            continue
        test = _translated(place, path, kind, problems)
        if test is not None and test.source.value.course == key:
            yield test


def _beside_rule(
    name: str, kind: type[T], level_id: str, place: Place, rules: Place | None,
    problems: list[Problem],
) -> Translated[T] | None:  # fmt: skip
    """The certification rule, or the rubric that it names."""
    where = rules or place
    path = where.folder / (f"rules/{name}.{level_id}.yaml" if rules else f"{name}.yaml")
    return _translated(where, path, kind, problems) if path.is_file() else None


def _sequences(
    place: Place, names: list[str], problems: list[Problem]
) -> tuple[SequenceFiles, ...]:
    found = (_sequence(place, place.folder / name, problems) for name in names)
    return tuple(sequence for sequence in found if sequence is not None)


def _sequence(place: Place, folder: Path, problems: list[Problem]) -> SequenceFiles | None:
    module = _translated(place, folder / "module.yaml", ModuleFile, problems)
    if module is None:
        return None
    lessons: dict[str, Lesson] = {}
    translations: dict[str, Lesson] = {}
    for index, screen in enumerate(module.source.value.screens):
        lesson = _lesson(module.source, index, screen, problems) if screen.file else None
        if lesson is None:
            continue
        lessons[screen.id] = lesson
        english = place.translation_of(lesson.path)
        translation = read_lesson(english, problems) if english.is_file() else None
        if translation is not None:
            translations[screen.id] = translation
    _warn_of_unused(module.source, folder, problems)
    return SequenceFiles(module, lessons, translations)


def _lesson(
    module: Located[ModuleFile], index: int, screen: ScreenFile, problems: list[Problem]
) -> Lesson | None:
    path = module.document.path.parent / str(screen.file)
    if not path.is_file():
        keys = ("screens", index, "file")
        mend = "write it, or correct the name"
        problems.append(module.problem(keys, "Q01", f"no lesson {screen.file}", mend))
        return None
    return read_lesson(path, problems)


def _warn_of_unused(module: Located[ModuleFile], folder: Path, problems: list[Problem]) -> None:
    used = {screen.file for screen in module.value.screens}
    for path in sorted(folder.glob("*.md")):
        if path.name not in used:
            message, mend = "no screen shows this lesson", "name it in module.yaml or remove it"
            problems.append(Problem(shown_path(path), 1, "Q01", message, mend, "warning"))


def _items(place: Place, problems: list[Problem]) -> Iterator[Translated[ItemFile]]:
    for path in sorted((place.folder / "bank").glob("*.yaml")):
        file = read_file(path, ItemsFile, problems)
        if file is None:
            continue
        overlay = _overlay(place, path, problems)
        for index, raw in enumerate(file.value.items):
            address = ("items", index)
            kind = (raw.get("profile") or {}).get("type") if isinstance(raw, dict) else None
            schema = SCHEMAS.get(str(kind))
            if schema is None:
                message, mend = f"unknown type {kind!r}", f"write one of {', '.join(SCHEMAS)}"
                keys = (*address, "profile", "type")
                problems.append(file.document.problem(keys, "Q01", message, mend))
                continue
            item = read_as(file.document, schema, problems, address)
            if item is not None:
                yield Translated(item, overlay)
