"""Q01: everything that is named exists, once, and may be used there."""

from collections.abc import Iterator

from caire.assessment.items import item_type
from caire.catalogue.compiling.course import SHOWN_STATUSES
from caire.catalogue.course import Blueprint, Cell
from caire.catalogue.files.drafts import hidden_screens
from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas.course import ModuleFile
from caire.catalogue.files.schemas.items import ItemFile
from caire.catalogue.lessons.blocks import Block, walk
from caire.catalogue.lessons.source import Lesson
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem

UNKNOWN = "add it, or correct the id"


def references(course: CompiledCourse) -> Iterator[Problem]:
    """Ids that are used twice, or that name nothing."""
    yield from _sequences(course)
    yield from _screens(course)
    yield from _items(course)
    yield from _lessons(course)
    yield from _certification(course)


def _sequences(course: CompiledCourse) -> Iterator[Problem]:
    seen: set[str] = set()
    known = _competencies(course)
    number = course.compiled.course.number
    for files in course.files.sequences:
        module = files.module.source
        if module.value.id in seen:
            yield module.problem(
                ("id",), "Q01", f"id {module.value.id} is used twice", "change one"
            )
        seen.add(module.value.id)
        if module.value.level != number:
            message = f"level {module.value.level} in a course of level {number}"
            yield module.problem(("level",), "Q01", message, f"write level: {number}")
        for index, competency in enumerate(module.value.competencies):
            if competency not in known:
                keys = ("competencies", index)
                yield module.problem(keys, "Q01", f"unknown competency {competency}", UNKNOWN)
    for files in course.files.sequences:
        module = files.module.source
        for index, before in enumerate(module.value.recommended_after):
            if before not in seen:
                keys = ("recommended_after", index)
                yield module.problem(keys, "Q01", f"unknown sequence {before}", UNKNOWN)


def _screens(course: CompiledCourse) -> Iterator[Problem]:
    seen: set[str] = set()
    written = {item.source.value.id: item.source for item in course.files.items}
    for files in course.files.sequences:
        module = files.module.source
        for index, screen in enumerate(module.value.screens):
            if screen.id in seen:
                message = f"id {screen.id} is used twice"
                yield module.problem(("screens", index, "id"), "Q01", message, "change one")
            seen.add(screen.id)
            for rank, item_id in enumerate(screen.items):
                keys = ("screens", index, "items", rank)
                item = written.get(item_id)
                if item is None:
                    yield module.problem(keys, "Q01", f"unknown item {item_id}", UNKNOWN)
                else:
                    yield from _unusable(module, keys, item, screen.type)
            yield from _explanation(course, module, index, screen.activity)


def _unusable(
    module: Located[ModuleFile],
    keys: tuple[str | int, ...],
    item: Located[ItemFile],
    screen_type: str,
) -> Iterator[Problem]:
    state = item.value.state
    if state.status not in SHOWN_STATUSES:
        message = f"item {item.value.id} is '{state.status}'"
        yield module.problem(keys, "Q01", message, "publish it, or take it off the screen")
    allowed = ("formative", "placement") if screen_type == "test" else ("formative",)
    if state.pool not in allowed:
        message = f"item {item.value.id} is of the pool '{state.pool}'"
        mend = f"show an item of the pool {' or '.join(allowed)}"
        yield module.problem(keys, "Q09", message, mend)


def _explanation(
    course: CompiledCourse, module: Located[ModuleFile], index: int, activity_id: str | None
) -> Iterator[Problem]:
    activity = course.module.activity(activity_id) if course.module and activity_id else None
    if activity is None:
        return
    item = activity.manifest.explanation_item
    if item not in course.compiled.course.items:
        message = f"activity {activity_id} ends on the item {item}, which is not published"
        yield module.problem(("screens", index, "activity"), "Q01", message, "add this item")


