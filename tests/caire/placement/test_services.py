"""A test taken: answered once, stopped by the server's clock, told by traces, refused at will."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from caire.certificates.eligibility import evaluate
from caire.demo.journeys import Learner
from caire.learning.errors import UnreadableAnswer
from caire.learning.progress.summary import (
    minutes_done,
    next_screen,
    sequence_is_done,
    sequence_progress,
    sequences_left,
)
from caire.lrs import vocabulary as v
from caire.placement import services
from caire.placement.errors import NoSuchTest, NotFollowing, TooSoonAgain
from caire.placement.queries import Sitting, latest_sitting
from caire.placement.services import refuse_waiver, stop, take_waiver_back
from tests.caire.placement.playing import DISPENSE, ENTRY, begin, give, traces
from tests.factories import XAPI_ROOT, make_person
from tests.support.announced import announce_only
from tests.support.played import PLAYED, newcomer


def validated(sitting: Sitting) -> str:
    assert sitting.decision is not None
    return "".join(sitting.decision.validated)


def choose(db: Session, learner: Learner, *, refused: bool) -> None:
    service = refuse_waiver if refused else take_waiver_back
    service(
        db,
        person_id=learner.person_id,
        test_id=DISPENSE,
        xapi_root=XAPI_ROOT,
        now=learner.later(1),
    )


class TestTakingTheDispenseTest:
    @pytest.mark.parametrize(
        ("signs", "cells"),
        [
            pytest.param("++++++ ++++++ +", "ABCDEF", id="P1"),
            pytest.param("------", "", id="P2"),
            pytest.param("+-++++ +-+++ -", "ADF", id="P3"),
            pytest.param("?+++++ +++++ +", "BCDEF", id="P5"),
        ],
    )
    def test_decides_as_the_vectors_say(self, db: Session, signs: str, cells: str) -> None:
        sitting = give(db, newcomer(db), signs)

        assert (validated(sitting), sitting.stop) == (cells, "rule")

    def test_stops_after_fourteen_minutes_once_the_question_in_hand_is_answered(
        self, db: Session
    ) -> None:
        learner = newcomer(db)
        give(db, learner, "++++++ ++", minutes=1.7)
        sitting = give(db, learner, "+", minutes=1.7)  # P4: 14 min are reached during C

        assert (validated(sitting), sitting.stop) == ("ABC", "time")

    def test_a_break_costs_three_minutes_at_most(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner, "+")
        learner.clock += timedelta(days=2)
        sitting = give(db, learner, "+")

        assert sitting.minutes == pytest.approx(0.5 + 3.0)
        assert sitting.ended_at is None

    def test_stopping_keeps_what_is_validated(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner, "++++++ +")
        sitting = stop(
            db,
            person_id=learner.person_id,
            test_id=DISPENSE,
            xapi_root=XAPI_ROOT,
            now=learner.later(1),
        )

        assert (validated(sitting), sitting.stop) == ("A", "learner")

    def test_goes_on_where_it_was_left(self, db: Session) -> None:
        learner = newcomer(db)
        before = give(db, learner, "+++")

        again = begin(db, learner)

        assert (again.number, again.item, again.rights) == (1, before.item, (True,) * 3)

    def test_an_answer_sent_twice_counts_once(self, db: Session) -> None:
        learner = newcomer(db)
        first = begin(db, learner)
        assert first.item is not None
        for _ in range(2):
            services.answer(
                db,
                person_id=learner.person_id,
                test_id=DISPENSE,
                item_id=first.item.head.id,
                form=None,
                xapi_root=XAPI_ROOT,
                now=learner.later(1),
            )
        sitting = begin(db, learner)

        assert sitting.rights == (False,)
        assert len(traces(db, sitting, v.ANSWERED)) == 1

    def test_refuses_an_answer_that_cannot_be_read_and_keeps_the_question(
        self, db: Session
    ) -> None:
        learner = newcomer(db)
        sitting = begin(db, learner)
        assert sitting.item is not None

        with pytest.raises(UnreadableAnswer):
            services.answer(
                db,
                person_id=learner.person_id,
                test_id=DISPENSE,
                item_id=sitting.item.head.id,
                form={},
                xapi_root=XAPI_ROOT,
                now=learner.later(1),
            )
        assert begin(db, learner).item == sitting.item


class TestBeginning:
    def test_needs_a_course_to_spare_something_in(self, db: Session) -> None:
        account = make_person(db, now=PLAYED)

        with pytest.raises(NotFollowing):
            services.begin(
                db, person_id=account.id, test_id=DISPENSE, xapi_root=XAPI_ROOT, now=PLAYED
            )

    def test_a_level_that_is_not_open_has_no_entry_test_yet(self, db: Session) -> None:
        announce_only(db, "informed")

        with pytest.raises(NoSuchTest):
            begin(db, newcomer(db), ENTRY)

    def test_once_in_six_months_and_then_with_other_questions(self, db: Session) -> None:
        learner = newcomer(db)
        first = give(db, learner, "++++++ ++++++ +")
        ended = learner.clock
        with pytest.raises(TooSoonAgain) as refusal:
            begin(db, learner)
        assert (refusal.value.opens_at.year, refusal.value.opens_at.month) == (2027, 4)

        learner.clock = ended.replace(year=2027, month=4) + timedelta(minutes=1)
        second = begin(db, learner)

        assert second.number == 2
        # Elsewhere an item may be left out by then: its fact is to be read again.
        lasting = ("itm.n1.c1.", "itm.n1.c2.", "itm.n1.c3.", "itm.n1.c4.")
        before, after = (
            {i for i in one.item_ids if i.startswith(lasting)} for one in (first, second)
        )
        assert len(before) == len(after) == 8
        assert not before & after


class TestWhatIsSpared:
    def test_counts_for_the_certificate_and_not_among_the_hours_done(self, db: Session) -> None:
        learner = newcomer(db)
        sitting = give(db, learner, "++++++ ++++++ +")
        path = learner.path(db)
        by_id = {s.id: s for s in path.course.sequences}

        assert sequence_progress(by_id["n1.s3"], path.state).status == "waived"
        assert sequence_is_done(by_id["n1.s3"], path.state)
        assert minutes_done(path.course, path.state) == 0
        assert next_screen(path.course, path.state) == by_id["n1.s0"].screens[0]
        left = [s.id for s in sequences_left(path.course, path.state)]
        assert left == ["n1.s0", "n1.s5", "n1.s6", "n1.s7"]
        (waiver,) = traces(db, sitting, v.WAIVED)
        decision = evaluate(path.course, path.state, now=learner.clock)
        assert decision is not None
        assert waiver.id == path.state.waived["n1.s1.e1"].statement

    def test_leaves_the_safety_activities_and_the_question_of_the_half_day_to_do(
        self, db: Session
    ) -> None:
        learner = newcomer(db)
        give(db, learner, "++++++ ++++++ +")
        path = learner.path(db)
        inside = {e.id for s in path.course.sequences[1:8] for e in s.screens}

        assert inside - set(path.state.waived) == {"n1.s5.e4", "n1.s6.e3", "n1.s7.e8"}
        left = sum(s.minutes for s in path.course.screens() if not path.state.settled(s.id))
        assert left == pytest.approx(78, abs=2)  # CURRICULUM F.4.1, P1

    def test_says_nothing_of_mastery(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner, "++++++ ++++++ +")

        assert learner.path(db).state.mastery == {}
        assert learner.path(db).state.items == {}

    def test_can_be_refused_and_asked_for_again(self, db: Session) -> None:
        learner = newcomer(db)
        give(db, learner, "++++++ ++++++ +")

        choose(db, learner, refused=True)
        refused = learner.path(db).state.waived
        choose(db, learner, refused=True)
        choose(db, learner, refused=False)

        assert refused == {}
        assert len(learner.path(db).state.waived) > 40
        sitting = latest_sitting(db, person_id=learner.person_id, test_id=DISPENSE)
        assert sitting is not None
        assert len(traces(db, sitting, v.WAIVED)) == 1


class TestTraces:
    def test_tell_every_answer_and_the_decision_with_the_version_of_the_rule(
        self, db: Session
    ) -> None:
        sitting = give(db, newcomer(db), "+-++++ +-?++ -")

        assert len(traces(db, sitting, v.ANSWERED)) == 12
        (decided,) = traces(db, sitting, v.COMPLETED)
        told = v.extensions_of(decided.data)
        assert told["rule"] == f"{DISPENSE}@{sitting.test.head.version}"
        assert Counter(told["cells"].values()) == {"validated": 2, "not_validated": 4}
        assert told["stop"] == "rule"
        unknown = v.extensions_of(traces(db, sitting, v.ANSWERED)[8].data)
        assert unknown["dont_know"] is True
        assert "response" not in traces(db, sitting, v.ANSWERED)[8].data["result"]


class TestTakingTheEntryTest:
    @pytest.mark.parametrize(
        ("signs", "opens"),
        [("++++++++++", True), ("-+-", False), ("++++---", False)],
    )
    def test_opens_the_level_or_not_with_a_trace_that_a_rule_can_read(
        self, db: Session, signs: str, opens: bool
    ) -> None:
        learner = newcomer(db)

        sitting = give(db, learner, signs, ENTRY)

        assert sitting.decision is not None
        assert sitting.decision.passed is opens
        (told,) = traces(db, sitting, v.PASSED if opens else v.FAILED)
        assert told.activity == f"{XAPI_ROOT}/activities/placement/entry.n2"
        assert told.data["result"]["success"] is opens
        assert learner.path(db).state.waived == {}
