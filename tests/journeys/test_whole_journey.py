"""Four users, one story: from a manager's list to a certificate that a stranger verifies."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.config import Config, MailConfig
from tests.journeys.story import Story
from tests.support.clock import SetClock
from tests.support.mail import CapturingSmtp
from tests.support.watching import Watch

pytestmark = pytest.mark.browser
FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
def config(config: Config, smtp_server: CapturingSmtp) -> Config:
    mail = MailConfig(delivery="smtp", host="127.0.0.1", port=smtp_server.port)
    return replace(config, mail=mail)


@pytest.fixture
def story(
    db: Session,
    live_app: Flask,
    live_url: str,
    browser: Browser,
    course: Course,
    clock: SetClock,
    smtp_server: CapturingSmtp,
) -> Story:
    return Story(db, live_app, course, clock, smtp_server, Watch(browser, live_url))


def test_a_learner_earns_level_1_with_the_keyboard_alone(story: Story, database_url: str) -> None:
    story.administrator_prepares(database_url)
    story.manager_enrols()
    story.trainer_plans()

    lea = story.learner_begins()
    story.learner_learns_and_passes(lea)
    story.learner_books(lea)
    story.another_learner_books()

    story.clock.move_to(story.workshop.starts_at - FIVE_MINUTES)
    story.learner_signs(lea, "arrival")
    story.trainer_makes_another_sign("Faire signer Karim Benali")
    story.clock.move_to(story.workshop.ends_at - FIVE_MINUTES)
    story.learner_signs(lea, "departure")
    story.trainer_makes_another_sign("Faire signer le départ\xa0: Karim Benali")
    story.trainer_closes()

    story.learner_gets_the_certificate(lea)
    story.stranger_verifies(story.code, "Ce certificat est valide")
    renewed = story.administrator_decides()
    story.stranger_verifies(renewed, "Ce certificat est valide")
    story.manager_reads()
    assert story.watch.faults == []
