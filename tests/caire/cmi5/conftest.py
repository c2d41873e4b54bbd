"""A learner, and a course of ours that opens the units of another maker."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.cmi5.queries import structure_for
from caire.cmi5.services.following import unit_name_of
from caire.cmi5.services.launching import Launch, Place, launch
from caire.cohorts.queries import EnrolmentRow, enrolment_for
from caire.cohorts.services import acknowledge_support, enrol
from caire.db import transaction
from caire.lrs.vocabulary import package_name
from caire.people.account import Account
from tests.caire.cmi5.factories import COURSE_ID, Unit, load_tiny_course
from tests.factories import NOW, XAPI_ROOT, make_person

SECRET = "a-secret-for-tests-of-32-characters"


@pytest.fixture
def learner(db: Session, tmp_path: Path) -> Account:
    """Who follows the course."""
    with transaction(db):
        load_tiny_course(db, tmp_path)
        account = make_person(db)
        enrolment = enrol(
            db,
            person_id=account.id,
            course_key="aware",
            organisation_id=None,
            xapi_root=XAPI_ROOT,
            now=NOW,
        )
        acknowledge_support(db, enrolment_id=enrolment.id, version="test", now=NOW)
    return account


@pytest.fixture
def enrolment(db: Session, learner: Account) -> EnrolmentRow:
    found = enrolment_for(db, person_id=learner.id, course_key="aware")
    assert found is not None
    return found


def begin(
    db: Session, enrolment: EnrolmentRow, *, number: int = 0, course_id: str = COURSE_ID, now=None
) -> Launch:
    """Launch the unit of this number, in a transaction of its own."""
    name = package_name(course_id)
    structure = structure_for(db, enrolment_id=enrolment.id, name=name)
    assert structure is not None
    unit = structure.units()[number]
    with transaction(db):
        return launch(
            db,
            enrolment=enrolment,
            course_id=course_id,
            unit_name=unit_name_of(structure, unit),
            locale="fr",
            return_url="http://localhost/back",
            place=Place(
                xapi_root=XAPI_ROOT,
                site_url="http://localhost",
                content_root="http://localhost/cmi5/content",
                secret_key=SECRET,
                session_length=timedelta(hours=12),
            ),
            now=now or utcnow(),
        )


@pytest.fixture
def launched(app: Flask, db: Session, enrolment: EnrolmentRow):
    """Launches a unit and gives it, with its access unless told otherwise."""

    def start(**options) -> Unit:
        fetches = options.pop("fetches", True)
        return Unit(app, begin(db, enrolment, **options).url, fetches=fetches)

    return start
