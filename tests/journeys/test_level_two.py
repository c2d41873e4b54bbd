"""Level 2, from the certificate of level 1 to its own: by pages at both ends."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.queries import current_course
from caire.certificates.queries import certificates_of
from caire.clock import utcnow
from tests.factories import XAPI_ROOT, make_organisation
from tests.journeys.learner import PageLearner, take_in_the_middle
from tests.support.clock import SetClock
from tests.support.databases import FilledDatabases
from tests.support.half_day import attend, earn
from tests.support.hands import Pointer
from tests.support.played import LEA, PLAYED, lea, played_courses
from tests.support.watching import Watch

pytestmark = pytest.mark.browser
INFORMED = "informed"
ACTS_OF_THE_GAME = ("played_a_role", "justified_a_decision", "filled_debrief_sheet")


@pytest.fixture
def database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    yield from filled_databases.copy("sqlite", played_courses, tmp_path)


@pytest.fixture
def course(db: Session) -> Course:
    return current_course(db, INFORMED)[1]


def test_who_holds_level_1_earns_level_2_with_its_half_day_and_not_before(
    db: Session, live_app: Flask, live_url: str, browser: Browser, course: Course, clock: SetClock
) -> None:
    make_organisation(db, kind="institution", now=PLAYED)
    learner = lea(db)
    earn(db, learner)
    db.commit()
    watch = Watch(browser, live_url)
    page = watch.page()
    # What level 1 has too is judged in its journey; here, the pages that lead from it to level 2.
    on_pages = PageLearner(page, Pointer(page), course)

    on_pages.open("/learn/aware/why")
    on_pages.sign_in(LEA)
    watch.look(page)
    on_pages.press("Aller au niveau 2")
    watch.look(page)
    expect(page.get_by_text("avoir réussi le test d’entrée")).to_be_visible()
    on_pages.press("J’ai compris, je commence")
    on_pages.learn("n2.s0")

    db.rollback()  # What pages have written since is read in a new transaction.
    done = take_in_the_middle(db, course, learner.person_id, XAPI_ROOT, first=1)
    clock.move_to(done + timedelta(minutes=1))
    last = course.sequences[-1]
    on_pages.open(f"/learn/{INFORMED}/{last.screens[0].id}")
    on_pages.learn(last.id)

    on_pages.press("Où j’en suis, condition par condition")
    watch.look(page)
    expect(page.get_by_text("Il reste 3 conditions à remplir.")).to_be_visible()
    expect(page.get_by_text("sans elle, le certificat n’est pas délivré")).to_be_visible()
    db.rollback()
    learner.course_key, learner.clock = INFORMED, utcnow()
    attend(db, learner, level=INFORMED, acts=ACTS_OF_THE_GAME[:2])
    db.commit()
    assert [c.course_key for c in certificates_of(db, learner.person_id)] == ["aware"]

    attend(db, learner, workshop_id=2, level=INFORMED, acts=ACTS_OF_THE_GAME)
    db.commit()
    clock.move_to(learner.clock)
    page.reload()
    expect(page.get_by_text("Vous avez votre certificat")).to_be_visible()
    assert watch.faults == []
