"""Runs of activities: steps, replays, new runs, both versions, manipulations."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy.orm import Session

from caire.demo.activities import step_forms
from caire.demo.journeys import Learner
from caire.learning.errors import NoSuchScreen, UnreadableAnswer, WrongScreen
from caire.learning.models import ActivityRun
from caire.learning.queries import RunRow, latest_run
from caire.learning.services.activities import (
    StepDone,
    activity_of,
    answer_step,
    begin_again,
    choose_mode,
    explore,
    open_run,
)
from caire.lrs import vocabulary as v
from caire.lrs.queries import statements_of_registration
from caire.lrs.records import StatementRecord
from tests.factories import XAPI_ROOT
from tests.support.played import PLAYED, newcomer

SCREEN = "n1.s2.e3"
ACTIVITY = "act.points-voisins"
MOVED = {"action": ["update"], "points": ["20.20.0;70.70.1"]}


def opened(db: Session, learner: Learner, mode: str = "visual") -> ActivityRun:
    return open_run(
        db, path=learner.path(db), screen_id=SCREEN, mode=mode, xapi_root=XAPI_ROOT, now=PLAYED
    )


def answer(
    db: Session, learner: Learner, step_id: str, form: dict[str, list[str]], run_number: int = 1
) -> StepDone:
    return answer_step(
        db,
        path=learner.path(db),
        screen_id=SCREEN,
        step_id=step_id,
        run_number=run_number,
        form=form,
        language="fr",
        xapi_root=XAPI_ROOT,
        now=learner.later(1),
    )


def play(db: Session, learner: Learner, *, steps: int | None = None, run_number: int = 1) -> None:
    """Answer the first steps (None: all)."""
    path = learner.path(db)
    _, activity = activity_of(path, SCREEN)
    for step_id, form in step_forms(path, activity, answer=learner.answer)[:steps]:
        answer(db, learner, step_id, form, run_number)


def move(db: Session, learner: Learner, form: dict[str, list[str]], seconds: float = 0) -> str:
    learner.clock += timedelta(seconds=seconds)
    return explore(
        db,
        path=learner.path(db),
        screen_id=SCREEN,
        run_number=1,
        form=form,
        language="fr",
        xapi_root=XAPI_ROOT,
        now=learner.clock,
    )


def told(db: Session, learner: Learner, verb: str | None = None) -> list[StatementRecord]:
    """The traces of the activity of this screen."""
    registration = learner.path(db).enrolment.registration
    return [
        r
        for r in statements_of_registration(db, registration)
        if ACTIVITY in (r.activity or "")
        and v.extensions_of(r.data)["screen"] == SCREEN
        and verb in (None, r.verb)
    ]


def kept(db: Session, learner: Learner) -> RunRow:
    row = latest_run(db, enrolment_id=learner.path(db).enrolment.id, screen_id=SCREEN)
    assert row is not None
    return row


class TestOpenRun:
    def test_begins_once_and_says_so_in_one_trace(self, db: Session) -> None:
        learner = newcomer(db)

        assert opened(db, learner).id == opened(db, learner).id
        assert len(told(db, learner, v.INITIALIZED)) == 1

    def test_two_people_do_not_get_the_same_numbers(self, db: Session) -> None:
        one, other = newcomer(db), newcomer(db)

        assert opened(db, one).seed != opened(db, other).seed

    def test_a_lesson_is_no_activity(self, db: Session) -> None:
        learner = newcomer(db)

        with pytest.raises(WrongScreen):
            open_run(
                db,
                path=learner.path(db),
                screen_id="n1.s0.e1",
                mode="text",
                xapi_root=XAPI_ROOT,
                now=PLAYED,
            )

    def test_an_unknown_version_is_the_visual_one(self, db: Session) -> None:
        assert opened(db, newcomer(db), mode="telepathy").mode == "visual"


class TestAnswerStep:
    def test_tells_the_prediction_the_missions_and_the_end(self, db: Session) -> None:
        learner = newcomer(db)
        opened(db, learner)

        play(db, learner)

        names = [r.activity.rpartition("/")[2] for r in told(db, learner) if r.activity]
        assert names == [
            ACTIVITY,
            f"{ACTIVITY}#prediction",
            f"{ACTIVITY}#mission-1",
            f"{ACTIVITY}#mission-2",
            f"{ACTIVITY}#mission-3",
            f"{ACTIVITY}#explanation",
            ACTIVITY,
        ]
        assert len(told(db, learner, v.COMPLETED)) == 1

    def test_completes_the_screen_whatever_the_score(self, db: Session) -> None:
        learner = newcomer(db, skill=0.0)
        opened(db, learner)

        play(db, learner)

        state = learner.path(db).state
        assert SCREEN in state.screens
        assert 0 <= state.activities[ACTIVITY].scores[0] < 1

    def test_the_first_answer_to_a_step_stands(self, db: Session) -> None:
        learner = newcomer(db)
        opened(db, learner)
        answer(db, learner, "prediction", {"label": ["0"]})
        first = kept(db, learner).steps["prediction"]

        again = answer(db, learner, "prediction", {"label": ["1"]})

        assert again.outcome is None
        assert kept(db, learner).steps["prediction"] == first
        assert len(told(db, learner)) == 2

    def test_a_mission_not_reached_is_tried_again_and_not_traced(self, db: Session) -> None:
        learner = newcomer(db)
        opened(db, learner)
        play(db, learner, steps=1)
        before = len(told(db, learner))

        done = answer(db, learner, "mission-1", {"points": ["20.20.0;70.70.0"]})

        assert done.outcome is not None
        assert not done.outcome.done
        assert done.outcome.feedback
        assert len(told(db, learner)) == before
        assert "mission-1" not in kept(db, learner).steps

    @pytest.mark.parametrize(
        ("step_id", "form"),
        [
            ("prediction", {"label": ["7"]}),
            ("prediction", {}),
            ("mission-2", {"flip": ["B"]}),
            ("explanation", {"choice": ["none-such"]}),
        ],
        ids=["no such class", "nothing chosen", "before its turn", "no such choice"],
    )
    def test_refuses_what_cannot_be_read_and_keeps_nothing(
        self, db: Session, step_id: str, form: dict[str, list[str]]
    ) -> None:
        learner = newcomer(db)
        opened(db, learner)

        with pytest.raises(UnreadableAnswer):
            answer(db, learner, step_id, form)

        assert kept(db, learner).steps == {}
        assert len(told(db, learner)) == 1

    @pytest.mark.parametrize(("step_id", "run_number"), [("mission-9", 1), ("prediction", 2)])
    def test_refuses_a_step_or_run_that_is_not_there(
        self, db: Session, step_id: str, run_number: int
    ) -> None:
        learner = newcomer(db)
        opened(db, learner)

        with pytest.raises(NoSuchScreen):
            answer(db, learner, step_id, {"label": ["1"]}, run_number)

    def test_the_same_steps_give_the_same_score_in_both_versions(self, db: Session) -> None:
        seen, read = newcomer(db), newcomer(db)
        scores = []
        for learner, mode in ((seen, "visual"), (read, "text")):
            opened(db, learner, mode).seed = 3
            db.flush()
            play(db, learner)
            scores.append(learner.path(db).state.activities[ACTIVITY].scores)

        assert scores[0] == scores[1]


class TestBeginAgain:
    def test_goes_on_with_a_run_that_is_not_finished(self, db: Session) -> None:
        learner = newcomer(db)
        opened(db, learner)
        play(db, learner, steps=2)

        run = begin_again(
            db, path=learner.path(db), screen_id=SCREEN, xapi_root=XAPI_ROOT, now=PLAYED
        )

        assert (run.number, len(run.steps)) == (1, 2)

    def test_a_finished_run_is_followed_by_another_with_other_numbers(self, db: Session) -> None:
        learner = newcomer(db)
        first = opened(db, learner, "text")
        play(db, learner)

        run = begin_again(
            db, path=learner.path(db), screen_id=SCREEN, xapi_root=XAPI_ROOT, now=PLAYED
        )

        assert (run.number, run.steps, run.mode) == (2, {}, "text")
        assert run.seed != first.seed

    def test_the_third_run_says_nothing_more_of_mastery(self, db: Session) -> None:
        learner = newcomer(db, skill=0.0)
        opened(db, learner)
        play(db, learner)
        counts = []
        for number in (2, 3):
            learner.skill = 1.0
            begin_again(
                db, path=learner.path(db), screen_id=SCREEN, xapi_root=XAPI_ROOT, now=PLAYED
            )
            play(db, learner, run_number=number)
            counts.append(learner.path(db).state.mastery["caire.c1.1"].n)

        assert counts[0] == counts[1]

    def test_an_older_run_takes_no_answer_any_more(self, db: Session) -> None:
        learner = newcomer(db)
        opened(db, learner)
        play(db, learner)
        begin_again(db, path=learner.path(db), screen_id=SCREEN, xapi_root=XAPI_ROOT, now=PLAYED)

        with pytest.raises(NoSuchScreen):
            answer(db, learner, "prediction", {"label": ["1"]}, run_number=1)


class TestChooseMode:
    def test_loses_nothing(self, db: Session) -> None:
        learner = newcomer(db)
        opened(db, learner, "visual")
        play(db, learner, steps=2)
        before = kept(db, learner)

        choose_mode(
            db,
            path=learner.path(db),
            screen_id=SCREEN,
            mode="text",
            xapi_root=XAPI_ROOT,
            now=PLAYED,
        )

        after = kept(db, learner)
        assert (after.mode, after.steps, after.seed) == ("text", before.steps, before.seed)

    def test_refuses_a_version_that_does_not_exist(self, db: Session) -> None:
        learner = newcomer(db)

        with pytest.raises(UnreadableAnswer):
            choose_mode(
                db,
                path=learner.path(db),
                screen_id=SCREEN,
                mode="smell",
                xapi_root=XAPI_ROOT,
                now=PLAYED,
            )


class TestExplore:
    def ready(self, db: Session) -> Learner:
        learner = newcomer(db)
        opened(db, learner)
        play(db, learner, steps=1)
        return learner

    def test_keeps_the_bench_and_says_what_changed(self, db: Session) -> None:
        learner = self.ready(db)

        message = move(db, learner, MOVED)

        assert message
        assert kept(db, learner).workspace["points"] == [[20, 20, 0], [70, 70, 1]]

    def test_traces_one_manipulation_in_five_seconds(self, db: Session) -> None:
        learner = self.ready(db)

        for seconds in (0, 1, 2, 1.9, 0.1, 4.9, 0.1):
            move(db, learner, MOVED, seconds)

        assert len(told(db, learner, v.INTERACTED)) == 3

    def test_traces_no_text_that_was_typed(self, db: Session) -> None:
        learner = self.ready(db)
        move(db, learner, MOVED | {"note": ["Je m’appelle Karim"]})

        (record,) = told(db, learner, v.INTERACTED)

        assert "Karim" not in msgspec.json.encode(record.data).decode()

    @pytest.mark.parametrize(
        "form",
        [
            {"action": ["explode"]},
            {"action": ["update"], "points": ["one.two.three"]},
            {"action": ["update"], "points": [";".join(["1.1.0"] * 500)]},
            {"action": ["update"], "points": ["9" * 100_000]},
        ],
        ids=["no such action", "no points", "too many points", "100 kB"],
    )
    def test_refuses_what_no_bench_holds_and_keeps_nothing(
        self, db: Session, form: dict[str, list[str]]
    ) -> None:
        learner = self.ready(db)

        with pytest.raises(UnreadableAnswer):
            move(db, learner, form)

        assert kept(db, learner).workspace == {}
        assert told(db, learner, v.INTERACTED) == []
