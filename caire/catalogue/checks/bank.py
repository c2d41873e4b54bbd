"""Q05 to Q11, Q19, Q32: the bank holds enough of each kind, and not twice the same."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from caire.assessment.items import Item, item_type
from caire.assessment.texts import LocalText
from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas.items import ItemFile
from caire.catalogue.lessons.reading import WORD, passages
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem

DRAWS_PER_CELL = 3
#: Final items of a competency, by level, however few are drawn (CURRICULUM B.1.x to B.3.x).
LEAST_PER_COMPETENCY = {"aware": 6, "informed": 8, "responsible": 8}
#: Final items of a whole level, placement items apart.
WHOLE_BANK = {"aware": 90, "informed": 110, "responsible": 120}
FORMATIVE_PER_COMPETENCY = 4
ITEMS_PER_STATEMENT = 2
NEAR_DUPLICATE = 0.80
LOW = ("remember", "understand")
BLOOM: Mapping[int, tuple[tuple[str, ...], float]] = {
    1: (("apply", "analyse", "evaluate", "create"), 0.40),
    2: (("apply", "analyse", "evaluate"), 0.60),
    3: (("analyse", "evaluate", "create"), 0.75),
}
LOW_MOST = 0.45
SECTOR_LEAST, SECTOR_MOST = 0.08, 0.30


def bank(course: CompiledCourse) -> Iterator[Problem]:
    """The bank as a whole. A course without items has nothing to check."""
    if not course.compiled.course.items:
        return
    yield from _final_bank(course)
    yield from _cells(course)
    yield from _formative(course)
    yield from _bloom(course)
    yield from _statements(course)
    yield from _duplicates(course)
    yield from _sectors(course)
    yield from _given_away(course)


def _published(course: CompiledCourse) -> list[Item]:
    items = course.compiled.course.items.values()
    return [item for item in items if item.head.status == "published"]


def _cells(course: CompiledCourse) -> Iterator[Problem]:
    level = course.files.level.source
    blueprint = course.compiled.course.blueprint
    stock = Counter(
        (item.head.competency_group, item_type(item))
        for item in _published(course)
        if item.head.pool == "certification"
    )
    for index, cell in enumerate(blueprint.cells if blueprint else ()):
        for kind, drawn in cell.types.items():
            have = stock[(cell.competency, kind)]  # type: ignore[index]  # types come from a file
            if have < DRAWS_PER_CELL * drawn:
                message = f"too few certification items of type {kind} for {cell.competency}"
                mend = f"write {DRAWS_PER_CELL * drawn - have} more, or draw another type"
                limits = {"measured": str(have), "threshold": f">= {DRAWS_PER_CELL * drawn}"}
                keys = ("blueprint", "cells", index)
                yield level.problem(keys, "Q06", message, mend, **limits)


def _final_bank(course: CompiledCourse) -> Iterator[Problem]:
    """Q05: enough for a second attempt to be another test. Other makers' banks may be smaller."""
    level, key = course.files.level.source, course.compiled.course.key
    blueprint = course.compiled.course.blueprint
    pool = [i.head for i in _published(course) if i.head.pool == "certification"]
    stock = Counter(head.competency_group for head in pool)
    for index, cell in enumerate(blueprint.cells if blueprint else ()):
        least = DRAWS_PER_CELL * sum(cell.types.values())
        least = max(least, LEAST_PER_COMPETENCY.get(key, 0))
        if stock[cell.competency] < least:
            message = f"too few certification items for {cell.competency}"
            mend = f"write {least - stock[cell.competency]} more"
            limits = {"measured": str(stock[cell.competency]), "threshold": f">= {least}"}
            keys = ("blueprint", "cells", index)
            yield level.problem(keys, "Q05", message, mend, **limits)
    whole = WHOLE_BANK.get(key, 0)
    if blueprint and len(pool) < whole:
        limits = {"measured": str(len(pool)), "threshold": f">= {whole}"}
        message, mend = "the final bank is too small", f"write {whole - len(pool)} more"
        yield level.problem(("blueprint",), "Q05", message, mend, **limits)


def _formative(course: CompiledCourse) -> Iterator[Problem]:
    """Mastery needs several answers of several kinds in each competency that is assessed."""
    level = course.files.level.source
    blueprint = course.compiled.course.blueprint
    kinds: dict[str, list[str]] = defaultdict(list)
    for item in _published(course):
        if item.head.pool == "formative":
            kinds[item.head.competency_group].append(item_type(item))
    for index, cell in enumerate(blueprint.cells if blueprint else ()):
        found = kinds[cell.competency]
        if len(found) < FORMATIVE_PER_COMPETENCY or len(set(found)) < 2:
            message = f"too few formative items for {cell.competency}"
            measured = f"{len(found)} of {len(set(found))} types"
            limits = {"measured": measured, "threshold": "4 of 2 types"}
            keys = ("blueprint", "cells", index)
            yield level.problem(keys, "Q07", message, "write more", **limits)


