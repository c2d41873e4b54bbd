"""Old statements are dropped month by month; the log says that they went rightly."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, inspect, update

from caire import events
from caire.events import listen
from caire.lrs.errors import RetiringRefused
from caire.lrs.events import StatementsRetiring
from caire.lrs.log import ensure_signer, seal, verify
from caire.lrs.models import RetiredSpan, StoredStatement
from caire.lrs.services.retiring import retire
from tests.caire.lrs.factories import id_of, own_statement, raw_statements, store_some
from tests.support.clock import set_clock

JANUARY = datetime(2026, 1, 15, tzinfo=UTC)
MARCH = datetime(2026, 3, 15, tzinfo=UTC)


@pytest.fixture
def signer(tmp_path):
    return ensure_signer(tmp_path)


@pytest.fixture
def aged(db, signer, monkeypatch):
    """A statement of January and one of March, both in the log."""
    clock = set_clock(monkeypatch)
    for when, name in ((JANUARY, "old"), (MARCH, "new")):
        clock.move_to(when)
        store_some(db, own_statement(name))
    seal(db, signer=signer, now=MARCH)
    return db


class TestRetire:
    def test_drops_the_months_before_and_keeps_the_rest(self, aged, signer):
        retired = retire(aged, before=(2026, 3), signer=signer, now=MARCH)

        assert retired.months == ((2026, 1),)
        (left,) = raw_statements(aged)
        assert id_of("new") in left

    def test_leaves_the_log_sound_and_counts_what_went(self, aged, signer):
        retire(aged, before=(2026, 3), signer=signer, now=MARCH)

        report = verify(aged, signer=signer)

        assert report.sound
        assert (report.size, report.retired) == (2, 1)

    def test_can_be_tried_first(self, aged, signer):
        retired = retire(aged, before=(2026, 3), signer=signer, now=MARCH, dry_run=True)

        assert retired.months == ((2026, 1),)
        assert len(raw_statements(aged)) == 2

    def test_twice_is_once(self, aged, signer):
        retire(aged, before=(2026, 3), signer=signer, now=MARCH)

        assert retire(aged, before=(2026, 3), signer=signer, now=MARCH).months == ()

    def test_takes_nothing_of_which_the_log_does_not_know(self, aged, signer, monkeypatch):
        set_clock(monkeypatch).move_to(JANUARY + timedelta(days=1))
        store_some(aged, own_statement("late"))

        with pytest.raises(RetiringRefused, match="caire traces seal"):
            retire(aged, before=(2026, 3), signer=signer, now=MARCH)

    def test_drops_nothing_that_a_listener_still_needs(self, aged, signer, monkeypatch):
        def needs(db, event):
            raise RetiringRefused("needed")

        monkeypatch.setitem(events._listeners, StatementsRetiring, [])
        listen(StatementsRetiring, needs)

        with pytest.raises(RetiringRefused):
            retire(aged, before=(2026, 3), signer=signer, now=MARCH)
        assert len(raw_statements(aged)) == 2

    def test_drops_the_partition_on_postgresql(self, aged, signer):
        if aged.get_bind().dialect.name != "postgresql":
            assert "statement_p202601" not in inspect(aged.get_bind()).get_table_names()
            return
        retire(aged, before=(2026, 3), signer=signer, now=MARCH)
        aged.commit()

        tables = inspect(aged.get_bind()).get_table_names()
        assert "statement_p202603" in tables
        assert "statement_p202601" not in tables


class TestVerifyAfterwards:
    def test_sees_a_statement_removed_from_a_month_that_stayed(self, aged, signer):
        retire(aged, before=(2026, 3), signer=signer, now=MARCH)
        aged.execute(delete(StoredStatement).where(StoredStatement.id == id_of("new")))

        assert verify(aged, signer=signer).fault.kind == "removed"

    def test_sees_a_record_that_was_made_up(self, aged, signer):
        retire(aged, before=(2026, 3), signer=signer, now=MARCH)
        aged.execute(update(RetiredSpan).values(end_seq=RetiredSpan.end_seq * 2))
        aged.execute(delete(StoredStatement))

        fault = verify(aged, signer=signer).fault

        assert fault.kind == "removed"
        assert "not signed by this log" in fault.message
