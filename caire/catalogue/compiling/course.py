"""A whole course, from its files."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from caire.assessment.items import Item
from caire.assessment.texts import LocalText
from caire.catalogue.compiling.certification import (
    compile_blueprint,
    compile_rule,
    compile_run_sheet,
)
from caire.catalogue.compiling.items import compile_item
from caire.catalogue.compiling.placement import compile_placement
from caire.catalogue.compiling.rubric import compile_rubric
from caire.catalogue.compiling.screens import Workbench, compile_sequence
from caire.catalogue.compiling.shared import compile_competencies
from caire.catalogue.compiling.texts import Texts
from caire.catalogue.course import Competency, Course, OutlineEntry, Sequence
from caire.catalogue.files.drafts import hidden_screens, is_draft, is_hidden_item
from caire.catalogue.files.schemas.course import LevelFile
from caire.catalogue.files.tree import CourseFiles, SharedFiles
from caire.catalogue.lessons.rendering import Library
from caire.catalogue.media import MediaFile
from caire.catalogue.problems import Problem, shown_path
from caire.sdk import LevelModule

NUMBERS: Mapping[str, int] = {"aware": 1, "informed": 2, "responsible": 3}
# Learners only ever meet these; drafts stay in the files.
SHOWN_STATUSES = frozenset({"published", "quarantined"})


@dataclass(frozen=True, slots=True)
class Compiled:
    course: Course
    media: Mapping[str, MediaFile]


def compile_course(
    files: CourseFiles,
    shared: SharedFiles,
    library: Library,
    module: LevelModule | None,
    problems: list[Problem],
) -> Compiled:
    """The course document; what is wrong is added to `problems`."""
    level = files.level.source.value
    texts = Texts(files.level.overlay)
    media: dict[str, MediaFile] = {}
    bench = Workbench(library, module, media, problems)
    sequences = tuple(
        compile_sequence(s, bench, is_draft=is_draft(files, s)) for s in files.sequences
    )
    course = Course(
        key=files.key,
        level=level.level,
        number=NUMBERS[level.level],
        status=level.status,
        version=level.content_version,
        title=texts.local("title", level.title),
        audience_title=texts.local("audience_title", level.audience_title),
        summary=texts.local("summary", level.summary),
        objectives=_objectives(level, texts),
        minutes=sum(s.minutes for s in sequences) or level.minutes.target,
        licence=level.licence,
        in_person_minutes=level.in_person.minutes,
        in_person_title=texts.local("in_person.title", level.in_person.title),
        in_person_summary=texts.local("in_person.summary", level.in_person.summary),
        sequences=sequences,
        outline=_outline(level, texts),
        competencies=_competencies(level, sequences, shared),
        items=compile_items(files, shared, problems),
        glossary=dict(library.glossary),
        blueprint=compile_blueprint(level.blueprint) if level.blueprint else None,
        rule=compile_rule(files.rule, problems) if files.rule else None,
        run_sheet=compile_run_sheet(files.run_sheet, problems) if files.run_sheet else None,
        rubric=compile_rubric(files.rubric, problems) if files.rubric else None,
        placements=tuple(compile_placement(test, problems) for test in files.placements),
    )
    path = shown_path(files.level.source.document.path)
    problems.extend(texts.problems(path, level.content_version))
    return Compiled(course, media)


def _objectives(level: LevelFile, texts: Texts) -> tuple[LocalText, ...]:
    return tuple(texts.local(f"objectives.{i}", line) for i, line in enumerate(level.objectives))


def _outline(level: LevelFile, texts: Texts) -> tuple[OutlineEntry, ...]:
    return tuple(
        OutlineEntry(
            texts.local(f"outline.{i}.title", entry.title),
            texts.local(f"outline.{i}.objective", entry.objective),
            entry.minutes,
        )
        for i, entry in enumerate(level.outline)
    )


def _competencies(
    level: LevelFile, sequences: tuple[Sequence, ...], shared: SharedFiles
) -> tuple[Competency, ...]:
    """What the sequences teach; all of the level while the course is only announced."""
    if shared.competencies is None:
        return ()
    framework = shared.competencies.value
    taught = {competency for sequence in sequences for competency in sequence.competencies}
    if level.status == "announced":
        number = NUMBERS[level.level]
        taught = {c.id for c in framework.competencies if c.level == number}
    return compile_competencies(framework, taught)


def compile_items(
    files: CourseFiles, shared: SharedFiles, problems: list[Problem]
) -> dict[str, Item]:
    """The items that learners may meet, by id; translations of the others are checked too."""
    by_file: dict[str, Texts] = {}
    hidden = hidden_screens(files)
    items: dict[str, Item] = {}
    for entry in files.items:
        value = entry.source.value
        where = shown_path(entry.source.document.path)
        texts = by_file.setdefault(where, Texts(entry.overlay))
        item = compile_item(value, texts, shared.facts)
        if value.state.status in SHOWN_STATUSES and not is_hidden_item(files, value):
            items[value.id] = _without_reviews(item, hidden)
    for where, texts in by_file.items():
        problems.extend(texts.problems(where, None))
    return items


def _without_reviews(item: Item, hidden: frozenset[str]) -> Item:
    """The item, which sends nobody back to a screen that is not there yet."""
    kept = tuple(screen for screen in item.head.review if screen not in hidden)
    return msgspec.structs.replace(item, head=msgspec.structs.replace(item.head, review=kept))
