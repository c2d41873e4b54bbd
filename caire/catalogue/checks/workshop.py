"""The half-day's run sheet adds up (CURRICULUM G.9)."""

from collections.abc import Iterator

from caire.catalogue.files.schemas.course import StepFile
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem

BREAK_MIN = 15
BLOCK_MAX_MIN = 120


def workshop(course: CompiledCourse) -> Iterator[Problem]:
    """Minutes, breaks, and the acts that the certification rule counts."""
    files = course.files.run_sheet
    if files is None:
        return
    sheet = files.source
    value = sheet.value
    total = sum(step.minutes for step in value.steps)
    if total != value.minutes:
        limits = {"measured": str(total), "threshold": str(value.minutes)}
        message = "the steps do not sum to the half-day"
        yield sheet.problem(("minutes",), "Q02", message, "correct a step or the sum", **limits)
    declared = course.files.level.source.value.in_person.minutes
    if declared != value.minutes:
        limits = {"measured": str(value.minutes), "threshold": str(declared)}
        message, mend = "level.yaml gives the half-day another length", "write the same"
        yield sheet.problem(("minutes",), "Q02", message, mend, **limits)
    longest = _longest_block(value.steps)
    if longest > BLOCK_MAX_MIN:
        limits = {"measured": f"{longest} min", "threshold": "<= 120"}
        message = "people work too long without a break"
        mend = "add a step named Pause of 15 minutes or more"
        yield sheet.problem(("steps",), "Q02", message, mend, **limits)
    if not any(_is_break(step) for step in value.steps):
        message, mend = "no break of 15 minutes", "add a step named Pause"
        yield sheet.problem(("steps",), "Q02", message, mend)
    observed = [step.observed_act for step in value.steps if step.observed_act]
    for act in value.acts:
        if observed.count(act) != 1:
            message = f"act '{act}' is observed in {observed.count(act)} steps"
            yield sheet.problem(("acts", act), "Q01", message, "observe it in exactly one")
    for index, step in enumerate(value.steps):
        if step.observed_act and step.observed_act not in value.acts:
            keys = ("steps", index, "observed_act")
            message = f"unknown act '{step.observed_act}'"
            yield sheet.problem(keys, "Q01", message, "add it to acts")


def _is_break(step: StepFile) -> bool:
    return step.title.strip().lower().startswith("pause") and step.minutes >= BREAK_MIN


def _longest_block(steps: list[StepFile]) -> int:
    longest = current = 0
    for step in steps:
        current = 0 if _is_break(step) else current + step.minutes
        longest = max(longest, current)
    return longest
