"""Q01: a rubric marks what the course asks to write, and the certification rule names it."""

from collections import Counter
from collections.abc import Iterator

from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas.rubric import RubricFile
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem


def rubric(course: CompiledCourse) -> Iterator[Problem]:
    """What keeps a dossier from being put together or marked."""
    files, rule = course.files, course.compiled.course.rule
    named = rule.dossier.rubric if rule and rule.dossier else None
    found = files.rubric.source.value.id if files.rubric else None
    if named != found and files.rule is not None:
        message = f"the rule asks for {named}, the course has {found}"
        mend = "name the same rubric in 'dossier_passed' and in rules/rubric.<level>.yaml"
        yield files.rule.source.problem(("all",), "Q01", message, mend)
    if files.rubric is None:
        return
    source = files.rubric.source
    yield from _repeated(source)
    if source.value.second_marking.at_least > source.value.second_marking.at_most:
        message, mend = "no result is marked twice", "write the smaller share in 'at_least'"
        yield source.problem(("second_marking",), "Q01", message, mend)
    # Until the course opens, its productions are still in drafts.
    if course.compiled.course.status != "announced":
        yield from _written(course, source)


def _repeated(source: Located[RubricFile]) -> Iterator[Problem]:
    for key in ("parts", "criteria"):
        counts = Counter(entry.id for entry in getattr(source.value, key))
        for name, count in counts.items():
            if count > 1:
                yield source.problem((key,), "Q01", f"id {name} is used twice", "change one")


def _written(course: CompiledCourse, source: Located[RubricFile]) -> Iterator[Problem]:
    for index, part in enumerate(source.value.parts):
        screen = course.compiled.course.screen(part.screen)
        keys = ("parts", index)
        if screen is None or screen.type != "production":
            mend = "write the id of a production"
            yield source.problem(keys, "Q01", f"no production {part.screen} to mark", mend)
            continue
        known = {field.id for field in screen.fields}
        for name in part.fields:
            if name not in known:
                mend = f"write one of {', '.join(sorted(known))}"
                yield source.problem(keys, "Q01", f"{part.screen} has no field {name}", mend)
