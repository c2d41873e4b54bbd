"""Competencies and glossary as courses hold them."""

from collections.abc import Iterable

from caire.catalogue.compiling.texts import Texts
from caire.catalogue.course import Competency, Statement, Term
from caire.catalogue.files.schemas.shared import CompetenciesFile, GlossaryFile
from caire.catalogue.files.tree import SharedFiles, Translated
from caire.catalogue.problems import Problem, shown_path
from caire.catalogue.typography import typeset


def compile_glossary(shared: SharedFiles, problems: list[Problem]) -> dict[str, Term]:
    """Every term, by id."""
    return {key: _term(file, problems) for key, file in shared.glossary.items()}


def _term(file: Translated[GlossaryFile], problems: list[Problem]) -> Term:
    value = file.source.value
    texts = Texts(file.overlay)
    term = Term(
        value.id,
        texts.local("term", value.term),
        texts.local("definition", value.definition),
        texts.optional("example", value.example),
    )
    for other, words in value.not_to_confuse.items():
        texts.local(f"not_to_confuse.{other}", words)
    for index in range(len(value.variants)):
        texts.allow(f"variants.{index}")
    problems.extend(texts.problems(shown_path(file.source.document.path), value.version))
    return term


def compile_competencies(file: CompetenciesFile, wanted: Iterable[str]) -> tuple[Competency, ...]:
    """The wanted competencies, in the framework's order, with their active statements."""
    chosen = set(wanted)
    areas = {area.id: area for area in file.areas}
    return tuple(
        Competency(
            id=competency.id,
            area=area.id,
            area_title=_both(area.title, area.title_en),
            critical=area.critical,
            statements=tuple(
                Statement(statement.id, _both(statement.text, statement.text_en))
                for statement in competency.statements
                if statement.status == "active"
            ),
        )
        for competency in file.competencies
        if competency.id in chosen and (area := areas.get(competency.id.split(".")[1])) is not None
    )


def _both(french: str, english: str) -> dict[str, str]:
    return {"fr": typeset(french, "fr"), "en": typeset(english, "en")}
