"""What a learner can do and what she revisits, in words (CURRICULUM F.3), for her own page."""

from collections import Counter
from dataclasses import dataclass

from caire.assessment.mastery import MasteryWord, word_for
from caire.assessment.texts import LocalText
from caire.catalogue.course import Competency, Course, Screen
from caire.learning.progress.state import LearningState, MasteryState
from caire.learning.queries import LearningPath

MAX_READINGS = 3


@dataclass(frozen=True, slots=True)
class KnownStatement:
    """`met`: how many answers and activities told something of it."""

    id: str
    text: LocalText
    met: int


@dataclass(frozen=True, slots=True)
class KnownCompetency:
    """One competency of a course; `readings`: lessons to go back to."""

    id: str
    area: str
    title: LocalText
    word: MasteryWord
    observations: int
    statements: tuple[KnownStatement, ...]
    readings: tuple[Screen, ...]


@dataclass(frozen=True, slots=True)
class KnowledgeMap:
    """One course, in the order of its areas."""

    path: LearningPath
    competencies: tuple[KnownCompetency, ...]

    def of_words(self, *words: MasteryWord) -> tuple[KnownCompetency, ...]:
        return tuple(one for one in self.competencies if one.word in words)

    @property
    def is_empty(self) -> bool:
        return not self.path.state.mastery


def knowledge_map(path: LearningPath) -> KnowledgeMap:
    """The map of one course, from what its traces add up to."""
    return KnowledgeMap(path, tuple(_known(path, one) for one in path.course.competencies))


def _known(path: LearningPath, competency: Competency) -> KnownCompetency:
    known = path.state.mastery.get(competency.id)
    met = _met(path.course, known) if known else Counter[str]()
    return KnownCompetency(
        id=competency.id,
        area=competency.area,
        title=competency.area_title,
        word=_word(known),
        observations=known.n if known else 0,
        statements=tuple(
            KnownStatement(one.id, one.text, met[one.id]) for one in competency.statements
        ),
        readings=_readings(path.course, path.state, competency),
    )


def _word(known: MasteryState | None) -> MasteryWord:
    if known is None:
        return "discover"
    return word_for(known.level, observations=known.n, types=len(known.types))


def _met(course: Course, known: MasteryState) -> Counter[str]:
    """Statement -> how often a question on it was answered."""
    return Counter(
        item.head.competency for source, _score in known.seen if (item := course.items.get(source))
    )


def _readings(course: Course, state: LearningState, competency: Competency) -> tuple[Screen, ...]:
    """Lessons on it: those not read yet first, else what to read again."""
    ids = {one.id for one in competency.statements}
    lessons = [s for s in course.screens() if s.type == "lesson" and ids & set(s.competencies)]
    lessons.sort(key=lambda screen: screen.id in state.screens)
    return tuple(lessons[:MAX_READINGS])
