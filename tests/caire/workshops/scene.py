"""A room, a trainer, a course with a half-day, and people who follow it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from caire.catalogue.course import Course, RunSheet, RunSheetStep
from caire.catalogue.models import CourseVersion
from caire.cohorts.services import enrol
from caire.config import WorkshopsConfig
from caire.organisations.models import Organisation, Room
from caire.organisations.services import add_room, add_site, create_organisation
from caire.people.account import Account
from caire.people.models import Person
from caire.people.passwords import accepted_hash
from caire.people.queries import account
from caire.people.services import create_person, grant_role
from caire.workshops.models import Booking, Workshop
from caire.workshops.room_code import room_code
from caire.workshops.services.booking import book_seat
from caire.workshops.services.closing import close_sheet
from caire.workshops.services.planning import Plan, plan_workshop
from caire.workshops.services.records import CONSENT_VERSION, Given
from caire.workshops.services.signing import sign_on_own_device
from tests.support.client import PASSWORD

# Argon2 takes its time on purpose: one hash serves every account that signs in.
PASSWORD_HASH = accepted_hash(PASSWORD)
XAPI_ROOT = "http://localhost/xapi"
RULES = WorkshopsConfig()
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
DAY = date(2027, 3, 4)
#: 9:00 to 12:30 in Paris.
START = datetime(2027, 3, 4, 8, tzinfo=UTC)
END = datetime(2027, 3, 4, 11, 30, tzinfo=UTC)
ARRIVING = START + timedelta(minutes=5)
LEAVING = END - timedelta(minutes=5)

COURSE = Course(
    key="aware", level="aware", number=1, status="open", version="1.0.0",
    title={"fr": "Sensibilisé", "en": "Aware"}, audience_title={"fr": "Tout public"},
    summary={"fr": "Résumé"}, objectives=(), minutes=95, licence="CC-BY-SA-4.0",
    in_person_minutes=210, in_person_title={"fr": "Comprendre ensemble"},
    in_person_summary={"fr": "Une demi-journée"}, sequences=(), outline=(), competencies=(),
    items={}, glossary={}, blueprint=None, rule=None,
    run_sheet=RunSheet(
        id="n1.pres", title={"fr": "Comprendre ensemble"}, minutes=210, group_min=8, group_max=24,
        material=(), accessibility=(),
        steps=(RunSheetStep("accueil", 10, {"fr": "Accueil"}),),
        acts={"role": {"fr": "A pris un rôle"}, "debrief": {"fr": "A contribué au débat"}},
    ),
)  # fmt: skip


def make_course(db: Session, course: Course = COURSE) -> int:
    document = msgspec.json.encode(course).decode()
    version = CourseVersion(
        course_key=course.key, level=course.level, version=course.version, digest="0" * 64,
        document=document, loaded_at=NOW, is_current=True,
    )  # fmt: skip
    db.add(version)
    db.flush()
    return version.id


def make_organisation(db: Session, slug: str = "dijon") -> Organisation:
    return create_organisation(
        db, slug=slug, name=f"Université de {slug.title()}", kind="institution", now=NOW
    )


def make_room(db: Session, organisation: Organisation, name: str = "A101", seats: int = 24) -> Room:
    site = add_site(
        db, organisation_id=organisation.id, name=f"Site {name}", address="1 rue des Lilas",
        postcode="21000", city="Dijon",
    )  # fmt: skip
    return add_room(db, site_id=site.id, name=name, capacity=seats)


def make_person(db: Session, given: str, family: str = "Martin", **options: Any) -> Person:
    return create_person(
        db, email=f"{given}.{family}@example.org".lower(), given_name=given, family_name=family,
        confirmed=True, now=NOW, **options,
    )  # fmt: skip


def make_trainer(db: Session, organisation: Organisation, given: str = "Thérèse") -> Account:
    email = {"Thérèse": "therese@example.org"}.get(given, f"{given.lower()}@example.org")
    person = create_person(
        db, email=email, given_name=given, family_name="Faure", confirmed=True, now=NOW
    )
    grant_role(db, person_id=person.id, role="trainer", organisation_id=organisation.id)
    found = account(db, person.id)
    assert found is not None
    return found


def make_learner(db: Session, given: str, organisation: Organisation | None = None) -> Person:
    person = make_person(db, given)
    enrol(
        db, person_id=person.id, course_key="aware", xapi_root=XAPI_ROOT, now=NOW,
        organisation_id=organisation.id if organisation else None,
    )  # fmt: skip
    return person


class Scene:
    """A planned half-day on `DAY`, from 9:00 to 12:30 in Paris."""

    def __init__(self, db: Session, *, seats: int = 12, is_open: bool = True) -> None:
        self.db = db
        make_course(db)
        self.organisation = make_organisation(db)
        self.room = make_room(db, self.organisation)
        self.trainer = make_trainer(db, self.organisation)
        self.plan = Plan(
            room_id=self.room.id, trainer_id=self.trainer.id, day=DAY, start=time(9), minutes=210,
            capacity=seats, is_open=is_open,
        )  # fmt: skip
        self.workshop: Workshop = plan_workshop(
            db, actor=self.trainer, course_key="aware", plan=self.plan, now=NOW
        )

    def planned(self, actor: Account | None = None, **changes: Any) -> Workshop:
        """Another half-day, like this one but for the changes."""
        return plan_workshop(
            self.db, actor=actor or self.trainer, course_key="aware",
            plan=replace(self.plan, **changes), now=NOW,
        )  # fmt: skip

    def booked(self, given: str, workshop: Workshop | None = None) -> Booking:
        person = make_learner(self.db, given)
        return book_seat(
            self.db, workshop_id=(workshop or self.workshop).id, person_id=person.id,
            xapi_root=XAPI_ROOT, now=NOW,
        )  # fmt: skip

    def sign(self, booking: Booking, point: str, now: datetime) -> None:
        person = self.db.get_one(Person, booking.person_id)
        sign_on_own_device(
            self.db, workshop_id=booking.workshop_id, person_id=booking.person_id, point=point,
            room_code=room_code(self.workshop.secret, now), given=signed_as(person.display_name),
            rules=RULES, now=now,
        )  # fmt: skip

    def attend(self, booking: Booking) -> None:
        """Present from the start to the end."""
        self.sign(booking, "arrival", ARRIVING)
        self.sign(booking, "departure", LEAVING)

    def close(self, now: datetime = LEAVING, **changes: Any) -> Any:
        given = {"seen_length": self.workshop.chain_length, **changes}
        return close_sheet(
            self.db, workshop_id=self.workshop.id, actor=self.trainer,
            given=signed_as(self.trainer.display_name), rules=RULES, xapi_root=XAPI_ROOT, now=now,
            **given,
        )  # fmt: skip


def signed_as(name: str) -> Given:
    return Given(name, CONSENT_VERSION, ip_hash="f" * 64, user_agent="a browser")
