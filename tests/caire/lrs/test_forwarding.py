"""Chosen statements reach another store in order, each once, whatever happens on the way."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from caire.app import create_app
from caire.clock import utcnow
from caire.db import make_sessions, transaction
from caire.lrs import vocabulary as v
from caire.lrs.errors import RetiringRefused
from caire.lrs.events import StatementsRetiring
from caire.lrs.forwarding.choosing import Choice
from caire.lrs.forwarding.dead import dead_letters, drop_dead_letters, forget_erased, replay
from caire.lrs.forwarding.leasing import LEASE, take_lease
from caire.lrs.forwarding.retention import refuse_retiring
from caire.lrs.forwarding.running import Forwarding, forward_due
from caire.lrs.forwarding.targets import (
    Credentials,
    add_target,
    change_credentials,
    pause_target,
    remove_target,
    resume_target,
    target_named,
    targets,
)
from caire.lrs.jobs import FORWARD
from caire.lrs.models import ForwardTarget, StoredStatement
from caire.lrs.services import store_own, void
from caire.lrs.services.completing import complete
from caire.lrs.services.keeping_files import keep_files
from caire.lrs.services.storing import Source, store
from caire.lrs.versions import Version
from tests.caire.lrs.factories import HOME, NOW, id_of, own_statement, store_some
from tests.caire.lrs.forwarding_target import running_target, scripted_target
from tests.caire.lrs.statements import ADA, ATTACHMENT, LEAST, encoded
from tests.support.clock import set_clock

NAME = "partner"


@pytest.fixture
def place(engine, config):
    """Our side, which may forward to this machine."""
    lrs = replace(config.lrs, forward_to_private=True)
    return Forwarding(make_sessions(engine), replace(config, lrs=lrs))


@pytest.fixture
def other(config, sqlite_template, tmp_path):
    with running_target(config, sqlite_template, tmp_path / "other") as target:
        yield target


@pytest.fixture
def scripted():
    with scripted_target() as target:
        yield target


@pytest.fixture
def clock(monkeypatch):
    return set_clock(monkeypatch)


@pytest.fixture
def forward_to(place, db):
    """Adds a target; what it is to get is told by `choice`."""

    def add(target, name=NAME, **choice):
        key = getattr(target, "key", None)
        with transaction(db):
            add_target(
                db,
                name=name,
                endpoint=target.endpoint,
                credentials=Credentials(
                    key.key if key else "user",
                    key.secret if key else "secret",
                    place.config.site.secret_key,
                ),
                choice=Choice(**choice),
                allow_private=True,
                now=utcnow(),
            )

    return add


@pytest.fixture
def run(place):
    """One turn of the job; returns what it did for the target of that name."""

    def turn(name=NAME):
        return forward_due(place, budget_s=60).get(name)

    return turn


def stored(db, *names, **changes):
    with transaction(db):
        store_some(db, *(own_statement(name, **changes) for name in names))
    return [id_of(name) for name in names]


def stored_by_key(db, statement, key_id=7, organisation_id=None):
    """As a program sends it."""
    one = complete(
        encoded(statement),
        home=HOME,
        authority="key",
        key_id=key_id,
        organisation_id=organisation_id,
        version=Version.V2 if statement.get("version") == "2.0.0" else Version.V1,
        files=None,
    )
    with transaction(db):
        return store(db, incoming=[one], source=Source.KEY)[0]


def row(db):
    db.rollback()
    return targets(db)[0]


class TestForward:
    def test_delivers_what_was_there_and_what_comes_in_the_order_of_storage(
        self, db, other, forward_to, run
    ):
        first = stored(db, "a", "b")
        forward_to(other)
        assert run().delivered == 2
        second = stored(db, "c")
        assert run().delivered == 1

        assert other.ids() == first + second
        assert (row(db).delivered, row(db).waiting) == (3, 0)

    def test_asks_nothing_of_a_target_that_has_everything(self, db, scripted, forward_to, run):
        stored(db, "a")
        forward_to(scripted)
        run()
        run()

        assert scripted.batches() == [1]

    def test_sends_more_than_a_request_holds_in_several(self, db, scripted, forward_to, run):
        stored(db, *(f"n{number}" for number in range(450)))
        forward_to(scripted)

        assert run().delivered == 450
        assert scripted.batches() == [200, 200, 50]

    def test_sends_the_bytes_that_are_kept(self, db, scripted, forward_to, run):
        statement = encoded(LEAST | {"id": str(uuid4())})[:-1]
        statement += b',  "context": { "platform":"\\u0041"}}'
        one = complete(statement, home=HOME, authority="key", key_id=7)
        with transaction(db):
            (record,) = store(db, incoming=[one], source=Source.KEY)
        forward_to(scripted)
        run()

        assert scripted.heard[0][2] == f"[{record.raw}]".encode()
        assert b'{ "platform":"\\u0041"}' in scripted.heard[0][2]

    def test_says_the_version_of_each_statement(self, db, scripted, forward_to, run):
        for version in ("1.0.3", "2.0.0", "2.0.0"):
            stored_by_key(db, LEAST | {"id": str(uuid4()), "version": version})
        forward_to(scripted)
        run()

        said = [headers["X-Experience-API-Version"] for _, headers, _ in scripted.heard]
        assert (said, scripted.batches()) == (["1.0.3", "2.0.0"], [1, 2])

    def test_takes_files_along(self, db, other, forward_to, run):
        data = b"abc"
        sha2 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        piece = {k: value for k, value in ATTACHMENT.items() if k != "fileUrl"} | {"sha2": sha2}
        record = stored_by_key(db, LEAST | {"id": str(uuid4()), "attachments": [piece]})
        with transaction(db):
            keep_files(db, spoken_of=[(record.seq, sha2)], files={sha2: data})
        stored(db, "after")
        forward_to(other)

        assert run().refused == 0
        assert other.ids() == [record.id, id_of("after")]

    def test_sends_what_takes_back_after_what_it_takes_back(self, db, other, forward_to, run):
        stored(db, "a", "b")
        with transaction(db):
            void(db, statement_id=id_of("a"), authority_home=HOME, now=NOW)
        forward_to(other)
        run()

        assert other.ids()[:2] == [id_of("a"), id_of("b")]
        assert other.voided() == {id_of("a")}

    def test_lets_a_voiding_that_came_first_wait_for_its_statement(
        self, db, scripted, forward_to, run
    ):
        target = str(uuid4())
        voiding = {
            "id": str(uuid4()),
            "actor": ADA,
            "verb": {"id": v.VOIDED},
            "object": {"objectType": "StatementRef", "id": target},
        }
        stored_by_key(db, voiding)
        stored_by_key(db, LEAST | {"id": target})
        forward_to(scripted)
        run()

        (sent,) = [json.loads(body) for _, _, body in scripted.heard]
        assert [one["id"] for one in sent] == [target, voiding["id"]]

    def test_leaves_out_what_was_erased(self, db, scripted, forward_to, run):
        stored(db, "a", "b")
        forward_to(scripted)
        scripted.answers = [(503, {})]
        run()
        with transaction(db):
            db.execute(
                update(StoredStatement).where(StoredStatement.id == id_of("a")).values(raw=None)
            )
            resume_target(db, name=NAME)

        assert run().delivered == 1
        assert [one["id"] for one in json.loads(scripted.heard[-1][2])] == [id_of("b")]

    def test_passes_on_what_is_stored_with_an_earlier_number(self, db, other, forward_to, run):
        stored(db, "now")
        forward_to(other)
        run()
        past = encoded(LEAST | {"id": id_of("past"), "stored": "2020-01-01T00:00:00Z"})
        one = complete(past, home=HOME, authority="import", keep_provenance=True)
        with transaction(db):
            store(db, incoming=[one], source=Source.IMPORT)
        run()

        assert id_of("past") in other.ids()

    def test_misses_nothing_that_is_committed_late(self, db, engine, other, forward_to, run):
        if engine.dialect.name == "sqlite":  # it has one writer at a time: none is late
            return
        stored(db, "first of its month")
        forward_to(other)
        with make_sessions(engine)() as slow, transaction(slow):
            store_some(slow, own_statement("early number"))
            stored(db, "late number")
            run()
        run()

        assert set(other.ids()) >= {id_of("late number"), id_of("early number")}


class TestChoose:
    @pytest.fixture
    def mixed(self, db):
        """One of ours, one of a program of an organisation with another verb, one from outside."""
        stored(db, "ours")
        stored_by_key(db, LEAST | {"id": id_of("theirs")}, key_id=3, organisation_id=9)
        stored_by_key(db, LEAST | {"id": id_of("other's")}, key_id=4)

    @pytest.mark.parametrize(
        ("choice", "names"),
        [
            ({}, ["ours", "theirs", "other's"]),
            ({"own_only": True}, ["ours"]),
            ({"verbs": (LEAST["verb"]["id"],)}, ["theirs", "other's"]),
            ({"activities": (LEAST["object"]["id"],), "key_ids": (4,)}, ["other's"]),
            ({"organisation_id": 9}, ["theirs"]),
            ({"since": NOW + timedelta(days=3650)}, []),
        ],
        ids=["all", "own", "verb", "activity and key", "organisation", "since"],
    )
    def test_sends_what_is_chosen(self, db, mixed, other, forward_to, run, choice, names):
        forward_to(other, **choice)
        run()

        assert other.ids() == [id_of(name) for name in names]
        assert row(db).waiting == 0

    def test_what_takes_back_goes_where_its_statement_went(self, db, other, forward_to, run):
        stored(db, "chosen", verb=v.COMPLETED)
        stored(db, "not chosen")
        with transaction(db):
            for name in ("chosen", "not chosen"):
                void(db, statement_id=id_of(name), authority_home=HOME, now=NOW)
        forward_to(other, verbs=(v.COMPLETED,))
        run()

        assert other.voided() == {id_of("chosen")}
        assert len(other.ids()) == 2


class TestRefusals:
    def test_a_known_statement_counts_as_delivered(self, db, other, forward_to, run):
        stored(db, "a")
        forward_to(other, name="first")
        run()
        forward_to(other)

        assert run().delivered == 1
        assert len(other.ids()) == 1

    def test_a_refused_statement_stands_aside_with_its_reason(self, db, other, forward_to, run):
        with other.sessions() as theirs, transaction(theirs):
            store_own(
                theirs,
                statements=[own_statement("b", actor_name="someone else")],
                authority_home=HOME,
            )
        stored(db, "a", "b", "c")
        other.allow("statements/write", "statements/read")
        forward_to(other)

        done = run()

        assert (done.delivered, done.refused, done.error) == (2, 1, None)
        (letter,) = dead_letters(db, target=NAME)
        assert (letter.statement_id, letter.status) == (id_of("b"), 409)
        assert "another statement" in letter.reason
        assert json.loads(letter.raw)["id"] == id_of("b")

    def test_a_conflict_with_the_same_statement_is_none(self, db, other, scripted, forward_to, run):
        """Some stores answer 409 to what they know; ours does so when we may not compare."""
        stored(db, "a")
        forward_to(scripted)
        scripted.answers = [(409, {})]

        assert run().refused == 0  # GET is not spoken there: nothing is decided
        assert row(db).last_error.startswith("501")

    def test_dead_letters_are_replayed_in_order_and_live_again(
        self, db, place, scripted, forward_to, run
    ):
        ids = stored(db, "a", "b")
        forward_to(scripted)
        scripted.answers = [(400, {}), (400, {}), (400, {})]
        assert run().refused == 2

        again = replay(place, target=NAME)

        assert (again.delivered, again.refused) == (2, 0)
        assert [one["id"] for one in json.loads(scripted.heard[-1][2])] == ids
        assert dead_letters(db) == []

    def test_what_is_refused_again_stays_dead(self, db, place, scripted, forward_to, run):
        stored(db, "a")
        forward_to(scripted)
        scripted.answers = [(400, {}), (413, {})]
        run()

        assert replay(place, target=NAME).refused == 1
        assert [letter.status for letter in dead_letters(db)] == [413]
        with transaction(db):
            assert drop_dead_letters(db, target=NAME) == 1

    @pytest.mark.parametrize("status", [301, 401, 403, 404, 408, 429, 500, 503])
    def test_what_may_be_mended_is_tried_again(self, db, clock, scripted, forward_to, run, status):
        stored(db, "a", "b")
        forward_to(scripted)
        scripted.answers = [(status, {})] * (3 if status == 403 else 1)

        assert str(status) in run().error
        assert run() is None, "not due yet"
        clock.ahead += timedelta(seconds=31)

        assert run().delivered == 2
        assert (row(db).attempts, row(db).dead, row(db).last_error) == (0, 0, None)

    def test_pauses_grow_and_are_as_long_as_the_target_says(
        self, db, clock, scripted, forward_to, run
    ):
        stored(db, "a")
        forward_to(scripted)
        pauses = []
        for answer in [(503, {})] * 9 + [(429, {"Retry-After": "7200"})]:
            scripted.answers = [answer]
            run()
            before = utcnow()
            pause = row(db).next_attempt_at - before
            pauses.append(round(pause.total_seconds()))
            clock.ahead += pause + timedelta(seconds=1)

        assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 7200]

    def test_a_failure_within_a_batch_keeps_what_went_before(
        self, db, clock, scripted, forward_to, run
    ):
        ids = stored(db, "a", "b")
        forward_to(scripted)
        scripted.answers = [(400, {}), (200, {}), (503, {})]
        run()
        clock.ahead += timedelta(minutes=1)
        run()

        assert [one["id"] for one in json.loads(scripted.heard[-1][2])] == ids[1:]
        assert row(db).delivered == 2

    def test_nobody_there_is_tried_again(self, db, scripted, forward_to, run):
        stored(db, "a")
        scripted.endpoint = "http://127.0.0.1:1/xapi"
        forward_to(scripted)

        assert "127.0.0.1" in run().error


class TestOneAtATime:
    def test_a_target_is_left_to_who_has_it_and_taken_over_after_a_fall(
        self, db, clock, other, forward_to, run
    ):
        stored(db, "a")
        forward_to(other)
        with transaction(db):
            take_lease(db, target_named(db, NAME).id, now=utcnow())

        assert run() is None
        clock.ahead = LEASE + timedelta(seconds=1)
        assert run().delivered == 1

    def test_what_was_sent_and_not_written_down_counts_once(self, db, other, forward_to, run):
        ids = stored(db, "a", "b")
        forward_to(other)
        run()
        with transaction(db):
            db.execute(update(ForwardTarget).values(position=0))
        run()

        assert other.ids() == ids


class TestTargets:
    def test_paused_get_nothing_and_lose_nothing(self, db, other, forward_to, run):
        forward_to(other)
        with transaction(db):
            pause_target(db, name=NAME, now=NOW)
        ids = stored(db, "a")
        assert run() is None

        with transaction(db):
            resume_target(db, name=NAME)
        run()

        assert other.ids() == ids

    def test_their_secret_is_in_no_row_and_lost_with_the_sites_key(
        self, db, place, other, forward_to, run
    ):
        stored(db, "a")
        forward_to(other)
        kept = target_named(db, NAME)
        assert other.key.secret not in kept.secret

        with transaction(db):
            change_credentials(
                db, name=NAME, credentials=Credentials("user", "secret", "another key of the site")
            )

        assert "caire lrs forward credentials" in run().error

    def test_removed_take_their_dead_letters_along(self, db, scripted, forward_to, run):
        stored(db, "a")
        forward_to(scripted)
        scripted.answers = [(400, {})]
        run()
        with transaction(db):
            remove_target(db, name=NAME)

        assert (targets(db), dead_letters(db)) == ([], [])

    def test_what_they_said_of_the_erased_is_forgotten(self, db, scripted, forward_to, run):
        stored(db, "a")
        forward_to(scripted)
        scripted.answers = [(400, {})]
        run()
        with transaction(db):
            db.execute(update(StoredStatement).values(raw=None))
            forget_erased(db)

        assert dead_letters(db) == []


class TestTheWorker:
    def test_forwards_what_waits(self, db, place, other, forward_to):
        ids = stored(db, "a")
        forward_to(other)
        app = create_app(place.config)
        app.extensions["caire.jobs"].wake(FORWARD)
        app.extensions["caire"].engine.dispose()

        assert other.ids() == ids


class TestRetire:
    def test_keeps_what_a_target_is_still_to_get(self, db, scripted, forward_to, run):
        stored(db, "a")
        forward_to(scripted)
        event = StatementsRetiring(0, 1 << 62)
        scripted.answers = [(503, {})]
        run()
        with pytest.raises(RetiringRefused, match="has not got all"):
            refuse_retiring(db, event)

        with transaction(db):
            resume_target(db, name=NAME)
        scripted.answers = [(400, {})]
        run()
        with pytest.raises(RetiringRefused, match="forward dead"):
            refuse_retiring(db, event)

        with transaction(db):
            drop_dead_letters(db, target=NAME)
        refuse_retiring(db, event)
