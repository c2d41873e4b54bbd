"""The placement tests as they are published, without a database."""

from functools import cache
from pathlib import Path

from caire.catalogue.course import Dispense, Entry, Placement
from caire.catalogue.loading import read_content

CONTENT = Path(__file__).parents[3] / "content"


@cache
def published() -> dict[str, Placement]:
    courses = read_content(CONTENT, {}).courses
    return {test.head.id: test for c in courses for test in c.compiled.course.placements}


def dispense() -> Dispense:
    test = published()["dispense.n1"]
    assert isinstance(test, Dispense)
    return test


def entry() -> Entry:
    test = published()["entry.n2"]
    assert isinstance(test, Entry)
    return test


def rights(text: str) -> tuple[bool, ...]:
    """`"+-"`: one right answer, one that is not."""
    return tuple(sign == "+" for sign in text if sign in "+-")
