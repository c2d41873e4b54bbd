"""A statement that a target fails at for ever is set aside after a day; an outage never is."""

import signal
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from caire.clock import utcnow
from caire.db import make_sessions, transaction
from caire.lrs.forwarding import running
from caire.lrs.forwarding.choosing import Choice
from caire.lrs.forwarding.dead import dead_letters, replay
from caire.lrs.forwarding.leasing import FAILING_ATTEMPTS
from caire.lrs.forwarding.running import Forwarding, forward_due
from caire.lrs.forwarding.targets import Credentials, add_target, resume_target, targets
from caire.lrs.models import ForwardTarget
from tests.caire.lrs.factories import id_of, own_statement, store_some
from tests.caire.lrs.forwarding_target import scripted_target
from tests.support.clock import set_clock

NAME = "partner"
A_DAY = timedelta(days=1)


@pytest.fixture
def place(engine, config):
    """Our side, which may forward to this machine."""
    lrs = replace(config.lrs, forward_to_private=True)
    return Forwarding(make_sessions(engine), replace(config, lrs=lrs))


@pytest.fixture
def partner(place, db):
    with scripted_target() as target:
        with transaction(db):
            add_target(
                db,
                name=NAME,
                endpoint=target.endpoint,
                credentials=Credentials("user", "secret", place.config.site.secret_key),
                choice=Choice(),
                allow_private=True,
                now=utcnow(),
            )
        yield target


@pytest.fixture
def run(place):
    def turn():
        return forward_due(place, budget_s=60).get(NAME)

    return turn


@pytest.fixture
def clock(monkeypatch):
    return set_clock(monkeypatch)


@pytest.fixture
def a_day_of_failures(db, run, clock):
    """The target is tried again and again, as often as it may be, for more than a day."""

    def live() -> None:
        begun = utcnow()
        while not row(db).sifts:
            assert run().error.startswith("500")
            clock.move_to(row(db).next_attempt_at)
        assert A_DAY < utcnow() - begun < A_DAY + timedelta(hours=3)

    return live


@pytest.fixture
def failed_for_a_day(db, partner):
    """The same, without living it."""
    with transaction(db):
        db.execute(
            update(ForwardTarget).values(
                sifts=True, failing_since=utcnow() - A_DAY, attempts=FAILING_ATTEMPTS
            )
        )


def stored(db, *names):
    with transaction(db):
        store_some(db, *(own_statement(name) for name in names))
    return [id_of(name) for name in names]


def row(db):
    db.rollback()
    return targets(db)[0]


def dead_ids(db):
    db.rollback()
    return [one.statement_id for one in dead_letters(db)]


