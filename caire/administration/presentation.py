"""Traces and audits in words, for who administers and who audits."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from caire.assessment.texts import LocalText
from caire.catalogue.course import Course
from caire.certificates.services.auditing import AuditReport
from caire.learning.queries import LearningPath
from caire.lrs import vocabulary as v
from caire.lrs.records import StatementRecord
from caire.lrs.sentences import sentence
from caire.web.language import current_language, localised, shown_datetime, shown_long_date
from caire.workshops.queries.sessions import named_half_days

#: A question is recognised by its first words.
STEM_LENGTH = 70
_QUOTATION = re.compile("[«“]([^«»“”]*)[»”]")


def titles_of(path: LearningPath) -> dict[str, str]:
    """What people call what a course holds, by id: screens, activities, questions, tests."""
    return titles_of_courses([path.course])


def titles_of_courses(
    courses: Iterable[Course], wanted: Collection[str] | None = None
) -> dict[str, str]:
    """The same of several courses; `wanted`: only of these ids."""
    titles: dict[str, str] = {}
    for course in courses:
        screens = list(course.screens())
        for id, item in course.items.items():
            if wanted is None or id in wanted:
                titles[item.head.id] = beginning(item.head.stem)
        titles |= {s.activity: localised(s.title) for s in screens if s.activity}
        titles |= {screen.id: localised(screen.title) for screen in screens}
        titles |= {sequence.id: localised(sequence.title) for sequence in course.sequences}
        if course.blueprint is not None:
            titles[course.blueprint.id] = _("finale")
        titles |= {test.head.id: localised(test.head.title) for test in course.placements}
        if course.rubric is not None:
            titles[course.rubric.id] = localised(course.rubric.title)
        titles[course.key] = localised(course.title)
    return titles


def titles_of_half_days(db: Session, records: Iterable[StatementRecord]) -> dict[str, str]:
    """The same of the half-days that these traces are about, by number; one query at most."""
    about = (v.local_activity(record.activity or "") for record in records)
    ids = {int(name) for kind, name in about if kind == "workshop" and name.isdecimal()}
    return {
        str(id): _("%(title)s, %(date)s", title=title, date=shown_long_date(starts_at))
        for id, (title, starts_at) in named_half_days(db, ids).items()
    }


def beginning(stem: LocalText) -> str:
    """The first words of a question, without its marks."""
    text = " ".join(re.sub(r"<[^>]*>|[*_`]", "", localised(stem)).split())
    # Shown in quotation marks: a question that is a quotation has its own.
    if whole := _QUOTATION.fullmatch(text):
        text = whole[1].strip()
    if len(text) <= STEM_LENGTH:
        return text
    return text[:STEM_LENGTH].rsplit(" ", 1)[0] + "…"


def told(record: StatementRecord, titles: Mapping[str, str]) -> str:
    """When it happened, and what: one line."""
    said = record.data.get("timestamp")
    at = datetime.fromisoformat(said) if said else record.stored
    words = sentence(record, language=current_language(), titles=titles)
    return _("%(date)s\xa0: %(words)s", date=shown_datetime(at), words=words)


def told_by_id(records: Iterable[StatementRecord], titles: Mapping[str, str]) -> dict[str, str]:
    return {record.id: told(record, titles) for record in records}


def differences(report: AuditReport, names: Mapping[str, str]) -> list[str]:
    """What an audit found wrong. `names`: the conditions, by kind."""
    found = [
        _(
            "%(condition)s\xa0: les traces en donnent %(found)d, le certificat en nomme %(named)d.",
            condition=names[condition.kind],
            found=len(condition.found),
            named=len(condition.expected),
        )
        for condition in report.conditions
        if not condition.agrees
    ]
    if report.is_erased:
        found.append(_("L’inscription a été effacée\xa0: il ne reste rien à relire."))
    elif not report.issue_is_told:
        found.append(_("La trace de la délivrance manque."))
    return found


def condition_names() -> dict[str, str]:
    return {
        "prerequisite": _("Niveau précédent acquis"),
        "sequences_done": _("Séquences terminées"),
        "exam_passed": _("Évaluation finale réussie"),
        "productions_deposited": _("Textes du parcours écrits"),
        "dossier_passed": _("Dossier réussi"),
        "attended": _("Présence à la demi-journée"),
        "participated": _("Participation aux activités"),
        "identity_checked": _("Identité contrôlée"),
    }
