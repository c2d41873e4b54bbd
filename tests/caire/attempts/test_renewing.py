"""A new enrolment thirty days after the last attempt, once all failed (CURRICULUM F.1)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from caire.cohorts.personal_data import enrolments_held
from caire.demo.journeys import take_exam
from caire.learning.errors import NoAttemptLeft, NothingToRenew, NothingToReopen, RenewalTooEarly
from caire.learning.progress.rebuild import check
from caire.learning.queries import sittings
from caire.learning.services.renewing import enrol_again
from caire.learning.services.reopening import reopen_exam
from caire.learning.services.sittings import EXAM
from caire.learning.services.standing import ExamStanding, standing
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from caire.people.queries import known_account
from tests.caire.attempts.conftest import Failed
from tests.caire.attempts.test_services import read_again, reopen
from tests.factories import XAPI_ROOT
from tests.support.client import PageClient
from tests.support.clock import set_clock

PAGE = "/learn/aware/exam"
MONTH = timedelta(days=30)


def last_end(db: Session, failed: Failed) -> datetime:
    enrolment_id = failed.learner.path(db).enrolment.id
    ended = sittings(db, enrolment_id=enrolment_id, kind=EXAM)[-1].submitted_at
    assert ended is not None
    return ended


def renew(db: Session, failed: Failed, *, after: timedelta = MONTH) -> None:
    """Enrol again, so long after the last attempt; the learner's clock goes there."""
    failed.learner.clock = last_end(db, failed) + after
    path, now = failed.learner.path(db), failed.learner.clock
    enrol_again(db, path=path, xapi_root=XAPI_ROOT, now=now)


def stand(db: Session, failed: Failed) -> ExamStanding:
    return standing(db, path=failed.learner.path(db), now=failed.learner.clock)


class TestEnrolAgain:
    def test_gives_all_the_attempts_anew_thirty_days_after_the_last_one(
        self, db: Session, failed: Failed
    ) -> None:
        before = stand(db, failed)
        until = last_end(db, failed) + MONTH

        renew(db, failed)

        now = stand(db, failed)
        assert (before.is_exhausted, before.renews_at) == (True, until)
        assert (now.used, now.allowed, now.renews_at) == (0, 1, None)
        assert len(now.attempts) == 1

    def test_is_refused_before(self, db: Session, failed: Failed) -> None:
        until = last_end(db, failed) + MONTH

        with pytest.raises(RenewalTooEarly) as refusal:
            renew(db, failed, after=MONTH - timedelta(seconds=1))

        assert refusal.value.renews_at == until

    def test_is_refused_while_an_attempt_is_left(self, db: Session, failed: Failed) -> None:
        renew(db, failed)

        with pytest.raises(NothingToRenew):
            renew(db, failed)

    def test_counts_thirty_days_from_the_attempt_that_was_reopened(
        self, db: Session, failed: Failed
    ) -> None:
        reopen(db, failed)
        with pytest.raises(NothingToRenew):
            renew(db, failed)
        read_again(db, failed.learner)
        take_exam(db, failed.learner)

        assert stand(db, failed).renews_at == last_end(db, failed) + MONTH

    def test_keeps_what_is_done_and_leaves_the_plan_to_do(
        self, db: Session, failed: Failed
    ) -> None:
        before = failed.learner.path(db).state

        renew(db, failed)

        path, now = failed.learner.path(db), stand(db, failed)
        assert path.state == before
        assert (now.sequences_left, now.opens_at, now.steps_left) == ((), None, 1)
        assert check(db) == []

    def test_leads_to_an_attempt_with_a_number_of_its_own(
        self, db: Session, failed: Failed
    ) -> None:
        renew(db, failed)
        read_again(db, failed.learner)
        failed.learner.skill = 1.0

        take_exam(db, failed.learner)

        assert [row.number for row in stand(db, failed).attempts] == [1, 2]
        assert stand(db, failed).passed

    def test_lets_a_trainer_reopen_one_attempt_again(self, db: Session, failed: Failed) -> None:
        reopen(db, failed)
        read_again(db, failed.learner)
        take_exam(db, failed.learner)
        renew(db, failed)
        with pytest.raises(NothingToReopen):
            reopen(db, failed)
        read_again(db, failed.learner)
        take_exam(db, failed.learner)
        with pytest.raises(NoAttemptLeft):
            take_exam(db, failed.learner)

        reopen_exam(
            db,
            path=failed.learner.path(db),
            reopened_by=failed.trainer.id,
            reason="Une autre raison.",
            xapi_root=XAPI_ROOT,
            now=failed.learner.later(60),
        )

        assert stand(db, failed).reopened == "Une autre raison."

    def test_is_told_by_a_trace_and_in_her_copy(self, db: Session, failed: Failed) -> None:
        renew(db, failed)

        path = failed.learner.path(db)
        told = [
            v.extensions_of(record.data).get("after_attempts")
            for record in statements_of_registration(db, path.enrolment.registration)
            if record.verb == v.REGISTERED
        ]
        (held,) = enrolments_held(db, failed.learner.person_id)
        assert told == [None, 1]
        assert held["renewed_at"] == failed.learner.clock.isoformat()


class TestPage:
    def test_gives_the_date_then_the_button(
        self, db: Session, client: PageClient, failed: Failed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = set_clock(monkeypatch)
        clock.move_to(last_end(db, failed) + timedelta(days=1))
        email = known_account(db, failed.learner.person_id).email
        db.commit()
        client.sign_in(email)

        early = client.get(PAGE)
        clock.move_to(last_end(db, failed) + MONTH)
        db.rollback()
        late = client.get(PAGE)
        client.submit(f"{PAGE}/enrol", page=PAGE)
        after = client.get(PAGE)

        assert "Une nouvelle inscription est possible à partir du" in early.text
        assert "M’inscrire à nouveau" not in early.text
        assert "M’inscrire à nouveau" in late.text
        assert "Vous êtes inscrite ou inscrit à nouveau" in after.text
        assert "Votre plan de reprise" in after.text
        assert "Plus de tentative" not in after.text

    def test_refuses_before(
        self, db: Session, client: PageClient, failed: Failed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        set_clock(monkeypatch).move_to(last_end(db, failed) + timedelta(days=1))
        email = known_account(db, failed.learner.person_id).email
        db.commit()
        client.sign_in(email)

        refused = client.submit(f"{PAGE}/enrol", page=PAGE)

        assert refused.status == 409
        assert "Une nouvelle inscription est possible à partir du" in refused.text
