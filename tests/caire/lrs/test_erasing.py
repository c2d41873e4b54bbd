"""A person is forgotten, and the log tells it from what somebody emptied by hand."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import delete, func, insert, select, update

from caire.db import make_sessions, transaction
from caire.lrs.errors import SigningKeyMissing
from caire.lrs.hashing import account_key, agent_key
from caire.lrs.log import Reason, ensure_signer, prove_inclusion, seal, signer_of, verify
from caire.lrs.log.claims import Erasures
from caire.lrs.log.erasures import hash_of, recorded_erasures
from caire.lrs.models import (
    ErasedStatement,
    LogErasure,
    LogHead,
    LogLeaf,
    StoredStatement,
    UnsealedStatement,
)
from caire.lrs.queries import statements_of_registration
from caire.lrs.services import void
from caire.lrs.services.erasing import erase_statements
from tests.caire.lrs.factories import (
    HOME,
    NOW,
    REGISTRATION,
    id_of,
    own_statement,
    raw_statements,
    store_some,
)

OTHER = "0d9c1f5e-3a5b-4d0f-9a0e-1f6f3c1b5e6d"
HERS = account_key(HOME, "5a0c")
ANOTHERS = account_key(HOME, "another")


@pytest.fixture
def signer(tmp_path):
    return ensure_signer(tmp_path)


@pytest.fixture
def erase(db, signer):
    def act(agent_key=HERS, reason=Reason.PERSON):
        return erase_statements(db, agent_key=agent_key, reason=reason, signer=signer, now=NOW)

    return act


@pytest.fixture
def sealed(db, signer):
    """Hers, a and b, and c of another, under one head."""
    store_some(db, own_statement("a"), own_statement("b"))
    store_some(db, own_statement("c", actor_name="another", registration=OTHER))
    seal(db, signer=signer, now=NOW)
    return db


@pytest.fixture
def erased(sealed, signer, erase):
    """Two records, of a and b and then of c, the first of them under a second head."""
    erase()
    store_some(sealed, own_statement("d", actor_name="third", registration=id_of("third")))
    seal(sealed, signer=signer, now=NOW)
    erase(ANOTHERS, Reason.LAW)
    assert verify(sealed, signer=signer).sound
    return sealed


def empty_by_hand(db, name: str) -> None:
    gone = {"raw": None, "salt": None, "actor_key": None, "registration": None}
    db.execute(
        update(StoredStatement)
        .where(StoredStatement.id == id_of(name))
        .values(**gone, activity_key=None, erased_at=NOW)
    )


class TestEraseStatements:
    def test_leaves_nothing_of_hers_and_everything_of_others(self, db, erase):
        store_some(db, own_statement("a"), own_statement("b"))
        store_some(db, own_statement("c", actor_name="another", registration=OTHER))
        void(db, statement_id=id_of("b"), authority_home=HOME, now=NOW)

        count = erase()

        assert count == 3
        assert statements_of_registration(db, REGISTRATION) == []
        assert len(statements_of_registration(db, OTHER)) == 1
        assert not any(REGISTRATION in raw or "5a0c" in raw for raw in raw_statements(db))
        rows = db.execute(select(StoredStatement.actor_key).where(StoredStatement.raw.is_(None)))
        assert [row.actor_key for row in rows] == [None, None, None]

    def test_the_log_is_still_sound(self, db, signer, erase):
        store_some(db, own_statement("a"), own_statement("b"))
        seal(db, signer=signer, now=NOW)
        store_some(db, own_statement("c"))

        erase()
        seal(db, signer=signer, now=NOW)

        report = verify(db, signer=signer)
        assert report.sound
        assert (report.size, report.erased, report.erasures, report.unsealed) == (2, 2, 1, 0)

    def test_twice_is_once_and_leaves_one_record(self, db, signer, erase):
        store_some(db, own_statement("a"))

        assert erase() == 1
        assert erase() == 0
        assert len(list(recorded_erasures(db, signer))) == 1

    def test_of_nobody_known_leaves_no_record(self, db, signer, erase):
        assert erase(agent_key("mbox", "mailto:nobody@example.org")) == 0
        assert list(recorded_erasures(db, signer)) == []

    def test_signs_how_many_when_and_why_but_not_who(self, erased, signer):
        (first_jws, first), (_, second) = recorded_erasures(erased, signer)

        assert (first.number, first.count, first.reason, first.erased_at) == (1, 2, "person", NOW)
        assert (second.number, second.count, second.reason) == (2, 1, "law")
        assert (first.before, second.before) == (b"", hash_of(first_jws))

    def test_the_next_head_signs_the_records_so_far(self, erased, signer):
        first_jws = erased.scalar(select(LogErasure.jws).where(LogErasure.number == 1))
        claims = [
            signer.read(jws) for jws in erased.scalars(select(LogHead.jws).order_by(LogHead.size))
        ]

        assert [claim.erasures for claim in claims] == [
            Erasures(),
            Erasures(1, hash_of(first_jws)),
        ]

    def test_what_is_left_of_an_erased_statement_is_still_proved(self, erased):
        assert prove_inclusion(erased, id_of("a")).holds

    def test_refuses_another_key_than_the_one_the_log_began_with(self, sealed, tmp_path):
        other = ensure_signer(tmp_path / "other")

        with pytest.raises(SigningKeyMissing, match="another key"):
            erase_statements(sealed, agent_key=HERS, reason=Reason.PERSON, signer=other, now=NOW)

    def test_a_log_that_begins_with_an_erasure_goes_on_with_its_key_only(self, db, tmp_path, erase):
        store_some(db, own_statement("a"))
        erase()
        (tmp_path / "log-key.json").unlink()

        with pytest.raises(SigningKeyMissing, match="restore the file"):
            signer_of(db, tmp_path)

    def test_waits_for_who_seals_so_that_no_leaf_is_missed(self, db, engine, signer):
        store_some(db, *(own_statement(f"n:{n}") for n in range(60)))
        db.commit()
        later = NOW + timedelta(minutes=1)

        def sealing(session):
            seal(session, signer=signer, now=NOW)

        def erasing(session):
            erase_statements(
                session, agent_key=HERS, reason=Reason.PERSON, signer=signer, now=later
            )

        def act(work) -> None:
            with make_sessions(engine)() as session, transaction(session):
                work(session)

        threads = [Thread(target=act, args=[work]) for work in (sealing, erasing, sealing)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        report = verify(db, signer=signer)
        assert report.sound
        assert report.erasures == 1
        assert raw_statements(db) == []


class TestVerify:
    def test_names_what_was_emptied_by_hand(self, erased, signer):
        empty_by_hand(erased, "d")

        fault = verify(erased, signer=signer).fault

        assert (fault.kind, fault.position, fault.statement_id) == ("erasure", 3, id_of("d"))
        assert "no signed record" in fault.message

    def test_names_what_was_emptied_by_hand_before_it_was_sealed(self, erased, signer):
        store_some(erased, own_statement("e"))
        empty_by_hand(erased, "e")
        erased.execute(delete(UnsealedStatement))

        fault = verify(erased, signer=signer).fault

        assert (fault.kind, fault.statement_id) == ("erasure", id_of("e"))

    def test_names_an_erased_statement_whose_text_is_there_again(self, sealed, signer, erase):
        kept = sealed.execute(
            select(StoredStatement.raw, StoredStatement.salt).where(
                StoredStatement.id == id_of("b")
            )
        ).one()
        erase()
        sealed.execute(
            update(StoredStatement)
            .where(StoredStatement.id == id_of("b"))
            .values(raw=kept.raw, salt=kept.salt)
        )

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.statement_id) == ("erasure", id_of("b"))
        assert "there again" in fault.message

    def test_sees_a_statement_added_to_a_signed_record(self, erased, signer):
        empty_by_hand(erased, "d")
        leaf = erased.execute(
            select(LogLeaf.seq, LogLeaf.leaf_hash).where(LogLeaf.statement_id == id_of("d"))
        ).one()
        erased.execute(
            insert(ErasedStatement).values(number=2, seq=leaf.seq, leaf_hash=leaf.leaf_hash)
        )

        fault = verify(erased, signer=signer).fault

        assert fault.message == "which statements erasure 2 emptied was rewritten"

    def test_sees_a_record_signed_by_somebody_else(self, erased, signer, tmp_path):
        other = ensure_signer(tmp_path / "other")
        (_, claim), _ = recorded_erasures(erased, signer)
        erased.execute(
            update(LogErasure).where(LogErasure.number == 1).values(jws=other.sign_erasure(claim))
        )

        fault = verify(erased, signer=signer).fault

        assert fault.message == "the record of erasure 1 is not signed by this log"

    @pytest.mark.parametrize(
        ("number", "message"),
        [
            (1, "the record of erasure 1 was removed"),
            (2, "erasure 2 has statements, but no record: it was removed"),
        ],
    )
    def test_sees_that_a_record_was_removed(self, erased, signer, number, message):
        erased.execute(delete(LogErasure).where(LogErasure.number == number))

        assert verify(erased, signer=signer).fault.message == message

    def test_sees_that_records_and_rows_were_removed_together(self, erased, signer):
        erased.execute(delete(LogErasure))
        erased.execute(delete(ErasedStatement))

        fault = verify(erased, signer=signer).fault

        assert (fault.kind, fault.statement_id) == ("erasure", id_of("a"))

    def test_sees_that_who_has_the_key_wrote_another_record_under_an_old_head(
        self, sealed, signer, erase
    ):
        erase()
        store_some(sealed, own_statement("d", actor_name="third", registration=id_of("third")))
        seal(sealed, signer=signer, now=NOW)
        ((_, claim),) = recorded_erasures(sealed, signer)
        another = signer.sign_erasure(
            type(claim)(1, "law", claim.erased_at, claim.count, claim.rows, claim.before)
        )
        sealed.execute(update(LogErasure).values(jws=another))

        fault = verify(sealed, signer=signer).fault

        assert fault.message == "the record of erasure 1 is another than a head speaks of"

    def test_takes_the_rows_of_an_erasure_a_few_at_a_time(self, db, signer, erase):
        store_some(db, *(own_statement(f"n:{n}") for n in range(1_100)))
        seal(db, signer=signer, now=NOW)

        assert erase() == 1_100

        report = verify(db, signer=signer)
        assert (report.sound, report.erased, report.erasures) == (True, 1_100, 1)
        assert db.scalar(select(func.count()).select_from(ErasedStatement)) == 1_100
