"""What is wrong in a content file: where, by which rule, how much, and how to mend it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One breach of a rule of CURRICULUM H.1; an error keeps the content from being published.

    Args:
        path: of the file, relative to the working directory when it is below it.
        line: from 1.
        rule: `Q01` … `Q38`.
        message: what is wrong, in English, without the mend.
        mend: what to do about it.
        measured, threshold: for rules that measure something.
    """

    path: str
    line: int
    rule: str
    message: str
    mend: str
    severity: Severity = "error"
    measured: str | None = None
    threshold: str | None = None

    def __str__(self) -> str:
        limits = f" (measured {self.measured}, allowed {self.threshold})" if self.measured else ""
        return f"{self.path}:{self.line}: {self.rule} {self.message}{limits}: {self.mend}"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def shown_path(path: Path) -> str:
    """The path as a person would type it: relative when it lies below the working directory."""
    here = Path.cwd()
    absolute = path.absolute()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


def of_severity(problems: Iterable[Problem], severity: Severity) -> tuple[Problem, ...]:
    """The errors, or the warnings, by file and line."""
    return tuple(sorted({p for p in problems if p.severity == severity}, key=_place))


def _place(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.path, problem.line, problem.rule, problem.message)
