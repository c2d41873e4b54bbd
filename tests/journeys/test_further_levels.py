"""Levels 2 and 3, each from its door to its certificate: by pages at both ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.queries import current_course
from caire.catalogue.rules import Rubric
from caire.certificates.queries import certificates_of
from caire.clock import utcnow
from caire.demo.journeys import Learner
from caire.demo.placements import take_placement
from caire.dossiers.models import Dossier
from caire.dossiers.services.marking import mark_dossier
from caire.workshops.services.booking import book_seat
from tests.factories import (
    XAPI_ROOT,
    make_organisation,
    make_person,
    make_room,
    make_workshop,
)
from tests.journeys.learner import PageLearner, take_in_the_middle
from tests.support.clock import SetClock
from tests.support.databases import FilledDatabases
from tests.support.half_day import attend, earn
from tests.support.hands import Pointer
from tests.support.played import LEA, PLAYED, lea, played_courses
from tests.support.watching import Watch

T = TypeVar("T")

pytestmark = pytest.mark.browser
ACTS_OF_THE_GAME = ("played_a_role", "justified_a_decision", "filled_debrief_sheet")
ACTS_OF_THE_WORKSHOP = ("presented_own_case", "led_a_round")


@pytest.fixture
def database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    yield from filled_databases.copy("sqlite", played_courses, tmp_path)


@dataclass
class Level:
    """One level as Léa goes through it on her phone."""

    db: Session
    course: Course
    clock: SetClock
    watch: Watch
    learner: Learner
    page: Page = field(init=False)
    on_pages: PageLearner = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.watch.page()
        look = partial(self.watch.look, self.page)
        self.on_pages = PageLearner(self.page, Pointer(self.page), self.course, look=look)

    def begin_at(self, path: str) -> None:
        """Signed in there, with what was done before in the database."""
        self.db.commit()
        self.on_pages.open(path)
        self.on_pages.sign_in(LEA)

    def learn_all(self) -> None:
        """The first and the last sequence by pages, from the note before the start on."""
        first, *_middle, last = self.course.sequences
        self.on_pages.press("J’ai compris, je commence")
        self.on_pages.learn(first.id)
        self.read_again()
        done = take_in_the_middle(self.db, self.course, self.learner.person_id, XAPI_ROOT, first=1)
        self.clock.move_to(done + timedelta(minutes=1))
        self.on_pages.open(f"/learn/{self.course.key}/{last.screens[0].id}")
        self.on_pages.learn(last.id)
        self.read_again()
        self.learner.course_key, self.learner.clock = self.course.key, utcnow()

    def read_again(self) -> None:
        """What pages have written since is read in a new transaction."""
        self.db.rollback()

    def attend(self, number: int, *acts: str) -> None:
        attend(self.db, self.learner, workshop_id=number, level=self.course.key, acts=acts)
        self.db.commit()

    def certified(self) -> list[str]:
        self.read_again()
        return [c.course_key for c in certificates_of(self.db, self.learner.person_id)]

    def sees_her_certificate(self) -> None:
        self.clock.move_to(self.learner.clock)
        self.on_pages.open(f"/learn/{self.course.key}/why")
        expect(self.page.get_by_text("Vous avez votre certificat")).to_be_visible()


@pytest.fixture
def level(
    request: pytest.FixtureRequest,
    db: Session,
    live_app: Flask,
    live_url: str,
    browser: Browser,
    clock: SetClock,
) -> Level:
    _, course = current_course(db, request.param)
    return Level(db, course, clock, Watch(browser, live_url), lea(db))


@pytest.mark.parametrize("level", ["informed"], indirect=True)
def test_who_holds_level_1_earns_level_2_with_its_half_day_and_not_before(
    db: Session, level: Level
) -> None:
    make_organisation(db, kind="institution", now=PLAYED)
    earn(db, level.learner)
    level.begin_at("/learn/aware/why")
    level.on_pages.press("Aller au niveau 2")
    expect(level.page.get_by_role("heading", name="Avant de commencer")).to_be_visible()
    expect(level.page.get_by_text("avoir réussi le test d’entrée")).to_have_count(0)
    level.learn_all()

    level.on_pages.press("Où j’en suis, condition par condition")
    expect(level.page.get_by_text("Il reste 3 conditions à remplir.")).to_be_visible()
    expect(level.page.get_by_text("sans elle, le certificat n’est pas délivré")).to_be_visible()
    level.attend(1, *ACTS_OF_THE_GAME[:2])
    assert level.certified() == ["aware"]

    level.attend(2, *ACTS_OF_THE_GAME)
    level.sees_her_certificate()
    assert level.watch.faults == []


@pytest.mark.parametrize("level", ["responsible"], indirect=True)
def test_who_passed_the_entry_test_earns_level_3_with_a_dossier_that_was_marked(
    db: Session, level: Level
) -> None:
    make_organisation(db, kind="institution", now=PLAYED)
    take_placement(db, level.learner, test_id="entry.n3")
    level.begin_at("/learn/responsible/join")
    level.learn_all()

    level.on_pages.press("Où j’en suis, condition par condition")
    expect(level.page.get_by_text("Il reste 4 conditions à remplir.")).to_be_visible()
    expect(level.page.get_by_text("un dossier réussi, la demi-journée")).to_be_visible()
    level.on_pages.press("Ouvrir mon dossier")
    level.on_pages.press("Déposer mon dossier")
    expect(level.page.get_by_text("déposé, en attente de relecture")).to_be_visible()
    level.read_again()
    level.attend(1, *ACTS_OF_THE_WORKSHOP)
    assert level.certified() == []

    give_marks(db, level, 2)
    level.sees_her_certificate()
    assert level.watch.faults == []


def give_marks(db: Session, level: Level, mark: int) -> None:
    """The trainer whose half-day she books gives this mark everywhere."""
    university = make_organisation(db, kind="institution", now=PLAYED)
    trainer = make_person(db, role="trainer", organisation_id=university.id, now=PLAYED)
    half_day = make_workshop(
        db,
        trainer=trainer,
        room=make_room(db, university),
        day=(level.learner.clock + timedelta(days=30)).date(),
        start=time(9),
        course_key=level.course.key,
        now=level.learner.clock,
    )
    now = level.learner.clock
    person_id = level.learner.person_id
    book_seat(db, workshop_id=half_day.id, person_id=person_id, xapi_root=XAPI_ROOT, now=now)
    rubric = level.course.rubric
    assert rubric is not None
    mark_dossier(
        db,
        dossier_id=db.scalars(select(Dossier.id)).one(),
        actor=trainer,
        marks=everywhere(rubric, mark),
        comments=everywhere(rubric, "La phrase deux le montre."),
        xapi_root=XAPI_ROOT,
        now=now,
    )
    db.commit()


def everywhere(rubric: Rubric, given: T) -> dict[str, dict[str, T]]:
    """Part -> criterion -> the same."""
    return {part.id: {c.id: given for c in rubric.criteria} for part in rubric.parts}
