"""Those who go on to levels 2 and 3: by the certificate of the level before, or an entry test."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.clock import in_paris
from caire.cohorts.services import acknowledge_support, cohort_named, enrol
from caire.demo.cast import FURTHER, Further
from caire.demo.half_days import Setting, plan_half_day, weekday
from caire.demo.journeys import Learner, chance_of, learn, take_exam
from caire.demo.placements import take_placement
from caire.dossiers.services.depositing import deposit_dossier
from caire.people.models import Person
from caire.sdk import read_yaml
from caire.workshops.models import Workshop
from caire.workshops.services.booking import book_seat

#: They begin after the half-day of level 1, in which certificates were earned.
BEGUN_DAYS_AGO = 9
#: What one of them writes, of a case that is invented: screen -> field -> text.
WRITTEN = Path(__file__).parent / "written.yaml"


@dataclass(frozen=True, slots=True)
class Level:
    """`half_day_in` is in days; `screens_started` is how far those come who are in its midst."""

    cohort: str
    entry_test: str
    screens_started: int
    half_day_in: int


LEVELS = {
    "informed": Level("Référents IA", "entry.n2", 24, 17),
    "responsible": Level("Pilotes IA", "entry.n3", 32, 23),
}


class Town(Setting, Protocol):
    """Also whose staff they are."""

    @property
    def town_id(self) -> int: ...


def go_further(db: Session, town: Town) -> None:
    """Each level as far as each has come: its half-day is to come, and left to all."""
    half_days = {key: _half_day(db, town, key, level) for key, level in LEVELS.items()}
    people = {
        person.email: person.id
        for person in db.scalars(select(Person).where(Person.email.in_([f.email for f in FURTHER])))
    }
    for further in FURTHER:
        _follow(db, town, further, people[further.email], half_days[further.level])


def _half_day(db: Session, town: Town, course_key: str, level: Level) -> Workshop:
    return plan_half_day(
        db,
        town,
        course_key=course_key,
        day=weekday(in_paris(town.now).date() + timedelta(days=level.half_day_in)),
        start=time(9),
        seen_days=0,
    )


def _follow(db: Session, town: Town, further: Further, person_id: int, half_day: Workshop) -> None:
    level = LEVELS[further.level]
    learner = Learner(
        person_id=person_id,
        course_key=further.level,
        skill=further.skill,
        chance=chance_of(further.email),
        clock=town.now - timedelta(days=BEGUN_DAYS_AGO),
        xapi_root=town.xapi_root,
        secret="demo",
        texts=_written() if further.stage == "deposited" else {},
    )
    if further.tested:
        take_placement(db, learner, test_id=level.entry_test)
    _enrol(db, town, learner, level)
    learn(db, learner, screens=level.screens_started if further.stage == "started" else None)
    if further.stage == "started":
        return
    learner.skill = 1.0
    take_exam(db, learner)
    learn(db, learner)
    # Whoever leads the half-day is who may mark the dossier.
    book_seat(
        db,
        workshop_id=half_day.id,
        person_id=person_id,
        xapi_root=town.xapi_root,
        now=town.now - timedelta(days=1),
    )
    if further.stage == "deposited":
        deposit_dossier(
            db,
            path=learner.path(db),
            xapi_root=town.xapi_root,
            now=town.now - timedelta(hours=20),
        )


def _written() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = read_yaml(WRITTEN)
    return found


def _enrol(db: Session, town: Town, learner: Learner, level: Level) -> None:
    at = learner.later(1)
    cohort = cohort_named(
        db,
        organisation_id=town.town_id,
        course_key=learner.course_key,
        name=level.cohort,
        now=at,
    )
    enrolment = enrol(
        db,
        person_id=learner.person_id,
        course_key=learner.course_key,
        organisation_id=town.town_id,
        cohort_id=cohort.id,
        xapi_root=town.xapi_root,
        now=at,
    )
    acknowledge_support(db, enrolment_id=enrolment.id, version="demo", now=at)
