"""Courses and certificates as the API says them: every language at once, no personal data."""

from datetime import datetime
from typing import Any

from caire.catalogue.course import Competency, Course, Sequence
from caire.certificates.presentation import attested_competencies
from caire.certificates.queries import CertificateRow
from caire.clock import PARIS


def course_summary(course: Course) -> dict[str, Any]:
    """A course in a list. Minutes are those of a typical learner."""
    return {
        "key": course.key,
        "level": course.level,
        "number": course.number,
        "status": course.status,
        "version": course.version,
        "licence": course.licence,
        "title": course.title,
        "summary": course.summary,
        "minutes": course.minutes,
        "in_person_minutes": course.in_person_minutes,
    }


def course_document(course: Course) -> dict[str, Any]:
    """All that is taught, without the questions nor their answers."""
    return {
        **course_summary(course),
        "audience": course.audience_title,
        "objectives": list(course.objectives),
        "sequences": [_sequence(sequence) for sequence in course.sequences],
        "announced": [
            {"title": entry.title, "objective": entry.objective, "minutes": entry.minutes}
            for entry in course.outline
        ],
        "in_person": {
            "title": course.in_person_title,
            "summary": course.in_person_summary,
            "minutes": course.in_person_minutes,
        },
        "competencies": [_competency(competency) for competency in course.competencies],
        "certificate_rule": course.rule.sentence if course.rule else None,
    }


def certificate_document(row: CertificateRow, course: Course) -> dict[str, Any]:
    """What the public verification page says: nothing about the holder."""
    return {
        "code": row.code,
        "status": row.status,
        "level": course.level,
        "title": course.title,
        "competencies": [_competency(competency) for competency in attested_competencies(course)],
        "issuer": row.issuer_name,
        "date": _civil_day(row.evidence_at),
        "status_changed_on": _civil_day(row.status_at) if row.status_at else None,
    }


def _civil_day(moment: datetime) -> str:
    """The day in France, as on the certificate."""
    return moment.astimezone(PARIS).date().isoformat()


def _sequence(sequence: Sequence) -> dict[str, Any]:
    return {
        "id": sequence.id,
        "title": sequence.title,
        "objective": sequence.objective,
        "minutes": sequence.minutes,
        "version": sequence.version,
        "licence": sequence.licence,
        "competencies": list(sequence.competencies),
        "screens": [
            {"id": s.id, "type": s.type, "title": s.title, "minutes": s.minutes}
            for s in sequence.screens
        ],
    }


def _competency(competency: Competency) -> dict[str, Any]:
    return {
        "id": competency.id,
        "area": competency.area,
        "area_title": competency.area_title,
        "critical": competency.critical,
        "statements": [{"id": s.id, "text": s.text} for s in competency.statements],
    }
