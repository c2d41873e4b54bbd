"""Q31: the people of the examples, so that no group is missing or always in the same part."""

from collections.abc import Callable, Iterator, Sequence

from caire.catalogue.files.drafts import hidden_screens
from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas.shared import PersonaFile
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem

WOMEN_SHARE = (0.40, 0.60)
REPEATED_NAMES_MAX = 0.10
#: An older worker, in years.
OLDER = 55
#: What a level must show at least once, and how one sees it in the list.
COMPULSORY: tuple[tuple[str, Callable[[PersonaFile], bool]], ...] = (
    ("a disability", lambda persona: persona.disability is not None),
    (f"somebody of {OLDER} or more", lambda persona: (persona.age or 0) >= OLDER),
    ("overseas France or a rural area", lambda persona: persona.place is not None),
)

Personas = Sequence[Located[PersonaFile]]


def people(course: CompiledCourse) -> Iterator[Problem]:
    """The personas that stand on a screen or in an item of the course; none listed, none judged."""
    prefixes = tuple(f"{mark}{course.files.level.source.value.id}." for mark in ("", "itm."))
    listed = [
        persona
        for persona in course.shared.personas
        if any(screen.startswith(prefixes) for screen in persona.value.screens)
    ]
    yield from _places(course, listed, prefixes)
    if listed:
        yield from _shares(listed)
        yield from _names(listed)
        yield from _cases(listed)


def _places(
    course: CompiledCourse, listed: Personas, prefixes: tuple[str, ...]
) -> Iterator[Problem]:
    """A persona is where the list says: on a screen that there is, under this name."""
    lessons = {id: files.lessons[id] for files in course.files.sequences for id in files.lessons}
    texts = {id: lesson.path.read_text(encoding="utf-8") for id, lesson in lessons.items()}
    screens = {
        screen.id
        for files in course.files.sequences
        for screen in files.module.source.value.screens
    }
    screens |= hidden_screens(course.files)
    known = screens | {entry.source.value.id for entry in course.files.items}
    for persona in listed:
        name = persona.value.first_name
        for index, screen in enumerate(persona.value.screens):
            where = ("screens", index)
            if screen.startswith(prefixes) and screen not in known:
                message, mend = f"there is no screen or item {screen}", "correct the id"
                yield persona.problem(where, "Q31", message, mend)
            elif screen in texts and name not in texts[screen]:
                message, mend = f"{screen} does not name {name}", "correct the list or the lesson"
                yield persona.problem(where, "Q31", message, mend)


def _shares(listed: Personas) -> Iterator[Problem]:
    groups = {
        "the level": listed,
        "those who know": [p for p in listed if p.value.stance == "expert"],
        "those who begin": [p for p in listed if p.value.stance == "novice"],
    }
    low, high = WOMEN_SHARE
    for name, group in groups.items():
        known = [p for p in group if p.value.gender != "unspecified"]
        women = sum(p.value.gender == "woman" for p in known)
        if known and not low <= women / len(known) <= high:
            message = f"women and men are out of balance among {name}"
            mend = "change or add people in the lessons, then here"
            limits = {"measured": f"{women / len(known):.0%}", "threshold": f"{low:.0%}-{high:.0%}"}
            yield listed[0].problem((), "Q31", message, mend, **limits)


def _names(listed: Personas) -> Iterator[Problem]:
    repeated = 1 - len({p.value.first_name for p in listed}) / len(listed)
    if repeated > REPEATED_NAMES_MAX:
        message, mend = "first names come back too often", "give people other names"
        limits = {"measured": f"{repeated:.0%}", "threshold": f"<= {REPEATED_NAMES_MAX:.0%}"}
        yield listed[0].problem((), "Q31", message, mend, **limits)


def _cases(listed: Personas) -> Iterator[Problem]:
    values = [persona.value for persona in listed]
    for case, is_shown in COMPULSORY:
        if not any(is_shown(persona) for persona in values):
            message, mend = f"no example shows {case}", "write one, then list its person here"
            yield listed[0].problem((), "Q31", message, mend)
