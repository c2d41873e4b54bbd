"""A content folder that a test may change: a copy of `tiny_content`, edited by text."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caire.catalogue.course import Course
from caire.catalogue.loading import read_content
from caire.catalogue.problems import Problem
from caire.catalogue.services import CheckReport, check_content
from caire.sdk import LevelModule

TINY = Path(__file__).parent / "tiny_content"
TODAY = date(2026, 11, 21)
LESSON = "aware/s1-tri/e1-tri.md"
ENGLISH_LESSON = "i18n/en/aware/s1-tri/e1-tri.md"
MODULE = "aware/s1-tri/module.yaml"
LEVEL = "aware/level.yaml"
BANK = "aware/bank/c1.yaml"


@dataclass(frozen=True)
class ContentFolder:
    root: Path

    @classmethod
    def copied_to(cls, folder: Path) -> "ContentFolder":
        shutil.copytree(TINY, folder)
        return cls(folder)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text, which must be there."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        """Append a text to a file, which is made when missing."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)

    def course(self) -> Course:
        return read_content(self.root, {}).courses[0].compiled.course

    def check(
        self, modules: Mapping[str, LevelModule] | None = None, today: date = TODAY
    ) -> CheckReport:
        return check_content(self.root, modules or {}, today=today)

    def problems(self, rule: str, today: date = TODAY) -> list[Problem]:
        """What this rule finds, errors then warnings."""
        report = self.check(today=today)
        return [p for p in (*report.errors, *report.warnings) if p.rule == rule]

    def line(self, name: str, text: str) -> int:
        """The line of a file that holds this text."""
        lines = (self.root / name).read_text(encoding="utf-8").split("\n")
        return next(n for n, line in enumerate(lines, start=1) if text in line)
