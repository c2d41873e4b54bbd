"""A certificate in words, for its page, its PDF and its verification."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from caire.assessment.texts import in_language
from caire.catalogue.course import Competency, Course
from caire.catalogue.queries import course_version
from caire.certificates.pdf.document import CertificateDocument
from caire.certificates.queries import CertificateRow, courses_by_rule
from caire.config import Config
from caire.web.language import current_language, shown_long_date


def verify_url(config: Config, code: str) -> str:
    return f"{config.site.url.rstrip('/')}/verify/{code}"


def certified_statements(course: Course) -> list[tuple[str, list[str]]]:
    """Area and can-do statements that this course's path attests, in the visitor's language."""
    language = current_language()
    return [
        (in_language(c.area_title, language), [in_language(s.text, language) for s in c.statements])
        for c in attested_competencies(course)
    ]


def attested_competencies(course: Course) -> list[Competency]:
    """Those that the final assessment asks about; without one, those that are taught."""
    taught = {c for sequence in course.sequences for c in sequence.competencies}
    examined = {cell.competency for cell in course.blueprint.cells} if course.blueprint else taught
    return [c for c in course.competencies if c.id in examined]


@dataclass(frozen=True, slots=True)
class PriorRow:
    """What is enough before this level, and where it is obtained; no address: nowhere today."""

    sentence: str
    address: str | None


def prior_rows(db: Session, names: Sequence[str]) -> list[PriorRow]:
    """What a rule calls `certificate.n1` or `placement.entry.n2`, in words."""
    courses = courses_by_rule(db) if names else {}
    return [_prior_row(name, courses) for name in names]


def _prior_row(name: str, courses: Mapping[str, Course]) -> PriorRow:
    kind, _dot, rest = name.partition(".")
    number = rest.rpartition(".")[2].removeprefix("n")
    if kind == "placement":
        address = url_for("placement.test", test_id=rest)
        return PriorRow(_("le test d’entrée au niveau %(n)s", n=number), address)
    course = courses.get(f"cert.{rest}")
    where = url_for("learning.join", course_key=course.key) if course else None
    return PriorRow(_("le certificat de niveau %(n)s", n=number), where)


def document_of(db: Session, row: CertificateRow, config: Config) -> CertificateDocument:
    """The printed certificate, in the visitor's language."""
    course = course_version(db, row.course_version_id)
    language = current_language()
    title = in_language(course.title, language)
    able = _("Je peux %(statement)s.")
    return CertificateDocument(
        language=language,
        holder=row.holder_name,
        title=_("Certificat"),
        level=_("Niveau %(n)d – %(title)s", n=course.number, title=title),
        statement=_(
            "a terminé le parcours à distance, réussi l’évaluation finale et participé à la "
            "demi-journée en présentiel."
        ),
        competencies=tuple(
            able % {"statement": text}
            for _area, statements in certified_statements(course)
            for text in statements
        ),
        competencies_title=_("Compétences attestées"),
        issuer=row.issuer_name,
        issuer_label=_("Délivré par"),
        date=shown_long_date(row.evidence_at),
        date_label=_("Le"),
        code=row.code,
        code_label=_("Code de vérification"),
        verify_url=verify_url(config, row.code),
        verify_label=_("À vérifier sur"),
        content_version=_("Contenus à jour : version %(version)s", version=course.version),
        document_title=_(
            "Certificat CAIRE, niveau %(n)d – %(holder)s", n=course.number, holder=row.holder_name
        ),
        issued_s=int(row.issued_at.timestamp()),
    )
