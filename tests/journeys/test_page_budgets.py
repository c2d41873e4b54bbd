"""What a first visit to each page of the learner's journey costs, with an empty cache."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.queries import current_course
from caire.certificates.queries import certificates_of
from caire.clock import utcnow
from caire.cohorts.services import enrol
from caire.demo.activities import FORMS
from caire.demo.half_days import plan_half_day
from caire.demo.journeys import Learner, take_exam
from caire.learning.services.activities import activity_of, answer_step, open_run
from caire.learning.services.exam import begin_attempt
from caire.people.account import Account
from caire.people.queries import known_account
from caire.workshops.services.booking import book_seat
from tests.factories import (
    COURSE,
    XAPI_ROOT,
    make_learner,
    make_organisation,
    make_person,
    make_room,
)
from tests.support.browser import let_in
from tests.support.databases import FilledDatabases
from tests.support.half_day import earn
from tests.support.played import LEA, PLAYED, SECRET, lea, newcomer, played_courses
from tests.support.waiting import until
from tests.support.watching import Watch

pytestmark = pytest.mark.browser
MOST_KILOBYTES = 100
MOST_REQUESTS = 20
COURSE_URL = f"/learn/{COURSE}/"


@pytest.fixture
def database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    yield from filled_databases.copy("sqlite", played_courses, tmp_path)


@dataclass(frozen=True)
class Setting:
    """Where and by whom the half-days are held."""

    room_id: int
    trainer: Account
    xapi_root: str
    now: datetime


#: What a page asks by itself, and what it is made of.
FILE, ELEMENT = re.compile(r'src="[^"]+"|"/[^"]*static/[^"]+"'), re.compile(r"<([a-z][a-z0-9-]*)")
NEXT_TURN = "() => new Promise((done) => setTimeout(() => setTimeout(done)))"


class Scales:
    """Weighs pages in a browser whose cache is off; `faults` stays empty."""

    def __init__(self, page: Page, watch: Watch) -> None:
        self.page, self.faults = page, watch.faults
        self.requests: list[str] = []
        self.under_way: set[str] = set()
        self.bytes = 0.0
        network = page.context.new_cdp_session(page)
        network.on("Network.requestWillBeSent", self._asked)
        network.on("Network.loadingFinished", self._finished)
        network.on("Network.loadingFailed", self._over)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _asked(self, event: dict[str, Any]) -> None:
        self.requests.append(event["request"]["url"])
        self.under_way.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]
        self._over(event)

    def _over(self, event: dict[str, Any]) -> None:
        self.under_way.discard(event["requestId"])

    def _all_came(self) -> bool:
        """Whether nothing is under way once the scripts had their turn: they may ask for more."""
        self.page.evaluate(NEXT_TURN)
        return not self.under_way

    def weigh(self, *paths: str) -> None:
        for path in paths:
            self.requests, self.bytes = [], 0.0
            self.under_way.clear()
            self.page.goto(path)
            until(self._all_came, within_s=60)
            self._is_shown(path, self.page.url)
            if self.bytes > MOST_KILOBYTES * 1000:
                self.faults.append(f"{path} transfers {self.bytes / 1000:.0f} kB")
            if len(self.requests) > MOST_REQUESTS:
                self.faults.append(f"{path} makes {len(self.requests)} requests")

    def weigh_alike(self, *paths: str) -> None:
        """Read all, and weigh the longest of those that ask the same files.

        Two pages that name the same files and are made of the same elements differ by their text.
        """
        longest: dict[tuple[frozenset[str], ...], tuple[int, str]] = {}
        for path in paths:
            answer = self.page.request.get(path)
            self._is_shown(path, answer.url)
            text = answer.text()
            kind = tuple(frozenset(part.findall(text)) for part in (FILE, ELEMENT))
            longest[kind] = max(longest.get(kind, (0, "")), (len(text), path))
        self.weigh(*[path for _, path in longest.values()])

    def _is_shown(self, path: str, url: str) -> None:
        if urlsplit(url).path != urlsplit(path).path:
            self.faults.append(f"{path} is not shown, but {url}")


@pytest.fixture
def watch(browser: Browser, live_url: str) -> Watch:
    return Watch(browser, live_url)


def signed_in(watch: Watch, email: str) -> Scales:
    page = watch.page()
    let_in(page.context, email)
    return Scales(page, watch)


def plan_next_year(db: Session) -> int:
    """A half-day that can be booked; its id."""
    institution = make_organisation(db, kind="institution", now=PLAYED)
    trainer = make_person(db, role="trainer", organisation_id=institution.id, now=PLAYED)
    room = make_room(db, institution)
    day = (utcnow() + timedelta(days=365)).date()
    setting = Setting(room.id, trainer, XAPI_ROOT, PLAYED)
    return plan_half_day(db, setting, day=day, start=time(9), seen_days=0).id


def open_bench(db: Session, learner: Learner, screen_id: str) -> None:
    """Begin the activity and answer its prediction: its workbench is shown from there on."""
    path = learner.path(db)
    run = open_run(
        db, path=path, screen_id=screen_id, mode="visual", xapi_root=XAPI_ROOT, now=PLAYED
    )
    _, activity = activity_of(path, screen_id)
    answer_step(
        db,
        path=path,
        screen_id=screen_id,
        step_id="prediction",
        run_number=run.number,
        form=FORMS[activity.manifest.id]["prediction"],
        language="fr",
        xapi_root=XAPI_ROOT,
        now=PLAYED,
    )


def test_a_visitors_pages(live_app: Flask, watch: Watch) -> None:
    Scales(watch.page(), watch).weigh(
        "/", f"/levels/{COURSE}", "/sign-up", "/sign-in", "/password/forgotten", "/verify/",
        "/confidentialite", "/accessibilite", "/mentions-legales", "/ecoconception",
    )  # fmt: skip

    assert watch.faults == []


def test_pages_of_somebody_who_begins(
    db: Session, live_app: Flask, watch: Watch, course: Course
) -> None:
    beginner = make_person(db, now=PLAYED)
    enrol(db, person_id=beginner.id, course_key=COURSE, xapi_root=XAPI_ROOT, now=PLAYED)
    karim = newcomer(db)
    email = known_account(db, karim.person_id).email
    offered = plan_next_year(db)
    db.commit()

    signed_in(watch, beginner.email).weigh(f"{COURSE_URL}join")
    scales = signed_in(watch, email)
    activities = [screen.id for screen in course.screens() if screen.type == "activity"]
    told = [s.id for s in course.screens() if s.type not in {"activity", "exam"}]
    scales.weigh_alike(*[COURSE_URL + screen_id for screen_id in told])
    scales.weigh(
        *[COURSE_URL + screen_id for screen_id in activities],
        "/learn/", COURSE_URL, f"{COURSE_URL}exam", f"{COURSE_URL}why",
        "/learn/certificates/", "/account/",
        "/learn/workshops/", f"/learn/workshops/{offered}",
    )  # fmt: skip

    assert watch.faults == []


def test_pages_of_somebody_under_way(
    db: Session, live_app: Flask, watch: Watch, course: Course
) -> None:
    karim = newcomer(db)
    email = known_account(db, karim.person_id).email
    benches = [screen.id for screen in course.screens() if screen.type == "activity"]
    for screen_id in benches:
        open_bench(db, karim, screen_id)
    path = lea(db).path(db)
    begin_attempt(db, path=path, secret=SECRET, xapi_root=XAPI_ROOT, now=utcnow())
    booked = plan_next_year(db)
    book_seat(
        db, workshop_id=booked, person_id=path.enrolment.person_id, xapi_root=XAPI_ROOT,
        now=utcnow(),
    )  # fmt: skip
    db.commit()
    attempt = f"{COURSE_URL}exam/1"
    [question] = course.screen("n1.s1.e2").items  # type: ignore[union-attr]  # it is there

    signed_in(watch, email).weigh(*[COURSE_URL + screen_id for screen_id in benches])
    scales = signed_in(watch, LEA)
    scales.weigh_alike(*[f"{attempt}?q={place}" for place in range(1, 21)])
    scales.weigh(
        f"{attempt}?q=end", *[COURSE_URL + screen_id for screen_id in (*benches, "n1.s0.e3")],
        f"{COURSE_URL}n1.s1.e2?item={question}&try=1",
        f"/learn/workshops/{booked}", f"/learn/workshops/{booked}/sign",
    )  # fmt: skip

    assert watch.faults == []


@pytest.mark.parametrize("key", ["informed", "responsible"])
def test_heaviest_pages_of_a_further_level(
    key: str, db: Session, live_app: Flask, watch: Watch, course: Course
) -> None:
    later = current_course(db, key)[1]
    person = make_person(db, now=PLAYED)
    learner = make_learner(db, person, course_key=later.key, now=PLAYED)
    benches = [screen.id for screen in later.screens() if screen.type == "activity"]
    for screen_id in benches:
        open_bench(db, learner, screen_id)
    db.commit()
    home = f"/learn/{later.key}/"
    dossier = [f"{home}dossier"] if later.rubric else []

    signed_in(watch, person.email).weigh(
        home, f"{home}why", *dossier, *[home + screen_id for screen_id in benches]
    )

    assert watch.faults == []


def test_pages_after_a_failure(db: Session, live_app: Flask, watch: Watch) -> None:
    take_exam(db, lea(db, skill=0.0))
    db.commit()
    scales = signed_in(watch, LEA)
    scales.weigh(f"{COURSE_URL}exam", f"{COURSE_URL}exam/1", f"{COURSE_URL}exam/plan")
    practice = scales.page.locator("main a[href*='/practice/']").first.get_attribute("href") or ""
    scales.weigh(practice)

    assert watch.faults == []


def test_pages_of_the_certificate(db: Session, live_app: Flask, watch: Watch) -> None:
    learner = lea(db)
    earn(db, learner)
    db.commit()
    code = certificates_of(db, learner.person_id)[0].code

    signed_in(watch, LEA).weigh(
        "/learn/", COURSE_URL, f"{COURSE_URL}exam/1", f"{COURSE_URL}exam/1?page=2",
        f"{COURSE_URL}why", "/learn/certificates/", f"/learn/certificates/{code}",
        f"/verify/{code}",
    )  # fmt: skip

    assert watch.faults == []
