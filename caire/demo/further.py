"""Those who go on to level 2: by the certificate of level 1, or by the entry test."""

from datetime import time, timedelta
from random import Random
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.clock import in_paris
from caire.cohorts.services import acknowledge_support, cohort_named, enrol
from caire.demo.cast import FURTHER, Further
from caire.demo.half_days import Setting, plan_half_day, weekday
from caire.demo.journeys import Learner, learn, take_exam
from caire.demo.placements import take_placement
from caire.people.models import Person
from caire.workshops.models import Workshop
from caire.workshops.services.booking import book_seat

COURSE = "informed"
COHORT = "Référents IA"
#: They begin after the half-day of level 1, in which certificates were earned.
BEGUN_DAYS_AGO = 9
SCREENS_STARTED = 24


class Town(Setting, Protocol):
    """Also whose staff they are."""

    @property
    def town_id(self) -> int: ...


def go_further(db: Session, town: Town, chance: Random) -> None:
    """Level 2 as far as each has come: what is left to all is its half-day, which is to come."""
    half_day = plan_half_day(
        db,
        town,
        course_key=COURSE,
        day=weekday(in_paris(town.now).date() + timedelta(days=17)),
        start=time(9),
        seen_days=0,
    )
    people = {
        person.email: person.id
        for person in db.scalars(select(Person).where(Person.email.in_([f.email for f in FURTHER])))
    }
    for further in FURTHER:
        _follow(db, town, further, people[further.email], half_day, chance)


def _follow(
    db: Session, town: Town, further: Further, person_id: int, half_day: Workshop, chance: Random
) -> None:
    learner = Learner(
        person_id=person_id,
        course_key=COURSE,
        skill=further.skill,
        chance=chance,
        clock=town.now - timedelta(days=BEGUN_DAYS_AGO),
        xapi_root=town.xapi_root,
        secret="demo",
    )
    if further.stage == "tested":
        take_placement(db, learner, test_id="entry.n2")
    _enrol(db, town, learner)
    learn(db, learner, screens=None if further.stage == "passed" else SCREENS_STARTED)
    if further.stage == "passed":
        learner.skill = 1.0
        take_exam(db, learner)
        learn(db, learner)
        book_seat(
            db,
            workshop_id=half_day.id,
            person_id=person_id,
            xapi_root=town.xapi_root,
            now=town.now - timedelta(days=1),
        )


def _enrol(db: Session, town: Town, learner: Learner) -> None:
    at = learner.later(1)
    cohort = cohort_named(db, organisation_id=town.town_id, course_key=COURSE, name=COHORT, now=at)
    enrolment = enrol(
        db,
        person_id=learner.person_id,
        course_key=COURSE,
        organisation_id=town.town_id,
        cohort_id=cohort.id,
        xapi_root=town.xapi_root,
        now=at,
    )
    acknowledge_support(db, enrolment_id=enrolment.id, version="demo", now=at)
