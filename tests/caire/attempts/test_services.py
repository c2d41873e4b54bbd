"""One attempt more at the final assessment (CURRICULUM F.1: all attempts failed)."""

import json
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from caire.attempts.errors import NoSuchLearner
from caire.attempts.queries import exhausted_learners, path_in_charge
from caire.demo.journeys import Learner, take_exam
from caire.learning.errors import NoAttemptLeft, NothingToReopen, RemediationLeft
from caire.learning.models import ExamReopening
from caire.learning.personal_data import on_account_erased, work_of
from caire.learning.remediation import plan_after
from caire.learning.services.reading import mark_read
from caire.learning.services.reopening import reopen_exam
from caire.learning.services.standing import ExamStanding, standing
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from caire.messaging.models import Mail
from caire.people.events import AccountErased
from tests.caire.attempts.conftest import Failed
from tests.factories import NOW, XAPI_ROOT, make_learner, make_person

REASON = "Coupure de réseau."


def reopen(db: Session, failed: Failed) -> None:
    reopen_exam(
        db,
        path=failed.learner.path(db),
        reopened_by=failed.trainer.id,
        reason=REASON,
        xapi_root=XAPI_ROOT,
        now=failed.learner.later(60),
    )


def read_again(db: Session, learner: Learner) -> None:
    """What the plan asks for after a failure."""
    path = learner.path(db)
    for step in plan_after(path, path.state.exams[-1]).steps:
        mark_read(
            db,
            path=learner.path(db),
            screen_id=step.screen.id,
            again=True,
            xapi_root=XAPI_ROOT,
            now=learner.later(2),
        )


def stand(db: Session, failed: Failed) -> ExamStanding:
    return standing(db, path=failed.learner.path(db), now=failed.learner.later(1))


class TestReopenExam:
    def test_opens_one_attempt_more(self, db: Session, failed: Failed) -> None:
        before = stand(db, failed)

        reopen(db, failed)

        now = stand(db, failed)
        assert (before.allowed, before.is_exhausted) == (1, True)
        assert (now.allowed, now.is_exhausted, now.reopened) == (2, False, REASON)

    def test_leaves_the_plan_to_be_done_and_no_time_to_wait(
        self, db: Session, failed: Failed
    ) -> None:
        reopen(db, failed)

        assert stand(db, failed).opens_at is None
        assert stand(db, failed).steps_left == 1

    def test_is_done_once(self, db: Session, failed: Failed) -> None:
        reopen(db, failed)

        with pytest.raises(NothingToReopen):
            reopen(db, failed)

    def test_is_refused_while_an_attempt_is_left(self, db: Session, failed: Failed) -> None:
        other = make_learner(db, make_person(db, now=NOW), now=NOW)

        with pytest.raises(NothingToReopen):
            reopen(db, replace(failed, learner=other))

    def test_the_attempt_is_taken_after_the_plan_and_is_the_last(
        self, db: Session, failed: Failed
    ) -> None:
        reopen(db, failed)
        with pytest.raises(RemediationLeft):
            take_exam(db, failed.learner)
        read_again(db, failed.learner)

        take_exam(db, failed.learner)

        assert stand(db, failed).is_exhausted
        with pytest.raises(NoAttemptLeft):
            take_exam(db, failed.learner)

    def test_may_be_the_one_that_passes(self, db: Session, failed: Failed) -> None:
        reopen(db, failed)
        read_again(db, failed.learner)
        failed.learner.skill = 1.0

        take_exam(db, failed.learner)

        assert stand(db, failed).passed
        with pytest.raises(NothingToReopen):
            reopen(db, failed)

    def test_is_traced_without_its_reason(self, db: Session, failed: Failed) -> None:
        reopen(db, failed)

        registration = failed.learner.path(db).enrolment.registration
        records = statements_of_registration(db, registration)
        (told,) = [record for record in records if record.verb == v.AUTHORIZED]
        assert v.extensions_of(told.data)["attempt"] == 2
        assert REASON not in told.raw

    def test_is_told_by_mail_without_its_reason(self, db: Session, failed: Failed) -> None:
        reopen(db, failed)

        (mail,) = db.query(Mail).filter(Mail.template == "exam_reopened")
        assert mail.person_id == failed.learner.person_id
        assert mail.context["path"] == "/learn/aware/exam"
        assert REASON not in json.dumps(mail.context, ensure_ascii=False)

    def test_goes_with_the_account_that_it_is_about(self, db: Session, failed: Failed) -> None:
        reopen(db, failed)
        person_id = failed.learner.person_id
        exported = json.dumps(work_of(db, person_id), ensure_ascii=False)

        on_account_erased(db, AccountErased(person_id))

        assert REASON in exported
        assert db.query(ExamReopening).count() == 0


class TestInCharge:
    def test_her_trainer_and_administrators_find_her(self, db: Session, failed: Failed) -> None:
        admin = make_person(db, role="admin", now=NOW)
        for actor in (failed.trainer, admin):
            (row,) = exhausted_learners(db, actor, now=failed.learner.later(1))
            assert (row.name, row.stand.used) == ("Ilyes Diallo", 1)

    def test_others_do_not(self, db: Session, failed: Failed) -> None:
        enrolment_id = failed.learner.path(db).enrolment.id
        for actor in (failed.stranger, make_person(db, now=NOW)):
            assert exhausted_learners(db, actor, now=failed.learner.later(1)) == []
            with pytest.raises(NoSuchLearner):
                path_in_charge(db, enrolment_id, actor)
