"""Two tabs at the same instant, on both databases: one attempt, one run, one draw."""

from collections import Counter

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.cohorts.services import enrol
from caire.demo.answers import right_form
from caire.demo.journeys import Learner, learn
from caire.learning.models import ActivityRun, RecallDraw, Sitting
from caire.learning.services.activities import answer_step, begin_again, open_run
from caire.learning.services.answering import drawn_recall, record_answer
from caire.learning.services.exam import begin_attempt, hand_in
from caire.learning.services.sittings import diagnostic, save_answer
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from tests.factories import COURSE, XAPI_ROOT, make_person
from tests.support.played import PLAYED, lea, newcomer
from tests.support.together import together

ITEM = "itm.n1.c1.0003"
SCREEN = "n1.s1.e5"
DIAGNOSTIC = "n1.s0.e3"
ACTIVITY = "n1.s2.e3"


def committed(db: Session, learner: Learner) -> Learner:
    db.commit()
    return learner


def verbs(db: Session, learner: Learner) -> Counter[str]:
    db.rollback()
    registration = learner.path(db).enrolment.registration
    return Counter(r.verb for r in statements_of_registration(db, registration))


class TestTwoTabs:
    def test_answering_the_same_question_is_one_attempt(self, db: Session, engine: Engine) -> None:
        learner = committed(db, newcomer(db))

        def answer(tab: Session) -> bool:
            path = learner.path(tab)
            return record_answer(
                tab,
                path=path,
                screen_id=SCREEN,
                item_id=ITEM,
                try_number=1,
                form=right_form(path.course.items[ITEM]),
                confidence=2,
                xapi_root=XAPI_ROOT,
                now=PLAYED,
            ).was_new

        assert sorted(together(engine, answer, times=3)) == [False, False, True]
        assert verbs(db, learner)[v.ANSWERED] == 1
        assert learner.path(db).state.items[ITEM].tries == 1

    def test_answering_two_questions_loses_neither(self, db: Session, engine: Engine) -> None:
        learner = committed(db, newcomer(db))
        left = ["itm.n1.c1.0003", "itm.n1.c2.0002"]

        def answer(tab: Session) -> None:
            item_id, path = left.pop(), learner.path(tab)
            record_answer(
                tab,
                path=path,
                screen_id=SCREEN,
                item_id=item_id,
                try_number=1,
                form=right_form(path.course.items[item_id]),
                confidence=2,
                xapi_root=XAPI_ROOT,
                now=PLAYED,
            )

        together(engine, answer)

        db.rollback()
        assert SCREEN in learner.path(db).state.screens

    def test_joining_the_course_is_one_enrolment(self, db: Session, engine: Engine) -> None:
        account = make_person(db)
        db.commit()

        ids = together(
            engine,
            lambda tab: (
                enrol(
                    tab, person_id=account.id, course_key=COURSE, xapi_root=XAPI_ROOT, now=PLAYED
                ).id
            ),
        )

        db.rollback()
        assert len(set(ids)) == 1
        count = select(func.count()).where(Enrolment.person_id == account.id)
        assert db.scalar(count) == 1

    def test_opening_the_diagnostic_begins_one(self, db: Session, engine: Engine) -> None:
        learner = committed(db, newcomer(db))

        ids = together(
            engine,
            lambda tab: (
                diagnostic(tab, path=learner.path(tab), screen_id=DIAGNOSTIC, now=PLAYED).id
            ),
        )

        assert len(set(ids)) == 1

    def test_keeping_the_same_answer_keeps_one(self, db: Session, engine: Engine) -> None:
        learner = newcomer(db)
        diagnostic(db, path=learner.path(db), screen_id=DIAGNOSTIC, now=PLAYED)
        committed(db, learner)
        item_id = "itm.n1.c1.0001"

        def keep(tab: Session) -> None:
            path = learner.path(tab)
            save_answer(
                tab,
                path=path,
                kind=f"test:{DIAGNOSTIC}",
                number=1,
                item_id=item_id,
                form=right_form(path.course.items[item_id]),
                confidence=2,
                flagged=False,
                now=PLAYED,
            )

        together(engine, keep, times=3)

    def test_a_recall_is_drawn_once(self, db: Session, engine: Engine) -> None:
        learner = newcomer(db)
        learn(db, learner, screens=13)
        committed(db, learner)

        def draw(tab: Session) -> tuple[str, ...]:
            path = learner.path(tab)
            screen = path.course.screen("n1.s2.e1")
            assert screen is not None
            return drawn_recall(tab, path=path, screen=screen, by_mastery=True)

        assert len(set(together(engine, draw))) == 1
        enrolment_id = learner.path(db).enrolment.id
        count = select(func.count()).where(RecallDraw.enrolment_id == enrolment_id)
        assert db.scalar(count) == 1

    def test_starting_an_activity_is_one_run(self, db: Session, engine: Engine) -> None:
        learner = committed(db, newcomer(db))

        together(
            engine,
            lambda tab: (
                open_run(
                    tab,
                    path=learner.path(tab),
                    screen_id=ACTIVITY,
                    mode="text",
                    xapi_root=XAPI_ROOT,
                    now=PLAYED,
                ).id
            ),
        )

        enrolment_id = learner.path(db).enrolment.id
        runs = select(func.count()).where(ActivityRun.enrolment_id == enrolment_id)
        assert db.scalar(runs) == 1
        assert verbs(db, learner)[v.INITIALIZED] == 1

    def test_beginning_an_activity_again_is_one_run_more(self, db: Session, engine: Engine) -> None:
        learner = committed(db, lea(db))

        numbers = together(
            engine,
            lambda tab: (
                begin_again(
                    tab, path=learner.path(tab), screen_id=ACTIVITY, xapi_root=XAPI_ROOT, now=PLAYED
                ).number
            ),
        )

        assert numbers == [2, 2]

    def test_the_same_step_is_assessed_once(self, db: Session, engine: Engine) -> None:
        learner = newcomer(db)
        open_run(
            db,
            path=learner.path(db),
            screen_id=ACTIVITY,
            mode="text",
            xapi_root=XAPI_ROOT,
            now=PLAYED,
        )
        committed(db, learner)

        def predict(tab: Session) -> bool:
            return (
                answer_step(
                    tab,
                    path=learner.path(tab),
                    screen_id=ACTIVITY,
                    step_id="prediction",
                    run_number=1,
                    form={"label": ["1"]},
                    language="fr",
                    xapi_root=XAPI_ROOT,
                    now=PLAYED,
                ).outcome
                is not None
            )

        assert sorted(together(engine, predict)) == [False, True]
        assert verbs(db, learner)[v.ANSWERED] == 1

    def test_beginning_the_exam_is_one_attempt(self, db: Session, engine: Engine) -> None:
        learner = committed(db, lea(db))

        numbers = together(
            engine,
            lambda tab: begin_attempt(
                tab,
                path=learner.path(tab),
                secret=learner.secret,
                xapi_root=XAPI_ROOT,
                now=learner.clock,
            ),
        )

        assert numbers == [1, 1]
        assert verbs(db, learner)[v.ATTEMPTED] == 1

    def test_handing_in_is_one_result(self, db: Session, engine: Engine) -> None:
        learner = lea(db)
        begin_attempt(
            db,
            path=learner.path(db),
            secret=learner.secret,
            xapi_root=XAPI_ROOT,
            now=learner.clock,
        )
        committed(db, learner)

        together(
            engine,
            lambda tab: hand_in(
                tab, path=learner.path(tab), number=1, xapi_root=XAPI_ROOT, now=learner.clock
            ),
            times=3,
        )

        assert verbs(db, learner)[v.FAILED] == 1
        submitted = select(func.count()).where(Sitting.submitted_at.is_not(None))
        assert db.scalar(submitted.where(Sitting.kind == "exam")) == 1
