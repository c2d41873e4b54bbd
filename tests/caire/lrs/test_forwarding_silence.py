"""A target that hangs holds nobody up, and a statement at which it hangs for ever is set aside."""

import socket
import time
from dataclasses import replace
from datetime import timedelta
from threading import Thread, Timer

import pytest
from sqlalchemy import update

from caire.clock import utcnow
from caire.db import make_sessions, transaction
from caire.lrs.forwarding import leasing, posting
from caire.lrs.forwarding.addresses import Endpoint
from caire.lrs.forwarding.choosing import Choice
from caire.lrs.forwarding.dead import dead_letters, replay
from caire.lrs.forwarding.leasing import FAILING_ATTEMPTS
from caire.lrs.forwarding.letters import Letter
from caire.lrs.forwarding.running import Forwarding, forward_due
from caire.lrs.forwarding.targets import Credentials, add_target, targets
from caire.lrs.models import ForwardTarget
from tests.caire.lrs.factories import id_of, own_statement, store_some
from tests.caire.lrs.forwarding_target import scripted_target
from tests.support.clock import set_clock

NAME = "partner"
A_DAY = timedelta(days=1)
#: How long an exchange may last where nothing else is to be answered within it.
EXCHANGE_S = 0.5
#: For ever is more; a busy machine needs less.
WHOLE_TURN_S = 30


@pytest.fixture
def place(engine, config):
    """Our side, which may forward to this machine."""
    lrs = replace(config.lrs, forward_to_private=True)
    return Forwarding(make_sessions(engine), replace(config, lrs=lrs))


@pytest.fixture
def add(place, db):
    def adding(target, name=NAME):
        with transaction(db):
            add_target(
                db,
                name=name,
                endpoint=target.endpoint,
                credentials=Credentials("user", "secret", place.config.site.secret_key),
                choice=Choice(),
                allow_private=True,
                now=utcnow(),
            )

    return adding


@pytest.fixture
def partner(add):
    with scripted_target() as target:
        add(target)
        yield target


@pytest.fixture
def run(place):
    def turn():
        return forward_due(place, budget_s=60).get(NAME)

    return turn


@pytest.fixture
def waited_for(monkeypatch):
    """Silences of this target last as long as an exchange may, at once. What it answers is in time,
    however long the machine takes: a short limit would also cut that."""
    exchanges = []

    class Told(Timer):
        def start(self):
            exchanges.append(self)

    monkeypatch.setattr(posting, "Timer", Told)

    def wait_for(target):
        target.falls_silent = lambda: exchanges[-1].function()

    return wait_for


@pytest.fixture
def silent(partner, waited_for):
    """The partner, whose silences take no time."""
    waited_for(partner)
    return partner


@pytest.fixture
def short_exchanges(monkeypatch):
    monkeypatch.setattr(posting, "EXCHANGE_S", EXCHANGE_S)


@pytest.fixture
def clock(monkeypatch):
    return set_clock(monkeypatch)


def stored(db, *names):
    with transaction(db):
        store_some(db, *(own_statement(name) for name in names))
    return [id_of(name) for name in names]


def row(db):
    db.rollback()
    return targets(db)[0]


def dead(db):
    db.rollback()
    return [(one.statement_id, one.status) for one in dead_letters(db)]


def until_alone(db, partner, run, clock, id):
    """Turn after turn, until the target gets the statement at which it hangs alone."""
    while partner.batches()[-1:] != [1] or id.encode() not in partner.heard[-1][2]:
        run()
        clock.move_to(row(db).next_attempt_at)


class TestAnAnswerThatNeverComes:
    @pytest.mark.parametrize("drips", [False, True], ids=["not a byte", "a byte now and then"])
    def test_is_waited_for_no_longer_than_an_exchange(
        self, db, partner, run, drips, short_exchanges
    ):
        partner.hangs_at, partner.drips = set(stored(db, "a", "b")), drips

        begun = time.monotonic()
        delivery = run()

        assert time.monotonic() - begun < WHOLE_TURN_S
        assert (delivery.delivered, delivery.error) == (
            0,
            "127.0.0.1: no whole answer within 0.5 s",
        )
        assert run() is None, "the pause of other failures"
        assert row(db).attempts == 1

    def test_is_not_asked_for_twice_by_a_connection_that_rested(self, db, silent, run, clock):
        silent.hangs_at = set(stored(db, *(f"n:{n}" for n in range(201)))[200:])

        assert run().delivered == 200
        assert silent.batches() == [200, 1]

    def test_of_a_host_that_takes_a_connection_and_says_no_word_of_tls(self, short_exchanges):
        with socket.create_server(("127.0.0.1", 0)) as mute:
            post = posting.Post(
                Endpoint("https", "127.0.0.1", mute.getsockname()[1], "/xapi"),
                username="user",
                secret="secret",
                allow_private=True,
            )
            begun = time.monotonic()
            with pytest.raises(posting.Unreachable, match="no whole answer") as found:
                post.fetch(Letter(0, 0, id_of("a"), b"{}", "2.0.0", takes_back=False), voided=False)

        assert time.monotonic() - begun < WHOLE_TURN_S
        assert not isinstance(found.value, posting.Unanswered), "it got no statement to hang at"

    def test_keeps_no_other_target_waiting(self, db, add, partner, place):
        partner.hangs_at = set(stored(db, "a"))
        with scripted_target() as second, scripted_target() as third:
            add(second, "second")
            add(third, "third")

            def hang_up_when_the_others_have_theirs():
                while not (second.taken and third.taken):
                    partner.over.wait(0.02)
                partner.over.set()

            other_side = Thread(target=hang_up_when_the_others_have_theirs, daemon=True)
            other_side.start()
            done = forward_due(place, budget_s=60)
            other_side.join()

        assert {name: one.delivered for name, one in done.items()} == {
            NAME: 0,
            "second": 1,
            "third": 1,
        }
        assert "no whole answer" not in done[NAME].error, "the others came only after its silence"

    def test_of_which_the_status_came_counts(self, db, add, run, waited_for):
        """The statements were taken; only a text that nobody needs never ends."""
        stored(db, "a")
        with scripted_target() as target:
            add(target)
            waited_for(target)
            target.answers = [(200, {"Content-Length": "100"})]

            assert run().delivered == 1