def _items(course: CompiledCourse) -> Iterator[Problem]:
    statements = _statements(course)
    screens = {screen.id for screen in course.compiled.course.screens()}
    screens |= hidden_screens(course.files)
    ids = {item.source.value.id for item in course.files.items}
    seen: set[str] = set()
    for entry in course.files.items:
        item = entry.source
        value = item.value
        if value.id in seen:
            yield item.problem(("id",), "Q01", f"id {value.id} is used twice", "change one")
        seen.add(value.id)
        if value.profile.competency not in statements:
            message = f"unknown statement {value.profile.competency}"
            yield item.problem(("profile", "competency"), "Q01", message, UNKNOWN)
        elif value.id.split(".")[2] != value.profile.competency.split(".")[1]:
            message = f"{value.id} measures {value.profile.competency}"
            mend = "an item's id bears the area that it measures"
            yield item.problem(("id",), "Q01", message, mend)
        yield from _unknown(item, "facts", value.facts, set(course.shared.facts), "fact")
        for rank, enemy in enumerate(value.credits.enemies):
            if enemy not in ids:
                keys = ("credits", "enemies", rank)
                yield item.problem(keys, "Q01", f"unknown item {enemy}", UNKNOWN)
        yield from _unknown(item, "review", value.review, screens, "screen")


def _unknown(
    item: Located[ItemFile], key: str, named: list[str], known: set[str], what: str
) -> Iterator[Problem]:
    for rank, name in enumerate(named):
        if name not in known:
            yield item.problem((key, rank), "Q01", f"unknown {what} {name}", UNKNOWN)


def _lessons(course: CompiledCourse) -> Iterator[Problem]:
    known = _statements(course) | _competencies(course)
    screens = {screen.id for screen in course.compiled.course.screens()}
    for files in course.files.sequences:
        order = [screen.id for screen in files.module.source.value.screens]
        for screen_id, lesson in files.lessons.items():
            front = lesson.front
            for index, competency in enumerate(front.value.competencies):
                if competency not in known:
                    keys = ("competencies", index)
                    yield front.problem(keys, "Q01", f"unknown competency {competency}", UNKNOWN)
            for index, before in enumerate(front.value.prerequisites):
                if before not in screens:
                    keys = ("prerequisites", index)
                    yield front.problem(keys, "Q01", f"unknown screen {before}", UNKNOWN)
            after = order[order.index(screen_id) + 1 :][:1]
            for text in (lesson, files.translations.get(screen_id)):
                if text is not None:
                    yield from _announced_questions(course, text, after)


def _announced_questions(
    course: CompiledCourse, lesson: Lesson, after: list[str]
) -> Iterator[Problem]:
    for node in walk(lesson.nodes):
        if not isinstance(node, Block) or node.kind != "question":
            continue
        screen_id, item = node.attributes.get("screen", ""), node.attributes.get("item", "")
        screen = course.compiled.course.screen(screen_id)
        if screen_id not in after or screen is None or item not in screen.items:
            message = f"'question' announces {item} on {screen_id}"
            mend = "name an item of the screen that follows this lesson"
            yield lesson.problem(node.line, "Q01", message, mend)


def _certification(course: CompiledCourse) -> Iterator[Problem]:
    level = course.files.level.source
    if course.module is not None and course.module.level != level.value.level:
        message = f"level {level.value.level} here, {course.module.level} in the module"
        mend = f"write level: {course.module.level}, or correct the LevelModule"
        yield level.problem(("level",), "Q01", message, mend)
    blueprint = course.compiled.course.blueprint
    taught = {competency.id for competency in course.compiled.course.competencies}
    for index, cell in enumerate(blueprint.cells if blueprint else ()):
        if cell.competency not in taught:
            message = f"the blueprint draws {cell.competency}, which no sequence teaches"
            keys = ("blueprint", "cells", index)
            yield level.problem(keys, "Q01", message, "teach it, or remove the cell")
        if course.files.sequences:  # while all is in drafts, so are the items
            yield from _too_few_to_draw(course, index, cell)
    if blueprint and len(blueprint.wait_hours) != blueprint.max_attempts - 1:
        message = f"{blueprint.max_attempts} attempts, {len(blueprint.wait_hours)} waits"
        mend = "write one wait before each attempt but the first"
        yield level.problem(("blueprint", "attempts"), "Q01", message, mend)
    yield from _exam_place(course)
    yield from _rule(course)


