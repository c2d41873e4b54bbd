"""The rubric of a dossier, in every language."""

from caire.catalogue.compiling.texts import Texts
from caire.catalogue.files.schemas.rubric import RubricFile
from caire.catalogue.files.tree import Translated
from caire.catalogue.problems import Problem, shown_path
from caire.catalogue.rules import Rubric, RubricCriterion, RubricPart


def compile_rubric(file: Translated[RubricFile], problems: list[Problem]) -> Rubric:
    value = file.source.value
    texts = Texts(file.overlay)
    rubric = Rubric(
        id=value.id,
        version=value.version,
        title=texts.local("title", value.title),
        second_from=value.second_marking.at_least,
        second_to=value.second_marking.at_most,
        max_submissions=value.max_submissions,
        parts=tuple(
            RubricPart(p.id, texts.local(f"parts.{p.id}.title", p.title), p.screen, tuple(p.fields))
            for p in value.parts
        ),
        criteria=tuple(
            RubricCriterion(
                c.id,
                texts.local(f"criteria.{c.id}.title", c.title),
                texts.local(f"criteria.{c.id}.question", c.question),
            )
            for c in value.criteria
        ),
        marks=tuple(texts.local(f"marks.{i}", mark) for i, mark in enumerate(value.marks)),
    )
    problems.extend(texts.problems(shown_path(file.source.document.path), value.version))
    return rubric