def _bloom(course: CompiledCourse) -> Iterator[Problem]:
    level = course.files.level.source
    levels = Counter(item.head.bloom for item in _published(course))
    total = levels.total()
    high, least = BLOOM[course.compiled.course.number]
    share = sum(levels[name] for name in high) / total if total else 1.0
    low = sum(levels[name] for name in LOW) / total if total else 0.0
    if share < least:
        limits = {"measured": f"{share:.0%}", "threshold": f">= {least:.0%}"}
        message = f"too few items ask to {', '.join(high)}"
        yield level.problem((), "Q10", message, "write items that ask for more", **limits)
    if course.compiled.course.number == 1 and low > LOW_MOST:
        limits = {"measured": f"{low:.0%}", "threshold": f"<= {LOW_MOST:.0%}"}
        message = "too many items ask to remember or understand"
        yield level.problem((), "Q10", message, "write items that ask to apply", **limits)


def _statements(course: CompiledCourse) -> Iterator[Problem]:
    compiled = course.compiled.course
    taught = {c for files in course.files.sequences for c in _taught(course, files.lessons)}
    measured = Counter(item.head.competency for item in _published(course))
    assessed = {cell.competency for cell in compiled.blueprint.cells} if compiled.blueprint else ()
    level = course.files.level.source
    for competency in compiled.competencies:
        if competency.id not in assessed:
            continue
        for statement in competency.statements:
            if statement.id not in taught and competency.id not in taught:
                message = f"no lesson or activity teaches {statement.id}"
                yield level.problem((), "Q11", message, "name it in the lesson that does")
            if measured[statement.id] < ITEMS_PER_STATEMENT:
                limits = {"measured": str(measured[statement.id]), "threshold": ">= 2"}
                message = f"too few items measure {statement.id}"
                yield level.problem((), "Q11", message, "write items for it", **limits)


def _taught(course: CompiledCourse, lessons: Mapping[str, object]) -> set[str]:
    compiled = course.compiled.course
    taught = {c for s in compiled.screens() if s.id in lessons for c in s.competencies}
    for activity in course.module.activities if course.module else ():
        taught.update(activity.manifest.competencies)
    return taught


def _sectors(course: CompiledCourse) -> Iterator[Problem]:
    level = course.files.level.source
    sectors = Counter(item.head.sector for item in _published(course))
    del sectors["neutral"]
    for sector, count in sorted(sectors.items()):
        share = count / sectors.total()
        if not SECTOR_LEAST <= share <= SECTOR_MOST:
            limits = {"measured": f"{share:.0%}", "threshold": "8 % to 30 %"}
            message = f"vignettes are not spread: {sector}"
            mend = "set some vignettes in another trade"
            yield level.problem((), "Q32", message, mend, severity="warning", **limits)


def _duplicates(course: CompiledCourse) -> Iterator[Problem]:
    entries = {e.source.value.id: e.source for e in course.files.items}
    items = _published(course)
    vectors = _vectors({item.head.id: _words(item) for item in items})
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.head.competency_group].append(item)
    for group in groups.values():
        for one, other in combinations(group, 2):
            near = _cosine(vectors[one.head.id], vectors[other.head.id])
            if near >= NEAR_DUPLICATE and not _enemies(one, other):
                message = f"near-duplicate of {other.head.id}"
                mend = "rewrite one, or name it in credits.enemies"
                limits = {"measured": f"{near:.2f}", "threshold": "< 0.80"}
                yield entries[one.head.id].problem(("stem",), "Q19", message, mend, **limits)


def _enemies(one: Item, other: Item) -> bool:
    return other.head.id in one.head.enemies or one.head.id in other.head.enemies


def _words(item: Item) -> Counter[str]:
    texts: list[LocalText] = [item.head.stem]
    if item.head.context:
        texts.append(item.head.context)
    for name in ("options", "justifications", "elements", "left", "passages"):
        texts += [part.text for part in getattr(item, name, ())]
    return Counter(stem for text in texts for stem in map(rough_stem, WORD.findall(text["fr"])))


def rough_stem(word: str) -> str:
    """Lower case, without elision nor the usual endings: enough to compare two French texts."""
    bare = re.sub(r"^.{1,2}['’]", "", word.lower())
    return re.sub(r"(?<=\w{4})(?:ements?|ations?|ées?|és|ent|es|er|ez|e|s|x)$", "", bare)


def _vectors(texts: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
    spread = Counter(word for words in texts.values() for word in words)
    size = len(texts)
    return {
        key: {w: n * math.log(1 + size / spread[w]) for w, n in words.items()}
        for key, words in texts.items()
    }


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    dot = sum(weight * other.get(word, 0.0) for word, weight in one.items())
    norms = math.hypot(*one.values()) * math.hypot(*other.values())
    return dot / norms if norms else 0.0


def _given_away(course: CompiledCourse) -> Iterator[Problem]:
    """Q09: no vignette or question of the final assessment stands in a lesson."""
    secret: dict[str, Located[ItemFile]] = {}
    for entry in course.files.items:
        if entry.source.value.state.pool == "certification":
            for text in (entry.source.value.context, entry.source.value.stem):
                if text and len(text) > 40:
                    secret[_bare(text)] = entry.source
    for files in course.files.sequences:
        for lesson in files.lessons.values():
            for passage in passages(lesson):
                text = _bare(passage.text)
                for known, item in secret.items():
                    if known in text:
                        message = f"a text of {item.value.id} stands in the lesson"
                        yield lesson.problem(passage.line, "Q09", message, "change one of them")


def _bare(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))
