"""The placement tests as they are published, without a database."""

from functools import cache
from pathlib import Path

from caire.assessment.items import Item
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


@cache
def bank() -> dict[str, Item]:
    """The items of level 1 as learners may meet them."""
    courses = read_content(CONTENT, {}).courses
    return next(c.compiled.course.items for c in courses if c.compiled.course.key == "aware")
