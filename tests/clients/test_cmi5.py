"""`@xapi/cmi5` 1.4.0 in a unit of its own maker, which the platform launches."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from caire.app import create_app
from caire.clock import utcnow
from caire.cmi5.queries import structure_for
from caire.cmi5.services.following import unit_name_of
from caire.cmi5.services.launching import Place, launch
from caire.cohorts.queries import EnrolmentRow
from caire.config import Config
from caire.db import transaction
from caire.lrs.vocabulary import package_name
from tests.caire.cmi5.conftest import enrolment, learner
from tests.caire.cmi5.factories import COURSE_ID, au, bring, course_xml, zipped
from tests.clients.conftest import VENDOR
from tests.support.browser import TIMEOUT_MS, on_sqlite, port_of, serving, taken_port

__all__ = ["enrolment", "learner"]

pytestmark = [pytest.mark.browser, on_sqlite]

PAGE = b'<!doctype html><title>Une unit&eacute;</title><script src="Cmi5.umd.js"></script>'


@pytest.fixture
def live_app(config: Config) -> Iterator[Flask]:
    """Packages have a host of their own: the library reads cookies, which a sandbox forbids."""
    with taken_port() as taken:
        port = port_of(taken)
        app = create_app(
            replace(
                config,
                site=replace(config.site, url=f"http://127.0.0.1:{port}"),
                cmi5=replace(config.cmi5, content_url=f"http://localhost:{port}"),
            )
        )
        with serving(app, taken):
            yield app
    app.extensions["caire"].engine.dispose()


@pytest.fixture
def unit(live_app: Flask, db: Session, enrolment: EnrolmentRow, browser: Browser) -> Iterator[Page]:
    """The unit, as it stands when the learner has opened it."""
    made = au(url="unit/index.html", moveOn="CompletedAndPassed", masteryScore="0.8")
    library = (VENDOR / "cmi5" / "Cmi5.umd.js").read_bytes()
    package = {
        "cmi5.xml": course_xml(made),
        "unit/index.html": PAGE,
        "unit/Cmi5.umd.js": library,
    }
    with transaction(db):
        bring(db, zipped(package))
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    page.goto(opened(live_app, db, enrolment))
    yield page
    context.close()


def opened(app: Flask, db: Session, enrolment: EnrolmentRow) -> str:
    """Where the platform sends the learner who opens the only unit."""
    config = app.extensions["caire"].config
    name = package_name(COURSE_ID)
    structure = structure_for(db, enrolment_id=enrolment.id, name=name)
    assert structure is not None
    place = Place(
        xapi_root=config.xapi_root,
        site_url=config.site.url,
        content_root=f"{config.cmi5.content_url}/cmi5/content",
        secret_key=config.site.secret_key,
        session_length=timedelta(hours=1),
    )
    with transaction(db):
        return launch(
            db,
            enrolment=enrolment,
            course_id=COURSE_ID,
            unit_name=unit_name_of(structure, structure.units()[0]),
            locale="fr",
            return_url=f"{config.site.url}/back",
            place=place,
            now=utcnow(),
        ).url


class TestCmi5:
    def test_fetches_its_access_and_learns_how_it_was_launched(self, unit):
        mode, mastery, language = unit.evaluate("""async () => {
            const au = Cmi5.instance;
            await au.initialize();
            const {launchMode, masteryScore} = au.getLaunchData();
            return [launchMode, masteryScore, au.getLearnerPreferences().languagePreference];
        }""")
        assert (mode, mastery, language) == ("Normal", 0.8, "fr")

    def test_sends_what_a_unit_may_say_from_the_first_to_the_last(self, unit):
        statuses = unit.evaluate("""async () => {
            const au = Cmi5.instance;
            await au.initialize();
            const answers = [
                await au.progress(50),
                await au.interactionTrueFalse("test", "question", true, true),
                await au.interactionChoice("test", "colours", ["red"], ["red", "blue"]),
                await au.pass(0.9),
                await au.complete(),
                await au.terminate(),
            ];
            return answers.map(({status}) => status);
        }""")
        assert statuses == [200] * 6

    def test_is_told_when_it_goes_on_after_its_end(self, unit):
        status, said = unit.evaluate("""async () => {
            const au = Cmi5.instance;
            await au.initialize();
            await au.terminate();
            const {response} = await au.complete().catch((refusal) => refusal);
            return [response.status, JSON.stringify(response.data)];
        }""")
        assert status == 403
        assert "terminated" in said
