"""She goes on where she was: on another device, and after her session has expired."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.people.queries import known_account
from tests.journeys.learner import COURSE_URL, PageLearner
from tests.journeys.workbenches import TEXT
from tests.modules.on_screen import FormsOnScreen
from tests.support.browser import DESKTOP
from tests.support.databases import FilledDatabases
from tests.support.hands import Pointer
from tests.support.played import LEA, newcomer, played_courses
from tests.support.watching import Watch

pytestmark = pytest.mark.browser
NEXT_WORD = COURSE_URL + "n1.s3.e3"


@pytest.fixture
def database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    yield from filled_databases.copy("sqlite", played_courses, tmp_path)


@pytest.fixture
def watch(browser: Browser, live_app: Flask, live_url: str) -> Iterator[Watch]:
    watch = Watch(browser, live_url)
    yield watch
    assert watch.faults == []


def device(watch: Watch, course: Course, email: str, path: str, **options: object) -> PageLearner:
    """Signed in, at this address."""
    page = watch.page(**options)
    visitor = PageLearner(page, Pointer(page), course)
    visitor.open(path)
    visitor.sign_in(email)
    return visitor


class TestExam:
    def test_goes_on_another_device_with_what_was_answered(
        self, watch: Watch, course: Course
    ) -> None:
        phone = device(watch, course, LEA, f"{COURSE_URL}exam")
        phone.press("Commencer la tentative")
        phone.answer_all(stop_before=4)
        left_at = phone.asked()

        desk = device(watch, course, LEA, f"{COURSE_URL}exam", viewport=DESKTOP)
        desk.press("Reprendre la tentative")
        assert desk.asked() == left_at
        desk.press("Voir la liste des questions")
        expect(desk.page.get_by_text("17 questions sont sans réponse")).to_be_visible()
        desk.press("Rendre l’évaluation")

        # The journeys hand in what is passed; three answers tell as much of the devices.
        phone.page.reload()
        expect(phone.page.get_by_role("heading", name="Pas encore")).to_be_visible()
        expect(phone.page.get_by_text("Votre résultat")).to_contain_text("3 sur 20")

    def test_loses_nothing_when_the_session_expires(self, watch: Watch, course: Course) -> None:
        lea = device(watch, course, LEA, f"{COURSE_URL}exam")
        lea.press("Commencer la tentative")
        lea.answer_all(stop_before=3)
        lea.answer(lea.asked())
        asked_at = lea.page.url
        written = lea.form.evaluate("(f) => new URLSearchParams(new FormData(f)).toString()")

        lea.page.context.clear_cookies()
        lea.follow(lea.form.locator("[name=go][value=next]"))
        expect(lea.page.get_by_role("heading", name="Se connecter")).to_be_visible()
        lea.sign_in(LEA)

        assert lea.page.url == asked_at
        kept = lea.form.evaluate("(f) => new URLSearchParams(new FormData(f)).toString()")
        assert _without_token(kept) == _without_token(written)
        lea.follow(lea.form.locator("[name=go][value=next]"))
        lea.press("Voir la liste des questions")
        expect(lea.page.get_by_text("17 questions sont sans réponse")).to_be_visible()


class TestActivity:
    def test_goes_on_another_device_at_the_step_where_it_was_left(
        self, db: Session, watch: Watch, course: Course
    ) -> None:
        email = known_account(db, newcomer(db).person_id).email
        db.commit()
        phone = device(watch, course, email, NEXT_WORD)
        phone.press("Commencer l’activité")
        phone.go_on_with_activity(until="mission-2")

        desk = device(watch, course, email, NEXT_WORD, viewport=DESKTOP)
        expect(desk.page.locator("#mission-1")).to_have_attribute("data-done", "true")
        expect(desk.page.locator("[data-part=written] li")).to_have_count(6)
        desk.press("Passer à la version texte")
        written = FormsOnScreen(desk)
        while steps := written.steps():
            if bench := TEXT.get(("act.mot-suivant", steps[0])):
                bench(written)
            form = desk.step_form("act.mot-suivant", steps[0])
            written.send("", form, form=f"/steps/{steps[0]}")

        phone.page.reload()
        expect(phone.page.get_by_text("Activité terminée")).to_be_visible()


class TestQuestion:
    def test_is_answered_once_though_the_session_expired(
        self, db: Session, watch: Watch, course: Course
    ) -> None:
        email = known_account(db, newcomer(db).person_id).email
        db.commit()
        karim = device(watch, course, email, COURSE_URL + "n1.s1.e2")
        karim.answer(karim.asked())

        karim.page.context.clear_cookies()
        karim.follow(karim.form.locator("button[type=submit]"))
        karim.sign_in(email)
        karim.follow(karim.form.locator("button[type=submit]"))

        expect(karim.page.get_by_role("heading", name="C’est juste")).to_be_visible()
        assert "try=1" in karim.page.url


def _without_token(form: str) -> list[str]:
    return [pair for pair in form.split("&") if not pair.startswith("csrf_token=")]
