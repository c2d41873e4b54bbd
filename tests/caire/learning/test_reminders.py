"""Messages of the review: asked for, seldom, at decent hours, and off at one click (F.5)."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.learning.errors import UnreadableAnswer
from caire.learning.jobs import remind_all
from caire.learning.models import ReviewPlan
from caire.learning.services.reminding import (
    answer_proposal,
    choose_reminders,
    note_visit,
    people_to_remind,
)
from caire.messaging.message import build_message
from caire.messaging.models import Mail
from caire.messaging.rendering import renderer
from caire.messaging.stopping import STOP_REVIEW, StopSigner
from tests.support.client import PageClient
from tests.support.played import LEA, lea

#: A Tuesday, ten o'clock in Paris.
TUESDAY = datetime(2026, 12, 1, 9, tzinfo=UTC)
REVIEW = "/learn/review/"


def chosen(db: Session, *, every_days: int = 7, hour: int = 9) -> int:
    """Léa asks for messages, long enough ago that one is due on that Tuesday."""
    person_id = lea(db).person_id
    asked_at = TUESDAY - timedelta(days=every_days or 7)
    choose_reminders(db, person_id=person_id, every_days=every_days, hour=hour, now=asked_at)
    return person_id


def kinds(db: Session) -> list[str]:
    db.rollback()
    return list(db.scalars(select(Mail.template).order_by(Mail.id)))


def round_at(app: Flask, db: Session, now: datetime) -> list[str]:
    db.commit()
    remind_all(app.extensions["caire"].sessions, now=now)
    return kinds(db)


class TestPeopleToRemind:
    def test_are_those_whose_period_is_over(self, db: Session) -> None:
        person_id = chosen(db, every_days=14)

        assert people_to_remind(db, now=TUESDAY - timedelta(days=1)) == []
        assert people_to_remind(db, now=TUESDAY) == [person_id]

    @pytest.mark.parametrize(
        "moment",
        [
            datetime(2026, 12, 6, 9, tzinfo=UTC),  # a Sunday
            datetime(2026, 12, 1, 6, 59, tzinfo=UTC),  # before eight in Paris
            datetime(2026, 12, 1, 18, 0, tzinfo=UTC),  # seven in the evening
        ],
    )
    def test_are_nobody_on_sundays_and_at_night(self, db: Session, moment: datetime) -> None:
        chosen(db, hour=8)

        assert len(people_to_remind(db, now=moment)) == 0

    def test_are_left_alone_before_the_hour_they_chose(self, db: Session) -> None:
        chosen(db, hour=15)

        assert people_to_remind(db, now=TUESDAY) == []

    def test_are_not_those_who_want_no_message(self, db: Session) -> None:
        chosen(db, every_days=0)

        assert people_to_remind(db, now=TUESDAY) == []


class TestChooseReminders:
    @pytest.mark.parametrize(("every_days", "hour"), [(1, 9), (7, 7), (7, 19)])
    def test_refuses_what_is_not_offered(self, db: Session, every_days: int, hour: int) -> None:
        with pytest.raises(UnreadableAnswer):
            chosen(db, every_days=every_days, hour=hour)

    def test_a_refused_proposal_sends_nothing_and_is_not_made_again(self, db: Session) -> None:
        person_id = lea(db).person_id

        answer_proposal(db, person_id=person_id, accepted=False, now=TUESDAY)

        plan = db.get_one(ReviewPlan, person_id)
        assert (plan.every_days, plan.begun_at, plan.answered_at) == (0, None, TUESDAY)


class TestRemindAll:
    def test_sends_one_message_a_period(self, app: Flask, db: Session) -> None:
        chosen(db)

        assert round_at(app, db, TUESDAY) == ["review_due"]
        assert round_at(app, db, TUESDAY + timedelta(hours=2)) == ["review_due"]
        assert round_at(app, db, TUESDAY + timedelta(days=7)) == ["review_due"] * 2

    def test_stops_by_itself_after_three_without_a_visit_and_says_so(
        self, app: Flask, db: Session
    ) -> None:
        person_id = chosen(db)

        for week in range(6):
            found = round_at(app, db, TUESDAY + timedelta(weeks=week))

        assert found == [*["review_due"] * 3, "review_stopped"]
        assert db.get_one(ReviewPlan, person_id).stopped_by == "silence"

    def test_goes_on_for_who_comes(self, app: Flask, db: Session) -> None:
        person_id = chosen(db)

        for week in range(5):
            round_at(app, db, TUESDAY + timedelta(weeks=week))
            note_visit(db, person_id=person_id)

        assert kinds(db) == ["review_due"] * 5


class TestMessage:
    def test_says_nothing_of_results_and_stops_at_one_click(self, app: Flask, db: Session) -> None:
        chosen(db)
        round_at(app, db, TUESDAY)
        mail = db.scalars(select(Mail)).one()

        rendered = renderer(app, app.extensions["caire"].config)(db, mail, TUESDAY)

        assert rendered is not None
        assert "/stop/review/" in rendered.stop_link
        assert rendered.stop_link in rendered.text
        assert rendered.stop_link in rendered.html
        assert "stop" not in str(mail.context)

    def test_lets_mail_programs_stop_it(self, app: Flask, db: Session) -> None:
        """Their own button: RFC 8058."""
        chosen(db)
        round_at(app, db, TUESDAY)
        mail, config = db.scalars(select(Mail)).one(), app.extensions["caire"].config
        rendered = renderer(app, config)(db, mail, TUESDAY)
        assert rendered is not None

        message = build_message(mail, rendered, config, TUESDAY)

        assert message["List-Unsubscribe"] == f"<{rendered.stop_link}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_the_click_needs_no_account(
        self, app: Flask, client: PageClient, db: Session, method: str
    ) -> None:
        person_id = chosen(db)
        db.commit()
        path = StopSigner(app.extensions["caire"].config.site.secret_key).path(
            STOP_REVIEW, person_id
        )

        page = getattr(client, method)(path)

        assert "arrêtés" in page.text
        assert len(people_to_remind(db, now=TUESDAY)) == 0

    def test_who_only_looks_at_the_link_stops_nothing(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        person_id = chosen(db)
        db.commit()
        path = StopSigner(app.extensions["caire"].config.site.secret_key).path(
            STOP_REVIEW, person_id
        )

        client.http.head(path)
        client.get(path, headers={"Sec-Purpose": "prefetch"})

        assert people_to_remind(db, now=TUESDAY) == [person_id]

    def test_a_forged_link_leads_nowhere(self, client: PageClient) -> None:
        assert client.get("/stop/review/forged").status == 404


class TestPages:
    def test_choose_and_stop(self, client: PageClient, db: Session) -> None:
        client.sign_in(LEA)

        saved = client.follow(
            client.submit(f"{REVIEW}reminders", page=REVIEW, every_days=30, hour=18)
        )
        stopped = client.follow(client.submit(f"{REVIEW}stop", page=REVIEW))

        assert "tous les 30 jours, à partir de 18 h" in saved.text
        assert "vous ne recevrez plus de message" in stopped.text
