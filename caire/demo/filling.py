"""Fill an empty database: organisations, accounts, a half-day that took place, two to come."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.clock import in_paris
from caire.cohorts.services import acknowledge_support, cohort_named, enrol
from caire.demo.cast import ACCOUNTS, EXHAUSTED, STAFF, TRAINEES, Trainee
from caire.demo.further import go_further
from caire.demo.half_days import hold_half_day, plan_half_day, weekday
from caire.demo.journeys import Learner, chance_of, learn, take_exam, use_up_attempts
from caire.demo.placements import take_placement
from caire.demo.visitors import let_visitors_try
from caire.organisations.models import Organisation
from caire.organisations.services import add_member, add_room, add_site, create_organisation
from caire.people.account import Account
from caire.people.models import Person
from caire.people.passwords import accepted_hash
from caire.people.queries import known_account, person_by_email
from caire.people.services.registration import create_person, find_or_invite
from caire.people.services.roles import grant_role
from caire.workshops.services.booking import book_seat

__all__ = ["ACCOUNTS", "fill_demo", "is_filled"]

COURSE = "aware"
SCREENS_OF_LEARNER = 7
#: At least and at most: the order is free, so that people sign a half-day or book it under way.
SCREENS_BY_STAGE = {"started": (2, 20), "booked": (15, 30), "attended": (20, 40)}


def is_filled(db: Session) -> bool:
    return person_by_email(db, ACCOUNTS[0]) is not None


@dataclass(frozen=True, slots=True)
class Stage:
    """What everything happens on."""

    town_id: int
    room_id: int
    trainer: Account
    learner_id: int
    xapi_root: str
    now: datetime


def fill_demo(db: Session, *, password: str, xapi_root: str, now: datetime) -> None:
    """Everything, in one transaction.

    Raises:
        NotFound: the courses are not loaded.
    """
    password_hash = accepted_hash(password)
    stage = _set_stage(db, password_hash, xapi_root, now)
    day = in_paris(now).date()
    past = plan_half_day(
        db, stage, day=weekday(day - timedelta(days=14)), start=time(13, 30), seen_days=30
    )
    attendees = []
    for number, trainee in enumerate(TRAINEES):
        person_id = _enrolled(db, stage, trainee, number, password_hash)
        if trainee.stage == "invited":
            continue
        learner = _learner(stage, person_id, trainee.skill, trainee.email, days_ago=28 - number / 2)
        _bring(db, learner, trainee)
        if trainee.stage in {"certified", "attended"}:
            book_seat(
                db,
                workshop_id=past.id,
                person_id=person_id,
                xapi_root=xapi_root,
                now=past.starts_at - timedelta(days=3),
            )
            attendees.append(person_id)
    hold_half_day(db, stage, past, attendees)
    _plan_ahead(db, stage)
    learner = _learner(stage, stage.learner_id, 0.9, "learner", days_ago=3)
    learn(db, learner, screens=SCREENS_OF_LEARNER)
    go_further(db, stage)
    _exhaust(db, stage)
    let_visitors_try(db, stage, password_hash=password_hash)


def _set_stage(db: Session, password_hash: str, xapi_root: str, now: datetime) -> Stage:
    long_ago = now - timedelta(days=60)
    university = _institution(db, long_ago)
    town = create_organisation(
        db,
        slug="valbruyere",
        name="Ville de Valbruyère (démonstration)",
        kind="client",
        now=long_ago,
        address="1 place de la Mairie",
        postcode="00000",
        city="Valbruyère",
    )
    site = add_site(
        db,
        organisation_id=university.id,
        name="Campus des Deux-Rives",
        address="12 quai des Savoirs",
        postcode="00000",
        city="Valbruyère",
        access_notes="Entrée par le quai, salle de plain-pied, boucle magnétique à l’accueil. "
        "Tramway B, arrêt Savoirs.",
    )
    room = add_room(db, site_id=site.id, name="Salle Ada-Lovelace", capacity=20)
    add_room(db, site_id=site.id, name="Salle 204", capacity=12)
    # The second trainer is the town's: she may mark again what the first has marked.
    scopes = {"manager": town.id, "trainer": university.id, "trainer2": town.id}
    people = {
        local: create_person(
            db,
            email=f"{local}@demo.caire.example",
            given_name=given_name,
            family_name=family_name,
            role=role,
            organisation_id=scopes.get(local),
            password_hash=password_hash,
            confirmed=True,
            now=long_ago,
        )
        for local, given_name, family_name, role in STAFF
    }
    learner = people["learner"]
    add_member(db, organisation_id=town.id, person_id=learner.id, now=long_ago)
    enrolment = enrol(
        db,
        person_id=learner.id,
        course_key=COURSE,
        organisation_id=town.id,
        enrolled_by=people["manager"].id,
        xapi_root=xapi_root,
        now=now - timedelta(days=4),
    )
    acknowledge_support(db, enrolment_id=enrolment.id, version="demo", now=now - timedelta(days=3))
    grant_role(db, person_id=people["admin"].id, role="manager", organisation_id=university.id)
    trainer = known_account(db, people["trainer"].id)
    return Stage(town.id, room.id, trainer, learner.id, xapi_root, now)


def _institution(db: Session, now: datetime) -> Organisation:
    return create_organisation(
        db,
        slug="deux-rives",
        name="Université des Deux-Rives (démonstration)",
        kind="institution",
        now=now,
        address="12 quai des Savoirs",
        postcode="00000",
        city="Valbruyère",
        signatory_name="Claire Dubois",
        signatory_title="Directrice de la formation continue",
        technical_contact="aide@demo.caire.example",
        pedagogical_contact="Nadia Benali, formation@demo.caire.example",
        support_hours="du lundi au vendredi, de 9 h à 17 h",
        reply_hours=48,
    )


def _enrolled(db: Session, stage: Stage, trainee: Trainee, number: int, password_hash: str) -> int:
    """An account, a membership and an enrolment, as a manager's list makes them."""
    at = stage.now - timedelta(days=35)
    if trainee.stage == "invited":
        at = stage.now - timedelta(days=2)
        person, _invited = find_or_invite(
            db,
            email=trainee.email,
            given_name=trainee.given_name,
            family_name=trainee.family_name,
            locale="fr",
            organisation_name="Ville de Valbruyère (démonstration)",
            now=at,
        )
    else:
        person = create_person(
            db,
            email=trainee.email,
            given_name=trainee.given_name,
            family_name=trainee.family_name,
            password_hash=password_hash,
            confirmed=True,
            now=at,
        )
    add_member(
        db,
        organisation_id=stage.town_id,
        person_id=person.id,
        employee_reference=f"V{1000 + number}",
        now=at,
    )
    cohort = cohort_named(
        db, organisation_id=stage.town_id, course_key=COURSE, name=trainee.cohort, now=at
    )
    enrolment = enrol(
        db,
        person_id=person.id,
        course_key=COURSE,
        organisation_id=stage.town_id,
        cohort_id=cohort.id,
        xapi_root=stage.xapi_root,
        now=at,
    )
    if trainee.stage != "invited":
        acknowledge_support(db, enrolment_id=enrolment.id, version="demo", now=at)
    return person.id


