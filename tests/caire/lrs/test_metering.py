"""What a program may do in a minute, whichever processes it asks."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from caire.app import create_app
from caire.db import make_engine, make_sessions, transaction
from caire.lrs.access import KeyLimits
from caire.lrs.errors import RateExceeded
from caire.lrs.metering import Amount, Meter
from caire.lrs.models import LrsKey
from caire.lrs.services.keys import create_key
from caire.lrs.services.usage import add_usage
from caire.people.services.throttle import Limit
from tests.caire.lrs.factories import NOW
from tests.support.clock import set_clock

VERSION = {"X-Experience-API-Version": "1.0.3"}
LEAST = {
    "actor": {"mbox": "mailto:ada@example.org"},
    "verb": {"id": "http://example.org/verbs/did"},
    "object": {"id": "http://example.org/activities/it"},
}
#: Twelve seconds into a minute.
THEN = NOW.replace(second=12, microsecond=0)


class Ledger:
    """What the database would hold, with how often it was told."""

    def __init__(self):
        self.total, self.told = Amount(), 0

    def tell(self, minute, amount):
        self.told += 1
        self.total = Amount(
            self.total.requests + amount.requests, self.total.statements + amount.statements
        )
        return self.total


def passed(meters, ledger, tries, limit, now=THEN):
    """How many of the tries get through, in turn by each process."""
    count = 0
    for number in range(tries):
        try:
            meters[number % len(meters)].spend(
                "a", "requests", 1, limit=limit, now=now, tell=ledger.tell
            )
            count += 1
        except RateExceeded:
            pass
    return count


class TestSpend:
    @pytest.mark.parametrize("limit", [1, 7, 199])
    def test_is_exact_for_small_limits_however_many_processes(self, limit):
        assert passed([Meter() for _ in range(4)], Ledger(), 1000, limit) == limit

    def test_lets_pass_a_hundredth_too_much_for_each_process_at_most(self):
        ledger, limit = Ledger(), 10_000

        count = passed([Meter() for _ in range(4)], ledger, 20_000, limit)

        assert limit <= count <= limit + 4 * limit // 100
        assert ledger.told <= 110

    def test_tells_nobody_of_what_is_far_below_the_limit(self):
        ledger = Ledger()

        passed([Meter()], ledger, 99, 10_000)

        assert ledger.told == 0

    def test_begins_anew_with_each_minute_of_the_clock(self):
        meter, ledger = Meter(), Ledger()
        assert passed([meter], ledger, 5, 3) == 3

        assert passed([meter], Ledger(), 5, 3, THEN + timedelta(seconds=48)) == 3

    def test_says_when_to_come_back(self):
        meter, ledger = Meter(), Ledger()
        passed([meter], ledger, 1, 1)

        with pytest.raises(RateExceeded) as refusal:
            meter.spend("a", "requests", 1, limit=1, now=THEN, tell=ledger.tell)

        assert refusal.value.retry_after_s == 48

    def test_takes_a_last_batch_whole_so_that_none_is_refused_for_ever(self):
        meter, ledger = Meter(), Ledger()
        meter.spend("a", "statements", 500, limit=100, now=THEN, tell=ledger.tell)

        with pytest.raises(RateExceeded):
            meter.spend("a", "statements", 1, limit=100, now=THEN, tell=ledger.tell)

    def test_counts_each_caller_alone_and_without_limit_nobody(self):
        meter = Meter()
        passed([meter], Ledger(), 1, 1)

        meter.spend("b", "requests", 1, limit=1, now=THEN, tell=Ledger().tell)
        assert passed([meter], Ledger(), 1000, 0) == 1000


class TestAddUsage:
    def test_sums_what_processes_tell_at_the_same_time(self, db, database_url):
        threads, each, ready = 4, 25, Barrier(4)
        engine = make_engine(database_url)
        sessions = make_sessions(engine)

        def tell():
            ready.wait()
            for _ in range(each):
                with sessions() as mine, transaction(mine):
                    add_usage(mine, caller="a", minute=1, amount=Amount(1, 2))

        running = [Thread(target=tell) for _ in range(threads)]
        for one in running:
            one.start()
        for one in running:
            one.join()
        engine.dispose()
        total = add_usage(db, caller="a", minute=1, amount=Amount())

        assert total == Amount(threads * each, threads * each * 2)

    def test_forgets_the_minute_before(self, db):
        add_usage(db, caller="a", minute=1, amount=Amount(9, 9))

        assert add_usage(db, caller="a", minute=2, amount=Amount(1, 0)) == Amount(1, 0)


@pytest.fixture
def key(db):
    """Makes keys with these limits."""

    def make(**limits):
        with transaction(db):
            made = create_key(
                db, name=str(limits), scopes=("all",), limits=KeyLimits(**limits), now=NOW
            )
        return made.key, made.secret

    return make


@pytest.fixture
def clock(monkeypatch):
    clock = set_clock(monkeypatch)
    clock.move_to(THEN)
    return clock


def send(app, auth, path="/xapi/statements", statements=None, **options):
    method = "GET" if statements is None else "POST"
    return app.test_client().open(
        path, method=method, json=statements, auth=auth, headers=VERSION, buffered=True, **options
    )


class TestAKey:
    def test_over_its_requests_is_told_when_to_come_back_by_every_process(
        self, app, config, key, clock
    ):
        auth, other = key(requests=3), create_app(config)
        answers = [send(one, auth) for one in (app, other, app, other, app)]

        assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
        assert answers[-1].json["error"] == "rate_exceeded"
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 48
        clock.move_to(THEN + timedelta(seconds=48))
        assert send(app, auth).status_code == 200
        other.extensions["caire"].engine.dispose()

    @pytest.mark.parametrize("path", ["/xapi/activities?activityId=http://e.org/a", "/xapi/agents"])
    def test_over_its_requests_is_refused_at_every_resource(self, app, key, clock, path):
        auth = key(requests=1)
        send(app, auth)

        assert send(app, auth, path).status_code == 429

    def test_over_its_statements_still_reads(self, app, key, clock):
        auth = key(statements=3)
        batch = [LEAST, LEAST]

        stored = [send(app, auth, statements=batch).status_code for _ in range(3)]

        assert stored == [200, 200, 429]
        assert len(send(app, auth).json["statements"]) == 4

    def test_without_limits_of_its_own_has_those_of_the_settings(self, config, key, clock):
        limited = create_app(replace(config, lrs=replace(config.lrs, requests_per_minute=1)))
        auth = key()

        assert [send(limited, auth).status_code for _ in range(2)] == [200, 429]
        limited.extensions["caire"].engine.dispose()

    def test_is_seen_as_used_after_the_answer(self, app, db, key, clock):
        auth = key()
        send(app, auth)

        db.rollback()
        used = db.query(LrsKey.last_used_at).scalar()
        assert timedelta(0) <= used - THEN < timedelta(seconds=40)


class TestFailures:
    def test_from_one_address_are_slowed_down_and_right_keys_are_not(
        self, app, key, clock, monkeypatch
    ):
        monkeypatch.setattr("caire.lrs.views.callers.FAILURES", _limit(attempts=3))
        auth = key()
        wrong = (auth[0], "guess")

        codes = [send(app, wrong).status_code for _ in range(5)]
        refused = send(app, wrong)

        assert codes == [401, 401, 401, 429, 429]
        assert refused.json["error"] == "too_many_attempts"
        assert 0 < int(refused.headers["Retry-After"]) <= 900
        elsewhere = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
        assert send(app, wrong, **elsewhere).status_code == 401
        assert send(app, auth).status_code == 200
        clock.move_to(THEN + timedelta(minutes=16))
        assert send(app, wrong).status_code == 401


def _limit(attempts):
    return Limit(attempts=attempts, window=timedelta(minutes=15))
