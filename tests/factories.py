"""People, places and courses for tests, made by the services that the product uses."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from caire.catalogue.compiling.course import Compiled
from caire.catalogue.registry import installed_modules
from caire.catalogue.services import loadable, store_courses
from caire.cohorts.services import acknowledge_support, enrol
from caire.config import ROOT
from caire.demo.journeys import Learner
from caire.organisations.models import Organisation, Room
from caire.organisations.services import add_member, add_room, add_site, create_organisation
from caire.people.account import Account
from caire.people.passwords import accepted_hash
from caire.people.queries import known_account
from caire.people.services.registration import create_person
from caire.workshops.models import Workshop
from caire.workshops.services.planning import Plan, plan_workshop
from tests.support.client import PASSWORD

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
XAPI_ROOT = "http://localhost/xapi"
COURSE = "aware"
NEXT_WEEK = (NOW + timedelta(days=9)).date()
MORNING = time(9)

_numbers = count(1)
# Argon2 takes its time on purpose: one hash serves every account of a run.
_password_hash = accepted_hash(PASSWORD)


def make_person(
    db: Session,
    *,
    given_name: str = "Léa",
    family_name: str = "Martin",
    email: str | None = None,
    role: str = "learner",
    organisation_id: int | None = None,
    locale: str = "fr",
    now: datetime = NOW,
) -> Account:
    """A confirmed account that can sign in with `PASSWORD`."""
    person = create_person(
        db,
        email=email or f"{role}{next(_numbers)}@example.org",
        given_name=given_name,
        family_name=family_name,
        role=role,
        organisation_id=organisation_id,
        password_hash=_password_hash,
        locale=locale,
        confirmed=True,
        now=now,
    )
    return known_account(db, person.id)


def make_organisation(
    db: Session, *, name: str = "Ville de Test", kind: str = "client", now: datetime = NOW
) -> Organisation:
    slug = f"organisation-{next(_numbers)}"
    return create_organisation(db, slug=slug, name=name, kind=kind, now=now)


def make_room(db: Session, organisation: Organisation, *, capacity: int = 20) -> Room:
    site = add_site(
        db,
        organisation_id=organisation.id,
        name=f"Site {next(_numbers)}",
        address="1 rue des Essais",
        postcode="75001",
        city="Paris",
    )
    return add_room(db, site_id=site.id, name="Salle A", capacity=capacity)


def load_courses(db: Session, *, now: datetime = NOW) -> None:
    """The real courses of `content/`, as `caire init` loads them; read once a run."""
    store_courses(db, _real_courses(), now=now)


@cache
def _real_courses() -> tuple[Compiled, ...]:
    found = loadable(ROOT / "content", installed_modules())
    return tuple(course.compiled for course in found)


def make_learner(
    db: Session,
    account: Account,
    *,
    course_key: str = COURSE,
    organisation: Organisation | None = None,
    skill: float = 1.0,
    now: datetime = NOW,
) -> Learner:
    """Somebody who follows the course and can be played (`caire.demo.journeys`)."""
    if organisation is not None:
        add_member(db, organisation_id=organisation.id, person_id=account.id, now=now)
    enrolment = enrol(
        db,
        person_id=account.id,
        course_key=course_key,
        organisation_id=organisation.id if organisation else None,
        xapi_root=XAPI_ROOT,
        now=now,
    )
    acknowledge_support(db, enrolment_id=enrolment.id, version="test", now=now)
    return Learner(
        person_id=account.id,
        course_key=course_key,
        skill=skill,
        chance=Random(1),
        clock=now,
        xapi_root=XAPI_ROOT,
        secret="a secret of tests",
    )


def make_workshop(
    db: Session,
    *,
    trainer: Account,
    room: Room,
    day: date = NEXT_WEEK,
    start: time = MORNING,
    capacity: int = 10,
    course_key: str = COURSE,
    now: datetime = NOW,
) -> Workshop:
    return plan_workshop(
        db,
        actor=trainer,
        course_key=course_key,
        plan=Plan(
            room_id=room.id,
            trainer_id=trainer.id,
            day=day,
            start=start,
            minutes=210,
            capacity=capacity,
            is_open=True,
        ),
        now=now,
    )