class TestAStatementAtWhichTheTargetHangs:
    def test_is_found_by_sending_fewer_from_turn_to_turn(self, db, silent, run, clock):
        ids = stored(db, *(f"n:{n}" for n in range(20)))
        silent.hangs_at = {ids[5]}

        until_alone(db, silent, run, clock, ids[5])

        assert silent.batches()[:2] == [20, 10]
        assert (silent.taken, dead(db)) == (ids[:5], [])

    def test_is_set_aside_after_a_day_and_the_others_go_on(
        self, db, silent, run, clock, monkeypatch
    ):
        monkeypatch.setattr(leasing, "FAILING_ATTEMPTS", 3)  # each lasts long
        ids = stored(db, *"abcde")
        silent.hangs_at = {ids[2]}
        until_alone(db, silent, run, clock, ids[2])
        for _ in range(3):
            clock.move_to(utcnow() + 0.3 * A_DAY)
            run()
        assert not row(db).sifts, "not a day yet"
        clock.move_to(utcnow() + 0.1 * A_DAY)
        run()
        assert (row(db).sifts, dead(db)) == (True, [])
        clock.move_to(row(db).next_attempt_at)

        run()

        assert dead(db) == [(ids[2], 0)]
        assert silent.taken == [*ids[:2], *ids[3:]]
        assert (row(db).waiting, row(db).last_error) == (0, None)
        db.rollback()
        assert "set aside: failing since" in dead_letters(db)[0].reason

    def test_is_set_aside_beside_another_one(self, db, silent, run, clock, failed_for_a_day):
        ids = stored(db, *"abc")
        silent.hangs_at = set(ids[:2])

        run()
        clock.move_to(row(db).next_attempt_at)
        run()

        assert dead(db) == [(ids[0], 0), (ids[1], 0)]
        assert silent.taken == ids[2:]

    def test_is_replayed_when_the_target_is_mended_beside_one_that_still_hangs(
        self, db, place, silent, run, clock, failed_for_a_day
    ):
        a, b, _c = stored(db, *"abc")
        silent.hangs_at = {a, b}
        run()
        clock.move_to(row(db).next_attempt_at)
        run()
        silent.hangs_at = {a}

        done = replay(place, target=NAME)

        assert (done.delivered, done.refused) == (1, 1)
        assert dead(db) == [(a, 0)]

    def test_is_not_told_from_an_outage_which_sets_nothing_aside(
        self, db, silent, run, clock, failed_for_a_day
    ):
        ids = stored(db, *(f"n:{n}" for n in range(30)))
        silent.hangs_at = set(ids)
        before = len(silent.heard)

        assert "no whole answer" in run().error
        assert len(silent.heard) - before <= 3, "each silence lasts long"
        assert dead(db) == []

        silent.hangs_at = set()
        clock.move_to(row(db).next_attempt_at)
        run()
        assert (silent.taken, dead(db)) == (ids, [])


class TestASlowTarget:
    def test_gets_as_many_at_once_as_it_bears_and_more_again_later(self, db, silent, run, clock):
        ids = stored(db, *(f"n:{n}" for n in range(300)))
        silent.bears = 60
        while silent.taken != ids:
            run()
            clock.move_to(row(db).next_attempt_at or utcnow())

        assert silent.batches()[:3] == [200, 100, 50]
        silent.bears, before = 200, len(silent.heard)
        stored(db, *(f"m:{n}" for n in range(500)))
        run()
        assert max(silent.batches()[before:]) == 200


@pytest.fixture
def failed_for_a_day(db, partner):
    """Without living it: it gets one at a time by now."""
    with transaction(db):
        db.execute(
            update(ForwardTarget).values(
                sifts=True,
                failing_since=utcnow() - A_DAY,
                attempts=FAILING_ATTEMPTS,
                together=1,
            )
        )
