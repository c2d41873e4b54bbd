"""What the rule of the certificate asks of an attempt beside its points."""

from caire.assessment.blueprint import reaches
from caire.catalogue.course import Competency, Course
from caire.learning.progress.state import ExamRecord


def floors_of(course: Course) -> tuple[tuple[Competency, int], ...]:
    """The competencies that need right answers of their own, and how many each."""
    floors = course.rule.exam_floors if course.rule else ()
    by_id = {competency.id: competency for competency in course.competencies}
    return tuple((by_id[f.competency], f.min_correct_items) for f in floors)


def floors_missed(course: Course, record: ExamRecord) -> tuple[tuple[Competency, int], ...]:
    """Those of `floors_of` that an attempt did not reach."""
    return tuple(
        (competency, needed)
        for competency, needed in floors_of(course)
        if record.correct.get(competency.id, 0) < needed
    )


def share_floors_of(course: Course) -> tuple[tuple[Competency, float], ...]:
    """The competencies that need a share of their points, in [0, 1]."""
    floors = course.rule.exam_share_floors if course.rule else ()
    by_id = {competency.id: competency for competency in course.competencies}
    return tuple((by_id[f.competency], f.min_share) for f in floors)


def share_floors_missed(course: Course, record: ExamRecord) -> tuple[tuple[Competency, float], ...]:
    """Those of `share_floors_of` that an attempt did not reach."""
    return tuple(
        (competency, needed)
        for competency, needed in share_floors_of(course)
        if not reaches(record.shares.get(competency.id, 0.0), needed)
    )


def forbids_critical(course: Course) -> bool:
    """Whether a critical choice in a scenario fails the attempt."""
    return course.rule is not None and "critical_node" in course.rule.exam_forbid
