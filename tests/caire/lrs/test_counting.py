"""Statements are counted once, when they are sealed, by day in Paris, sender and verb."""

from datetime import date

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from caire.db import transaction
from caire.lrs import counting
from caire.lrs.browsing import totals_by_day, verbs
from caire.lrs.log import seal, signer_of
from caire.lrs.models import PLATFORM, CountedLog, KnownVerb, StatementDay
from tests.caire.lrs.factories import NOW, own_statement, store_some

LONG_AGO = date(2000, 1, 1)


@pytest.fixture
def signer(db: Session, tmp_path):
    with transaction(db):
        return signer_of(db, tmp_path)


def sealed(db: Session, signer, *happenings: str) -> None:
    with transaction(db):
        store_some(db, *(own_statement(happening) for happening in happenings))
    with transaction(db):
        seal(db, signer=signer, now=NOW)


def counted(db: Session) -> int:
    found = totals_by_day(db, since=LONG_AGO)
    assert {key_id for _day, key_id, _total in found} <= {PLATFORM}
    return sum(total for _day, _key, total in found)


class TestCountDays:
    def test_counts_each_statement_once(self, db: Session, signer) -> None:
        sealed(db, signer, "one", "two")
        sealed(db, signer, "three")
        sealed(db, signer)

        assert counted(db) == 3

    def test_catches_up_with_a_log_that_was_never_counted(
        self, db: Session, signer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sealed(db, signer, "one", "two", "three", "four", "five")
        with transaction(db):
            for table in (StatementDay, CountedLog, KnownVerb):
                db.execute(delete(table))
            db.expunge_all()
        monkeypatch.setattr(counting, "BATCH", 2)
        monkeypatch.setattr(counting, "AT_MOST", 3)

        sealed(db, signer)
        first = counted(db)
        sealed(db, signer)

        assert (first, counted(db)) == (3, 5)

    def test_counts_verbs_beyond_what_it_keeps_as_one(
        self, db: Session, signer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(counting, "VERBS_MAX", 2)
        with transaction(db):
            store_some(
                db,
                *(own_statement(str(n), verb=f"http://example.org/verbs/{n}") for n in range(5)),
            )
        sealed(db, signer)

        assert len(verbs(db)) == 2
        assert counted(db) == 5
