"""The outbox: filled by commits, shown in a demo and nowhere else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from caire.app import create_app
from caire.clock import utcnow
from caire.config import Config, MailConfig
from caire.db import transaction
from caire.messaging.services import queue_mail
from caire.web.platform import Platform
from tests.caire.people.scene import mails, sign_up
from tests.support.browser import on_sqlite
from tests.support.client import PageClient
from tests.support.mail import CapturingSmtp


def queue(db: Session) -> None:
    queue_mail(
        db, recipient="lea@exemple.fr", person_id=None, template="certificate_revoked",
        context={"level_title": {"fr": "Sensibilisé"}, "code": "A", "reason": "<i>non</i>"},
        locale="fr", now=utcnow(),
    )  # fmt: skip


@pytest.fixture
def demo(config: Config) -> Iterator[PageClient]:
    """A demo whose mails have left for its outbox page."""
    app = create_app(config)
    sign_up(PageClient(app))
    app.extensions["caire"].engine.dispose()
    demo = create_app(replace(config, environment="demo"))
    yield PageClient(demo)
    demo.extensions["caire"].engine.dispose()


class TestACommit:
    def test_wakes_the_delivery_and_nothing_leaves_before(self, app: Flask) -> None:
        platform: Platform = app.extensions["caire"]
        with platform.sessions() as db, transaction(db):
            queue(db)
            # Another connection sees nothing of it yet, so nobody can have sent it.
            with platform.sessions() as other:
                assert other.scalar(text("SELECT count(*) FROM mail")) == 0

        assert [mail.sent_at is not None for mail in mails(app)] == [True]

    @pytest.mark.parametrize("kept", [True, False])
    def test_of_a_part_waits_for_the_whole(self, app: Flask, kept: bool) -> None:
        """A savepoint's end is no commit: what follows may still fail."""
        platform: Platform = app.extensions["caire"]
        with platform.sessions() as db, transaction(db):
            with db.begin_nested():
                queue(db)
            if not kept:
                db.rollback()

        assert [mail.sent_at is not None for mail in mails(app)] == [True] * kept

    @on_sqlite
    def test_sends_by_smtp_where_that_is_asked_for(
        self, smtp_config: Config, smtp_server: CapturingSmtp
    ) -> None:
        app = create_app(smtp_config)
        sign_up(PageClient(app))
        app.extensions["caire"].engine.dispose()

        assert [message["To"] for message in smtp_server.messages] == [
            "Léa Dupont <lea@exemple.fr>"
        ]

    @on_sqlite
    def test_stands_when_the_mail_server_does_not_answer(self, config: Config) -> None:
        """Whoever signs up waits for no mail server, and is told nothing of its troubles."""
        app = create_app(replace(config, mail=MailConfig(delivery="smtp", port=1)))
        page = sign_up(PageClient(app))

        assert page.location == "/sign-up/sent"
        assert [(mail.sent_at, mail.attempts) for mail in mails(app)] == [(None, 1)]
        app.extensions["caire"].engine.dispose()


@on_sqlite
class TestTheOutboxPage:
    def test_shows_what_would_have_left(self, demo: PageClient) -> None:
        assert "Confirmez votre adresse" in demo.get("/outbox").text
        page = demo.get("/outbox/1")

        assert "lea@exemple.fr" in page.text
        assert 'href="http://localhost/confirm/' in page.html

    def test_shows_the_message_as_a_mail_program_would(self, demo: PageClient) -> None:
        page = demo.get("/outbox/1/html")

        assert "Activer mon compte" in page.text
        assert page.response.headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        )

    @pytest.mark.parametrize(
        "address", ["/outbox/2", "/outbox/0", "/outbox/99999999999999999999", "/outbox/x"]
    )
    def test_says_what_is_not_there(self, demo: PageClient, address: str) -> None:
        assert demo.get(address).status == 404

    @pytest.mark.parametrize("page", ["0", "-1", "x", "7", "99999999999999999999"])
    def test_bears_any_page_number(self, demo: PageClient, page: str) -> None:
        assert demo.get(f"/outbox?page={page}").status == 200

    @pytest.mark.parametrize("environment", ["test", "development", "production"])
    def test_exists_in_a_demo_only(self, config: Config, environment: str) -> None:
        app = create_app(replace(config, environment=environment))
        client = PageClient(app)

        assert {client.get(f"/outbox{rest}").status for rest in ("", "/1", "/1/html")} == {404}
        app.extensions["caire"].engine.dispose()

    def test_does_not_exist_where_mail_is_sent(self, config: Config) -> None:
        app = create_app(replace(config, environment="demo", mail=MailConfig(delivery="smtp")))
        assert PageClient(app).get("/outbox").status == 404
        app.extensions["caire"].engine.dispose()
