"""The learner's part with JavaScript off, from the sign-in page to the booked half-day."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.clock import utcnow
from caire.cohorts.services import enrol
from tests.factories import (
    COURSE,
    XAPI_ROOT,
    make_organisation,
    make_person,
    make_room,
    make_workshop,
)
from tests.journeys.learner import PageLearner, take_in_the_middle
from tests.support.clock import SetClock
from tests.support.hands import Pointer
from tests.support.played import PLAYED
from tests.support.watching import Watch

pytestmark = pytest.mark.browser


def test_everything_is_learnt_passed_and_booked(
    db: Session,
    live_app: Flask,
    live_url: str,
    browser: Browser,
    course: Course,
    clock: SetClock,
) -> None:
    account = make_person(db, now=PLAYED)
    enrol(db, person_id=account.id, course_key=COURSE, xapi_root=XAPI_ROOT, now=PLAYED)
    institution = make_organisation(db, kind="institution", now=PLAYED)
    trainer = make_person(db, role="trainer", organisation_id=institution.id, now=PLAYED)
    soon = (utcnow() + timedelta(days=20)).date()
    make_workshop(db, trainer=trainer, room=make_room(db, institution), day=soon, now=PLAYED)
    db.commit()
    watch = Watch(browser, live_url)
    page = watch.page(java_script_enabled=False)
    lea = PageLearner(page, Pointer(page), course, mode="text")

    lea.open("/learn/aware/")
    lea.sign_in(account.email)
    lea.press("J’ai compris, je commence")
    lea.learn("n1.s0", "n1.s1")
    db.rollback()  # What pages have written since is read in a new transaction.
    clock.move_to(take_in_the_middle(db, course, account.id, XAPI_ROOT))
    lea.open("/learn/aware/n1.s8.e1")
    lea.learn("n1.s8")

    lea.press("Où j’en suis, condition par condition")
    lea.press("Choisir une séance")
    lea.press("Réserver ma place")
    expect(page.get_by_text("Votre place est réservée")).to_be_visible()
    assert watch.faults == []