def _learner(stage: Stage, person_id: int, skill: float, name: str, *, days_ago: float) -> Learner:
    return Learner(
        person_id=person_id,
        course_key=COURSE,
        skill=skill,
        chance=chance_of(name),
        clock=stage.now - timedelta(days=days_ago),
        xapi_root=stage.xapi_root,
        secret="demo",
    )


def _bring(db: Session, learner: Learner, trainee: Trainee) -> None:
    """As far as her stage says. Who is certified answers the final assessment without a fault."""
    if trainee.knows:
        take_placement(db, learner, test_id="dispense.n1", known=trainee.knows)
    if trainee.stage in SCREENS_BY_STAGE:
        learn(db, learner, screens=learner.chance.randint(*SCREENS_BY_STAGE[trainee.stage]))
        return
    learn(db, learner)
    if trainee.stage in {"certified", "passed"}:
        learner.skill = 1.0
        take_exam(db, learner)
        learn(db, learner)


def _exhaust(db: Session, stage: Stage) -> None:
    """Somebody who failed at each attempt, though she did her plans."""
    person = person_by_email(db, EXHAUSTED)
    if person is None:
        raise LookupError(EXHAUSTED)
    learner = _learner(stage, person.id, 0.35, EXHAUSTED, days_ago=9)
    learn(db, learner)
    use_up_attempts(db, learner)


def _plan_ahead(db: Session, stage: Stage) -> None:
    """Two half-days to come; some have a seat in the first."""
    day = in_paris(stage.now).date()
    first = plan_half_day(
        db, stage, day=weekday(day + timedelta(days=10)), start=time(9), seen_days=0
    )
    plan_half_day(db, stage, day=weekday(day + timedelta(days=24)), start=time(13, 30), seen_days=0)
    emails = [t.email for t in TRAINEES if t.stage in {"booked", "passed"}]
    for person in db.scalars(select(Person).where(Person.email.in_(emails))):
        book_seat(
            db,
            workshop_id=first.id,
            person_id=person.id,
            xapi_root=stage.xapi_root,
            now=stage.now - timedelta(days=1),
        )