def _exam_place(course: CompiledCourse) -> Iterator[Problem]:
    """The final assessment stands at most once in the sequences, and can be reached there."""
    compiled = course.compiled.course
    asked = set(compiled.rule.sequences) if compiled.rule else set()
    placed = 0
    for files in course.files.sequences:
        module = files.module.source
        for index, screen in enumerate(module.value.screens):
            if screen.type != "exam":
                continue
            placed += 1
            keys = ("screens", index)
            if compiled.blueprint is None or placed > 1:
                message = "no final assessment to place" if placed == 1 else "placed twice"
                mend = "give level.yaml one blueprint, and the course one exam screen"
                yield module.problem(keys, "Q01", message, mend)
            if module.value.id in asked:
                message = f"the exam waits for {module.value.id}, which holds it"
                mend = f"take {module.value.id} out of 'sequences_done' of the certification rule"
                yield module.problem(keys, "Q01", message, mend)


def _too_few_to_draw(course: CompiledCourse, index: int, cell: Cell) -> Iterator[Problem]:
    level = course.files.level.source
    for kind, drawn in cell.types.items():
        stock = [
            item
            for item in course.compiled.course.items.values()
            if item.head.pool == "certification"
            and item.head.competency_group == cell.competency
            and item_type(item) == kind
        ]
        if len(stock) < drawn:
            message = (
                f"the blueprint draws {drawn} {kind} for {cell.competency}, {len(stock)} exist"
            )
            keys = ("blueprint", "cells", index)
            yield level.problem(keys, "Q06", message, "publish more, or draw fewer")


def _rule(course: CompiledCourse) -> Iterator[Problem]:
    files, rule = course.files.rule, course.compiled.course.rule
    # Until the course opens, what its rule names is still in drafts.
    if files is None or rule is None or course.compiled.course.status == "announced":
        return
    compiled = course.compiled.course
    source = files.source
    sequences = {sequence.id for sequence in compiled.sequences}
    for name in rule.sequences:
        if name not in sequences:
            yield source.problem(("all",), "Q01", f"unknown sequence {name}", UNKNOWN)
    plan = compiled.blueprint.id if compiled.blueprint else None
    if rule.exam_plan is not None and rule.exam_plan != plan:
        message, mend = f"unknown blueprint {rule.exam_plan}", f"write plan: {plan}"
        yield source.problem(("all",), "Q01", message, mend)
    drawn = {c.competency: sum(c.types.values()) for c in _cells_of(compiled.blueprint)}
    for floor in rule.exam_floors:
        if drawn.get(floor.competency, 0) < floor.min_correct_items:
            message = (
                f"{floor.min_correct_items} right answers asked in {floor.competency}, "
                f"{drawn.get(floor.competency, 0)} drawn"
            )
            mend = "draw more in level.yaml, or correct 'floors'"
            yield source.problem(("all",), "Q01", message, mend)
    for share_floor in rule.exam_share_floors:
        if share_floor.competency not in drawn:
            message = f"a share asked in {share_floor.competency}, of which nothing is drawn"
            yield source.problem(("all",), "Q01", message, "correct 'floors_share'")
    screens = {screen.id: screen for screen in compiled.screens()}
    for name in rule.productions:
        if name not in screens or screens[name].type != "production":
            message, mend = f"no production {name} to deposit", "write the id of a production"
            yield source.problem(("all",), "Q01", message, mend)
    acts = set(compiled.run_sheet.acts) if compiled.run_sheet else set()
    for act in rule.acts:
        if act not in acts:
            message, mend = f"the run sheet has no act '{act}'", "add it to the run sheet's acts"
            yield source.problem(("all",), "Q01", message, mend)
    if rule.min_acts > len(rule.acts):
        message = f"{rule.min_acts} acts out of {len(rule.acts)}"
        yield source.problem(("all",), "Q01", message, "lower min, or name more acts")


def _cells_of(blueprint: Blueprint | None) -> tuple[Cell, ...]:
    return blueprint.cells if blueprint else ()


def _competencies(course: CompiledCourse) -> set[str]:
    framework = course.shared.competencies
    return {c.id for c in framework.value.competencies} if framework else set()


def _statements(course: CompiledCourse) -> set[str]:
    framework = course.shared.competencies
    found = framework.value.competencies if framework else []
    return {s.id for c in found for s in c.statements if s.status == "active"}
