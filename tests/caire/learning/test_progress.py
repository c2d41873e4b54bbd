"""Progress is a sum of traces: it can be thrown away and computed again."""

from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from caire.cohorts.services import enrol
from caire.demo.journeys import Learner, learn, take_exam
from caire.learning.errors import NoSuchScreen, WrongScreen
from caire.learning.models import Progress
from caire.learning.progress.rebuild import check, rebuild
from caire.learning.progress.summary import (
    minutes_done,
    next_screen,
    sequence_progress,
    sequences_left,
)
from caire.learning.services.reading import choose_sector, mark_read
from caire.lrs.queries import statements_of_registration
from caire.lrs.services import void
from tests.factories import XAPI_ROOT
from tests.support.played import lea, newcomer


def read(db: Session, learner: Learner, screen_id: str, *, again: bool = False) -> None:
    mark_read(
        db,
        path=learner.path(db),
        screen_id=screen_id,
        again=again,
        xapi_root=XAPI_ROOT,
        now=learner.later(1),
    )


class TestMarkRead:
    def test_reading_twice_counts_once(self, db: Session) -> None:
        learner = newcomer(db)
        read(db, learner, "n1.s0.e1")
        first = learner.path(db).state.screens["n1.s0.e1"]

        read(db, learner, "n1.s0.e1")

        assert learner.path(db).state.screens["n1.s0.e1"] == first

    def test_reading_again_on_purpose_keeps_the_first_date_and_dates_the_last(
        self, db: Session
    ) -> None:
        learner = newcomer(db)
        read(db, learner, "n1.s0.e1")
        first = learner.path(db).state.screens["n1.s0.e1"]
        learner.later(60)

        read(db, learner, "n1.s0.e1", again=True)

        later = learner.path(db).state.screens["n1.s0.e1"]
        assert (later.at, later.statement) == (first.at, first.statement)
        assert later.last_at > first.last_at

    @pytest.mark.parametrize(
        ("screen_id", "refusal"),
        [("n1.s9.e9", NoSuchScreen), ("n1.s0.e3", WrongScreen), ("n1.s2.e3", WrongScreen)],
        ids=["no such screen", "a test", "an activity"],
    )
    def test_what_is_not_read_cannot_be_marked(
        self, db: Session, screen_id: str, refusal: type[Exception]
    ) -> None:
        learner = newcomer(db)

        with pytest.raises(refusal):
            read(db, learner, screen_id)

        assert learner.path(db).state.screens == {}


class TestChooseSector:
    def choose(self, db: Session, learner: Learner, profile: str) -> None:
        choose_sector(
            db,
            path=learner.path(db),
            screen_id="n1.s0.e4",
            profile=profile,
            xapi_root=XAPI_ROOT,
            now=learner.later(1),
        )

    def test_can_be_changed_and_finishes_the_screen_once(self, db: Session) -> None:
        learner = newcomer(db)
        self.choose(db, learner, "soin")
        self.choose(db, learner, "commerce")

        path = learner.path(db)
        assert path.enrolment.sector_profile == "commerce"
        assert "n1.s0.e4" in path.state.screens

    @pytest.mark.parametrize("enrolled_first", [True, False])
    def test_holds_at_every_level(self, db: Session, enrolled_first: bool) -> None:
        learner = newcomer(db)
        if not enrolled_first:
            self.choose(db, learner, "soin")
        follow = partial(enrol, db, person_id=learner.person_id, xapi_root=XAPI_ROOT)
        later = follow(course_key="informed", now=learner.clock)
        if enrolled_first:
            self.choose(db, learner, "soin")
            db.refresh(later)

        assert later.sector_profile == "soin"

    def test_refuses_a_sector_that_is_not_offered(self, db: Session) -> None:
        learner = newcomer(db)

        with pytest.raises(WrongScreen):
            self.choose(db, learner, "<script>")

        assert learner.path(db).enrolment.sector_profile is None


class TestProgress:
    def test_begins_with_the_first_screen_to_do(self, db: Session) -> None:
        path = newcomer(db).path(db)

        screen = next_screen(path.course, path.state)

        assert screen is not None
        assert screen.id == "n1.s0.e1"
        assert minutes_done(path.course, path.state) == 0
        assert path.state.started_at is None

    def test_counts_what_is_done_and_what_is_left(self, db: Session) -> None:
        learner = newcomer(db)
        learn(db, learner, screens=6)
        path = learner.path(db)

        first, second, *_ = [sequence_progress(s, path.state) for s in path.course.sequences]

        assert (first.status, first.minutes_left) == ("done", 0)
        assert (second.status, second.done, second.total) == ("started", 2, 9)
        assert len(sequences_left(path.course, path.state)) == 7

    def test_leads_to_the_exam_when_its_sequences_are_done(self, db: Session) -> None:
        path = lea(db).path(db)

        assert next_screen(path.course, path.state) == path.course.exam_screen()
        assert sequences_left(path.course, path.state) == ()

    def test_ends_with_nothing_left(self, db: Session) -> None:
        learner = lea(db)
        take_exam(db, learner)
        learn(db, learner)
        path = learner.path(db)

        assert next_screen(path.course, path.state) is None
        assert sequences_left(path.course, path.state) == ()
        total = sum(s.minutes for s in path.course.screens())
        assert minutes_done(path.course, path.state) == pytest.approx(total, abs=0.1)

    def test_dates_the_end_of_the_sequences_by_the_last_screen(self, db: Session) -> None:
        path = lea(db).path(db)

        row = db.scalars(select(Progress).where(Progress.enrolment_id == path.enrolment.id)).one()

        assert path.course.rule is not None
        asked = [s for s in path.course.sequences if s.id in path.course.rule.sequences]
        last = max(path.state.screens[screen.id].at for s in asked for screen in s.screens)
        assert row.sequences_done_at == datetime.fromisoformat(last)


class TestRebuild:
    def test_gives_the_same_progress_from_the_traces_alone(self, db: Session) -> None:
        learner = lea(db, skill=0.6)
        take_exam(db, learner)
        before = learner.path(db).state
        db.execute(delete(Progress))

        rebuild(db)

        assert learner.path(db).state == before

    def test_check_names_the_enrolment_and_the_columns_that_differ(self, db: Session) -> None:
        enrolment_id = lea(db).path(db).enrolment.id
        db.execute(update(Progress).values(screens_done=2))

        (difference,) = check(db)

        assert (difference.enrolment_id, difference.columns) == (enrolment_id, ("screens_done",))
        rebuild(db)

    def test_check_changes_nothing(self, db: Session) -> None:
        db.execute(update(Progress).values(screens_done=2))

        check(db)

        assert db.scalar(select(Progress.screens_done)) == 2
        rebuild(db)

    def test_a_trace_taken_back_is_taken_out_of_the_progress(self, db: Session) -> None:
        learner = lea(db)
        path = learner.path(db)
        done = path.state.screens["n1.s0.e1"].statement

        void(db, statement_id=done, authority_home=XAPI_ROOT, now=learner.later(1))

        assert "n1.s0.e1" not in learner.path(db).state.screens
        assert sequences_left(path.course, learner.path(db).state)

    def test_every_trace_is_known_by_an_opaque_name(self, db: Session) -> None:
        path = lea(db).path(db)

        for record in statements_of_registration(db, path.enrolment.registration):
            assert record.data["actor"]["account"]["name"] == path.enrolment.actor_name
            assert "@" not in str(record.data["actor"])
