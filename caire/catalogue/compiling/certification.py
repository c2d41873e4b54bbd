"""What earns the certificate: final assessment, rule, half-day."""

from typing import TypeVar

from caire.catalogue.compiling.texts import Texts
from caire.catalogue.course import Blueprint, Cell, RunSheet, RunSheetStep
from caire.catalogue.files.schemas.course import (
    Attended,
    BlueprintFile,
    ConditionFile,
    DossierPassed,
    ExamPassed,
    IdentityChecked,
    Participated,
    Prerequisite,
    ProductionsDeposited,
    RuleFile,
    RunSheetFile,
    SequencesDone,
)
from caire.catalogue.files.tree import Translated
from caire.catalogue.problems import Problem, shown_path
from caire.catalogue.rules import DossierRule, Floor, Rule, ShareFloor

C = TypeVar("C")

CONDITIONS = tuple(ConditionFile.__struct_fields__)


def compile_blueprint(file: BlueprintFile) -> Blueprint:
    return Blueprint(
        id=file.id,
        pass_share=file.pass_share,
        difficulty_target=file.difficulty.target,
        difficulty_tolerance=file.difficulty.tolerance,
        max_attempts=file.attempts.max,
        wait_hours=tuple(file.attempts.wait_hours),
        cells=tuple(
            Cell(cell.competency, {str(kind): count for kind, count in cell.types.items()})
            for cell in file.cells
        ),
    )


def compile_rule(file: Translated[RuleFile], problems: list[Problem]) -> Rule:
    """The rule; a condition written twice, or with another beside it, is told."""
    value = file.source.value
    texts = Texts(file.overlay)
    sentence = texts.local("sentence", value.sentence)
    _refuse_mixed(file, problems)
    sequences = _one(value.all, SequencesDone) or SequencesDone(ids=[])
    exam = _one(value.all, ExamPassed)
    attended = _one(value.all, Attended)
    participated = _one(value.all, Participated)
    prerequisite = _one(value.all, Prerequisite)
    deposited = _one(value.all, ProductionsDeposited)
    problems.extend(texts.problems(shown_path(file.source.document.path), value.version))
    return Rule(
        id=value.id,
        version=value.version,
        sentence=sentence,
        sequences=tuple(sequences.ids),
        exam_plan=exam.plan if exam else None,
        exam_min_share=exam.min_share if exam else 0.0,
        exam_floors=tuple(
            Floor(f.competency, f.min_correct_items) for f in (exam.floors if exam else ())
        ),
        attended=attended is not None,
        min_presence=attended.min_presence if attended else 0.0,
        attended_max_age_months=attended.max_age_months if attended else 0,
        acts=tuple(participated.acts) if participated else (),
        min_acts=participated.min if participated else 0,
        identity=_one(value.all, IdentityChecked) is not None,
        prerequisites=tuple(prerequisite.any) if prerequisite else (),
        exam_share_floors=tuple(
            ShareFloor(competency, share)
            for competency, share in (exam.floors_share if exam else {}).items()
        ),
        exam_forbid=tuple(exam.forbid) if exam else (),
        productions=tuple(deposited.ids) if deposited else (),
        dossier=_dossier(_one(value.all, DossierPassed)),
    )


def _dossier(asked: DossierPassed | None) -> DossierRule | None:
    return DossierRule(asked.rubric, asked.min_share, asked.no_zero) if asked else None


def _one(conditions: list[ConditionFile], kind: type[C]) -> C | None:
    values = (getattr(c, name) for c in conditions for name in CONDITIONS)
    return next((value for value in values if isinstance(value, kind)), None)


def _refuse_mixed(file: Translated[RuleFile], problems: list[Problem]) -> None:
    seen: set[str] = set()
    for index, condition in enumerate(file.source.value.all):
        names = [name for name in CONDITIONS if getattr(condition, name) is not None]
        twice = seen.intersection(names)
        seen.update(names)
        if len(names) != 1 or twice:
            message = "a condition holds exactly one key, and each key once"
            mend = f"write one of {', '.join(CONDITIONS)}"
            problems.append(file.source.problem(("all", index), "Q01", message, mend))


def compile_run_sheet(file: Translated[RunSheetFile], problems: list[Problem]) -> RunSheet:
    value = file.source.value
    texts = Texts(file.overlay)
    sheet = RunSheet(
        id=value.id,
        title=texts.local("title", value.title),
        minutes=value.minutes,
        group_min=value.group.min,
        group_max=value.group.max,
        material=tuple(texts.local(f"material.{i}", line) for i, line in enumerate(value.material)),
        accessibility=tuple(
            texts.local(f"accessibility.{i}", line) for i, line in enumerate(value.accessibility)
        ),
        steps=tuple(
            RunSheetStep(
                step.id,
                step.minutes,
                texts.local(f"steps.{step.id}.title", step.title),
                texts.optional(f"steps.{step.id}.description", step.description),
                step.observed_act,
            )
            for step in value.steps
        ),
        acts={act: texts.local(f"acts.{act}", label) for act, label in value.acts.items()},
    )
    for step in value.steps:
        for index in range(len(step.roles)):
            texts.allow(f"steps.{step.id}.roles.{index}")
    for key in value.fallback:
        texts.allow(f"fallback.{key}")
    for name, lines in value.data.items():
        for index in range(len(lines)):
            texts.allow(f"data.{name}.{index}")
    problems.extend(texts.problems(shown_path(file.source.document.path), value.version))
    return sheet
