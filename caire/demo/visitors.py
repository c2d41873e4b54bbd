"""Those who came by themselves and tried the first test: enough that its questions are judged.

They belong to no organisation, so no manager counts them. They leave the last questions empty:
what they answer is what the demonstration needs, and each answer takes time to make.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Protocol

from sqlalchemy.orm import Session

from caire.assessment.items import Item
from caire.catalogue.course import Screen
from caire.cohorts.services import enrol
from caire.demo.answers import Form, right_form, wrong_form
from caire.demo.cast import VISITOR_FAMILY_NAMES, VISITOR_GIVEN_NAMES, address_of
from caire.demo.journeys import Learner, chance_of
from caire.learning.services.sittings import diagnostic, save_answer, submit_diagnostic
from caire.people.services.registration import create_person

COURSE = "aware"
CAME_DAYS_AGO = (2.0, 50.0)


@dataclass(frozen=True, slots=True)
class Habit:
    """How visitors answer a question: by how much easier it is than its author expected (logits),
    how far knowing the rest helps (1: as it should; below 0: it misleads), and whether all its
    errors are the same one.
    """

    easier: float = 0.0
    helped: float = 1.0
    one_error: bool = False


#: Of the first questions of the test, in order: those that authors should look at among the sound.
HABITS = (Habit(), Habit(helped=-0.5), Habit(easier=-2.0), Habit(one_error=True), Habit(), Habit())


class Setting(Protocol):
    """When, and under which name traces are made."""

    @property
    def xapi_root(self) -> str: ...
    @property
    def now(self) -> datetime: ...


def let_visitors_try(db: Session, setting: Setting, *, password_hash: str) -> None:
    """One after the other, each signs up and answers the first questions of the first test."""
    chance = chance_of("visitors")
    for given_name, family_name in product(VISITOR_GIVEN_NAMES, VISITOR_FAMILY_NAMES):
        came_at = setting.now - timedelta(days=chance.uniform(*CAME_DAYS_AGO))
        person = create_person(
            db,
            email=address_of(given_name, family_name),
            given_name=given_name,
            family_name=family_name,
            password_hash=password_hash,
            confirmed=True,
            now=came_at,
        )
        enrol(db, person_id=person.id, course_key=COURSE, xapi_root=setting.xapi_root, now=came_at)
        visitor = Learner(
            person_id=person.id,
            course_key=COURSE,
            skill=0.0,
            chance=chance,
            clock=came_at,
            xapi_root=setting.xapi_root,
            secret="demo",
        )
        _try_first_test(db, visitor, ability=chance.gauss(0.0, 1.2))


def _try_first_test(db: Session, visitor: Learner, *, ability: float) -> None:
    path = visitor.path(db)
    screen = _first_test(path.course.screens())
    sitting = diagnostic(db, path=path, screen_id=screen.id, now=visitor.later(5))
    for item_id, habit in zip(screen.items, HABITS, strict=False):
        save_answer(
            db,
            path=path,
            kind=sitting.kind,
            number=sitting.number,
            item_id=item_id,
            form=_answer(path.course.items[item_id], habit, ability, visitor.chance),
            confidence=visitor.chance.choice((1, 2, 2, 3)),
            flagged=False,
            now=visitor.later(0.6),
        )
    submit_diagnostic(
        db, path=path, screen_id=screen.id, xapi_root=visitor.xapi_root, now=visitor.later(0.5)
    )


def _first_test(screens: tuple[Screen, ...]) -> Screen:
    return next(screen for screen in screens if screen.type == "test")


def _answer(item: Item, habit: Habit, ability: float, chance: Random) -> Form:
    expected = math.log(item.head.p_expected / (1 - item.head.p_expected))
    logit = expected + habit.easier + habit.helped * ability
    if chance.random() < 1 / (1 + math.exp(-logit)):
        return right_form(item)
    return wrong_form(item, Random(0) if habit.one_error else chance)
