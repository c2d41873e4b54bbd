"""Messages leave once, after the commit, and again when the server was in trouble."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from caire.messaging.delivery import (
    GIVE_UP_AFTER,
    LEASE,
    LONGEST_DELAY,
    Delivery,
    delay_after,
)
from caire.messaging.message import RenderedMail
from caire.messaging.models import Mail
from caire.messaging.services import KEPT_FOR, forget_old_mails
from tests.caire.messaging.scene import NOW, Post
from tests.support.browser import on_sqlite
from tests.support.mail import CapturingSmtp

MINUTE = timedelta(minutes=1)


class TestDelivering:
    def test_sends_what_was_committed(self, post: Post, smtp_server: CapturingSmtp) -> None:
        post.queue()

        assert post.deliver() == Delivery(sent=1)
        assert smtp_server.messages[0]["To"] == "lea@exemple.fr"
        assert (post.mail().sent_at, post.mail().next_attempt_at) == (NOW, None)

    def test_sends_nothing_of_a_transaction_that_failed(
        self, post: Post, smtp_server: CapturingSmtp
    ) -> None:
        with post.writing() as db:
            post.add(db)
            db.rollback()

        assert post.deliver() == Delivery()
        assert smtp_server.messages == []

    def test_sends_each_once_with_many_workers(
        self, post: Post, smtp_server: CapturingSmtp
    ) -> None:
        for number in range(12):
            post.queue(recipient=f"person{number}@exemple.fr")

        with ThreadPoolExecutor(4) as pool:
            rounds = list(pool.map(lambda _worker: post.deliver(), range(4)))

        assert sum(done.sent for done in rounds) == 12
        assert len({message["To"] for message in smtp_server.messages}) == 12
        assert len(smtp_server.messages) == 12

    def test_keeps_no_text_of_what_has_left(self, post: Post) -> None:
        post.queue()
        post.deliver()

        assert (post.mail().body_text, post.mail().body_html) == (None, None)
        assert post.mail().subject is not None


class TestTryingAgain:
    def test_waits_longer_each_time(self) -> None:
        waits = [delay_after(attempts) for attempts in range(1, 40)]

        assert waits[:4] == [1 * MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
        assert waits == sorted(waits)
        assert waits[-1] == LONGEST_DELAY

    def test_happens_when_the_server_cannot_be_reached(
        self, post: Post, smtp_server: CapturingSmtp
    ) -> None:
        reachable = post.config
        post.config = replace(reachable, mail=replace(reachable.mail, port=1))
        post.queue()
        post.queue(recipient="bob@exemple.fr")

        assert post.deliver() == Delivery(postponed=1)  # it is not insisted
        assert "ServerTrouble" in (post.mails()[0].last_error or "")
        post.config = reachable
        assert post.deliver(late=MINUTE) == Delivery(sent=2)
        assert post.mails()[0].last_error is None

    def test_happens_after_a_temporary_refusal(
        self, post: Post, smtp_server: CapturingSmtp
    ) -> None:
        smtp_server.refuse_with = "451 Try again later"
        post.queue()

        assert post.deliver() == Delivery(postponed=1)
        smtp_server.refuse_with = None
        assert post.deliver(late=MINUTE / 2) == Delivery()
        assert post.deliver(late=MINUTE) == Delivery(sent=1)

    def test_does_not_happen_after_a_refusal_for_good(
        self, post: Post, smtp_server: CapturingSmtp
    ) -> None:
        smtp_server.refuse_with = "550 No such person here"
        post.queue()

        assert post.deliver() == Delivery(given_up=1)
        assert post.mail().next_attempt_at is None
        assert post.mail().sent_at is None
        assert "No such person" in (post.mail().last_error or "")

    def test_ends_after_three_days(self, post: Post, smtp_server: CapturingSmtp) -> None:
        smtp_server.refuse_with = "451 Try again later"
        post.queue()
        late = timedelta()
        while post.mail().next_attempt_at is not None:
            assert late < GIVE_UP_AFTER + LONGEST_DELAY
            post.deliver(late=late)
            late = (post.mail().next_attempt_at or NOW) - NOW

        assert 15 < post.mail().attempts < 30
        assert post.mail().sent_at is None

    def test_takes_up_what_a_dead_worker_had_claimed(
        self, post: Post, smtp_server: CapturingSmtp
    ) -> None:
        def die(db: Session, mail: Mail, now: datetime) -> RenderedMail:
            raise KeyboardInterrupt

        post.queue()
        with pytest.raises(KeyboardInterrupt):
            post.deliver(render=die)

        assert post.deliver(late=LEASE - MINUTE) == Delivery()
        assert post.deliver(late=LEASE) == Delivery(sent=1)

    def test_does_not_hold_up_the_others(self, post: Post, smtp_server: CapturingSmtp) -> None:
        def refuse_first(db: Session, mail: Mail, now: datetime) -> RenderedMail:
            if mail.recipient == "lea@exemple.fr":
                raise LookupError("a template is missing")
            return RenderedMail("Sujet", "Texte\n", "<p>Texte</p>")

        post.queue()
        post.queue(recipient="bob@exemple.fr")

        assert post.deliver(render=refuse_first) == Delivery(sent=1, postponed=1)
        assert "a template is missing" in (post.mails()[0].last_error or "")


@on_sqlite
class TestForgetting:
    def test_keeps_mails_a_month_and_those_waiting(self, post: Post) -> None:
        post.queue(recipient="sent@exemple.fr")
        post.deliver()
        post.queue(recipient="waiting@exemple.fr")

        for late, left in ((timedelta(), 2), (timedelta(seconds=1), 1)):
            with post.writing() as db:
                forget_old_mails(db, now=NOW + KEPT_FOR + late)
            assert len(post.mails()) == left
        assert post.mail().recipient == "waiting@exemple.fr"
