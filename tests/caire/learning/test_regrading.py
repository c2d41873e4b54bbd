"""A question is found faulty after use: nobody loses by it (CURRICULUM F.1)."""

import json
from collections.abc import Sequence

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from caire.cli import main
from caire.config import Config
from caire.demo.answers import right_form, wrong_form
from caire.demo.journeys import Learner
from caire.learning.progress.rebuild import check
from caire.learning.queries import sittings
from caire.learning.services.exam import begin_attempt, hand_in
from caire.learning.services.regrading import regrade, regradings
from caire.learning.services.sittings import EXAM, save_answer
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from tests.factories import COURSE, XAPI_ROOT
from tests.support.client import PageClient
from tests.support.played import LEA, lea


def sit(db: Session, learner: Learner, *, misses: int) -> list[str]:
    """An attempt that misses so many questions outside the areas that ask for more; their ids."""
    path = learner.path(db)
    number = begin_attempt(
        db, path=path, secret=learner.secret, xapi_root=XAPI_ROOT, now=learner.later(5)
    )
    (row,) = sittings(db, enrolment_id=path.enrolment.id, kind=EXAM)
    items = path.course.items
    spared = [name for name in row.item_ids if items[name].head.area not in ("c4", "c5")]
    missed = spared[:misses]
    for name in row.item_ids:
        is_missed = name in missed
        save_answer(
            db,
            path=path,
            kind=EXAM,
            number=number,
            item_id=name,
            form=wrong_form(items[name], learner.chance) if is_missed else right_form(items[name]),
            confidence=None,
            flagged=False,
            now=learner.later(1),
        )
    hand_in(db, path=path, number=number, xapi_root=XAPI_ROOT, now=learner.later(1))
    return missed


def without(db: Session, learner: Learner, faulty: Sequence[str]) -> None:
    regrade(db, course_key=COURSE, faulty=faulty, xapi_root=XAPI_ROOT, now=learner.later(600))


def exam_traces(db: Session, learner: Learner) -> list[dict[str, object]]:
    records = statements_of_registration(db, learner.path(db).enrolment.registration)
    return [v.extensions_of(r.data) for r in records if r.verb in (v.PASSED, v.FAILED)]


class TestRegrade:
    def test_keeps_what_is_better_without_the_question(self, db: Session) -> None:
        learner = lea(db)
        missed = sit(db, learner, misses=9)
        (before,) = learner.path(db).state.exams

        without(db, learner, missed)

        (after,) = learner.path(db).state.exams
        assert (before.passed, after.passed) == (False, True)
        assert (after.points_max, after.left_out) == (11, sorted(missed))

    def test_leaves_the_attempt_on_its_day(self, db: Session) -> None:
        learner = lea(db)
        missed = sit(db, learner, misses=9)
        before = learner.path(db).state

        without(db, learner, missed)

        after = learner.path(db).state
        assert after.exams[0].at == before.exams[0].at
        assert after.last_at == before.last_at

    def test_keeps_the_result_as_it_was_marked_when_that_is_better(self, db: Session) -> None:
        learner = lea(db)
        missed = sit(db, learner, misses=9)
        (row,) = sittings(db, enrolment_id=learner.path(db).enrolment.id, kind=EXAM)
        right = next(name for name in row.item_ids if name not in missed)
        before = learner.path(db).state.exams

        without(db, learner, [right])

        assert learner.path(db).state.exams == before
        assert len(exam_traces(db, learner)) == 1

    def test_leaves_the_first_trace_and_says_once_what_is_left_out(self, db: Session) -> None:
        learner = lea(db)
        missed = sit(db, learner, misses=9)

        without(db, learner, missed)
        without(db, learner, missed)

        first, second = exam_traces(db, learner)
        assert "left_out" not in first
        assert second["left_out"] == sorted(missed)

    def test_leaves_out_what_was_found_before_too(self, db: Session) -> None:
        learner = lea(db)
        missed = sit(db, learner, misses=9)

        without(db, learner, missed[:4])
        without(db, learner, missed[4:])

        (record,) = learner.path(db).state.exams
        assert record.left_out == sorted(missed)

    def test_traces_alone_give_the_same_result(self, db: Session) -> None:
        learner = lea(db)
        without(db, learner, sit(db, learner, misses=9))

        assert check(db) == []


class TestRegradings:
    def test_say_what_would_change_and_change_nothing(self, db: Session) -> None:
        learner = lea(db)
        missed = sit(db, learner, misses=9)

        (one,) = regradings(db, course_key=COURSE, faulty=missed[:1])
        (all_of_them,) = regradings(db, course_key=COURSE, faulty=missed)

        assert (one.is_better, one.passes_now) == (True, False)
        assert (all_of_them.is_better, all_of_them.passes_now) == (True, True)
        assert learner.path(db).state.exams[0].left_out == []

    def test_leave_out_attempts_that_did_not_ask_it(self, db: Session) -> None:
        sit(db, lea(db), misses=1)

        assert regradings(db, course_key=COURSE, faulty=["itm.n1.c1.9999"]) == []


class TestPage:
    def test_says_that_a_question_was_left_out(self, db: Session, client: PageClient) -> None:
        learner = lea(db)
        without(db, learner, sit(db, learner, misses=9))
        db.commit()
        client.sign_in(LEA)

        page = client.get(f"/learn/{COURSE}/exam/1")

        assert "11 points sur 11" in page.text
        assert "9 questions de cette tentative se sont révélées fautives" in page.text


class TestCommand:
    @pytest.fixture
    def environment(self, config: Config) -> dict[str, str]:
        return {
            "CAIRE_ENVIRONMENT": "test",
            "CAIRE_DATA_DIR": str(config.data_dir),
            "CAIRE_DATABASE_URL": config.database.url,
            "CAIRE_JOBS_URL": config.jobs.url,
            "CAIRE_SITE_URL": config.site.url,
            "CAIRE_SITE_SECRET_KEY": config.site.secret_key,
        }

    def test_tries_first_then_keeps_the_better_result(
        self, db: Session, environment: dict[str, str]
    ) -> None:
        learner = lea(db)
        missed = sit(db, learner, misses=9)
        db.commit()
        runner, words = CliRunner(env=environment), ["content", "regrade", COURSE, *missed]

        tried = runner.invoke(main, [*words, "--dry-run"])
        untouched = learner.path(db).state.passed_exam
        db.commit()
        made = runner.invoke(main, [*words, "--json"])

        assert tried.exit_code == 0, tried.output
        assert "1 attempts asked it, 1 would be better, 1 of them pass" in tried.stdout
        assert untouched is None
        assert json.loads(made.stdout)["attempts"][0]["better"] is True
        db.expire_all()
        assert learner.path(db).state.passed_exam is not None

    def test_refuses_a_question_that_nobody_was_asked(self, environment: dict[str, str]) -> None:
        result = CliRunner(env=environment).invoke(
            main, ["content", "regrade", COURSE, "itm.n1.c1.9999"]
        )

        assert result.exit_code == 1
        assert "no attempt handed in at aware asked itm.n1.c1.9999" in result.stderr