class TestAStatementThatTheTargetFailsAt:
    def test_holds_the_others_up_for_a_day_and_not_longer(
        self, db, partner, run, a_day_of_failures
    ):
        a, b, c, d, e = stored(db, *"abcde")
        partner.fails_at = {c}

        a_day_of_failures()
        assert (partner.taken, dead_ids(db)) == ([], [])

        delivery = run()

        assert (delivery.delivered, delivery.refused, delivery.error) == (4, 1, None)
        assert partner.taken == [a, b, d, e]
        db.rollback()
        (letter,) = dead_letters(db)
        assert (letter.statement_id, letter.status) == (c, 500)
        assert "set aside: failing since" in letter.reason
        assert row(db).delivered == 4

    def test_is_named_in_the_journal(self, db, partner, run, failed_for_a_day):
        a, _b = stored(db, *"ab")
        partner.fails_at = {a}

        with capture_logs() as said:
            run()

        assert {"target": NAME, "id": a, "status": 500} in [
            {name: one.get(name) for name in ("target", "id", "status")} for one in said
        ]

    def test_is_found_wherever_it_stands_and_however_many_there_are(
        self, db, partner, run, failed_for_a_day
    ):
        ids = stored(db, *(f"n:{n}" for n in range(230)))
        partner.fails_at = {ids[n] for n in (0, 1, 117, 199, 200, 228)}

        run()

        assert dead_ids(db) == [id for id in ids if id in partner.fails_at]
        assert partner.taken == [id for id in ids if id not in partner.fails_at]
        assert row(db).waiting == 0

    def test_waits_while_nothing_comes_after_it_since_it_holds_nothing_up(
        self, db, partner, run, clock, failed_for_a_day
    ):
        a, b = stored(db, *"ab")
        partner.fails_at = {b}

        assert run().error.startswith("500")
        assert (partner.taken, dead_ids(db)) == ([a], [])

        (c,) = stored(db, "c")
        clock.move_to(row(db).next_attempt_at)
        run()

        assert (partner.taken, dead_ids(db)) == ([a, c], [b])

    def test_the_next_one_is_given_a_day_again_once_all_was_delivered(
        self, db, partner, run, a_day_of_failures
    ):
        a, _b = stored(db, *"ab")
        partner.fails_at = {a}
        a_day_of_failures()
        run()
        assert not row(db).sifts

        c, _d = stored(db, *"cd")
        partner.fails_at |= {c}

        assert run().error.startswith("500")
        assert dead_ids(db) == [a]

    def test_is_replayed_when_the_target_is_mended_beside_one_that_still_fails(
        self, db, place, partner, run, failed_for_a_day
    ):
        a, b, _c = stored(db, *"abc")
        partner.fails_at = {a, b}
        run()
        assert dead_ids(db) == [a, b]
        partner.fails_at = {a}

        done = replay(place, target=NAME)

        assert (done.delivered, done.refused) == (1, 1)
        assert dead_ids(db) == [a]

    def test_counts_once_when_the_process_fell_before_it_was_written_down(
        self, db, place, partner, run, clock, failed_for_a_day, monkeypatch
    ):
        a, b, c = stored(db, *"abc")
        partner.fails_at = {a}

        def fall(*_given):
            raise SystemExit(signal.SIGKILL)

        with monkeypatch.context() as patch:
            patch.setattr(running, "_write", fall)
            with pytest.raises(SystemExit):
                run()
        assert dead_ids(db) == []
        run()

        assert (partner.taken, dead_ids(db)) == ([b, c], [a])
        assert row(db).delivered == 2


class TestAnOutage:
    def test_sets_nothing_aside_however_long_it_lasts(
        self, db, partner, run, clock, failed_for_a_day
    ):
        ids = stored(db, *"abc")
        partner.fails_at = set(ids)
        for _ in range(3):
            assert run().error.startswith("500")
            clock.move_to(row(db).next_attempt_at)
        assert dead_ids(db) == []

        partner.fails_at = set()
        run()

        assert (partner.taken, dead_ids(db)) == (ids, [])

    def test_that_ends_just_then_sets_nothing_aside(self, db, partner, run, failed_for_a_day):
        ids = stored(db, *"abc")
        partner.fails_at = set(ids)
        partner.fails_at = set()
        partner.answers = [(500, {}), (500, {}), (200, {})]  # all, the first, and it is over

        run()

        assert dead_ids(db) == []
        assert set(partner.taken) | {ids[1]} == set(ids)

    def test_of_a_target_that_is_only_busy_is_waited_out(self, db, partner, run, clock):
        stored(db, *"ab")
        for _ in range(2 * FAILING_ATTEMPTS):
            partner.answers = [(503, {})]
            run()
            clock.move_to(row(db).next_attempt_at + timedelta(hours=3))

        assert (row(db).failing_since, row(db).sifts) == (None, False)

    def test_of_our_own_for_a_day_counts_for_nothing(self, db, partner, run, clock):
        """The worker stood still: the target was asked twice only."""
        a, _b = stored(db, *"ab")
        partner.fails_at = {a}
        run()
        clock.move_to(utcnow() + 3 * A_DAY)
        run()

        assert not row(db).sifts

    def test_is_begun_anew_when_an_administrator_resumes(self, db, partner, run, failed_for_a_day):
        a, _b = stored(db, *"ab")
        partner.fails_at = {a}
        with transaction(db):
            resume_target(db, name=NAME)

        assert run().error.startswith("500")
        assert dead_ids(db) == []
        assert row(db).attempts == 1
