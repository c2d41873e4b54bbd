"""The log: what was sealed is found again, and whoever changes it is found out."""

from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from caire.db import make_sessions, transaction
from caire.jobs import Jobs
from caire.lrs.errors import NotInLog, SigningKeyMissing
from caire.lrs.jobs import SEAL, wire_jobs
from caire.lrs.log import ensure_signer, open_signer, prove_inclusion, seal, verify
from caire.lrs.log.claims import Erasures, HeadClaim
from caire.lrs.log.merkle import Frontier
from caire.lrs.log.sealing import leaf_of
from caire.lrs.log.signing import LogSigner
from caire.lrs.models import (
    LogHead,
    LogLeaf,
    StatementId,
    StoredStatement,
    UnsealedStatement,
)
from caire.lrs.services import store, void
from caire.lrs.services.completing import complete
from caire.lrs.services.storing import Source
from tests.caire.lrs.factories import HOME, NOW, encoded, id_of, own_statement, store_some


@pytest.fixture
def signer(tmp_path) -> LogSigner:
    return ensure_signer(tmp_path)


@pytest.fixture
def sealed(db: Session, signer: LogSigner) -> Session:
    """Seven statements under two heads: a to d, then e to g."""
    for names in ("abcd", "efg"):
        store_some(db, *(own_statement(name) for name in names))
        seal(db, signer=signer, now=NOW)
    return db


def change(db: Session, name: str, **values: object) -> None:
    db.execute(update(StoredStatement).where(StoredStatement.id == id_of(name)).values(**values))


def raw_of(db: Session, name: str) -> str:
    return db.scalars(select(StoredStatement.raw).where(StoredStatement.id == id_of(name))).one()


class TestSeal:
    def test_puts_every_statement_under_a_signed_head(self, sealed, signer):
        report = verify(sealed, signer=signer)

        assert report.sound
        assert (report.size, report.heads, report.unsealed) == (7, 2, 0)

    def test_signs_what_it_sealed_and_when(self, db, signer):
        store_some(db, own_statement())

        head = seal(db, signer=signer, now=NOW)

        assert signer.read(head.jws) == HeadClaim(
            1, head.root_hash, NOW, after=0, erasures=Erasures()
        )

    def test_adds_no_head_when_nothing_is_new(self, sealed, signer):
        head = seal(sealed, signer=signer, now=NOW + timedelta(days=1))

        assert (head.added, head.size, head.signed_at) == (0, 7, NOW)

    def test_of_an_empty_store_is_nothing(self, db, signer):
        assert seal(db, signer=signer, now=NOW) is None
        assert verify(db, signer=signer).sound

    def test_takes_more_than_one_batch(self, db, signer):
        store_some(db, *(own_statement(f"n:{n}") for n in range(1200)))

        assert seal(db, signer=signer, now=NOW).added == 1200
        assert verify(db, signer=signer).sound

    def test_two_at_once_seal_each_statement_once(self, db, engine: Engine, signer):
        store_some(db, *(own_statement(f"n:{n}") for n in range(50)))
        db.commit()

        def act() -> None:
            with make_sessions(engine)() as session, transaction(session):
                seal(session, signer=signer, now=NOW)

        threads = [Thread(target=act) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert db.scalar(select(func.count()).select_from(LogHead)) == 1
        assert verify(db, signer=signer).size == 50

    def test_refuses_another_key_than_the_one_the_log_began_with(self, sealed, tmp_path):
        other = ensure_signer(tmp_path / "other")
        store_some(sealed, own_statement("h"))

        with pytest.raises(SigningKeyMissing, match="another key"):
            seal(sealed, signer=other, now=NOW)


class TestVerify:
    def test_names_the_first_altered_statement(self, sealed, signer):
        change(sealed, "f", raw=raw_of(sealed, "f").replace("5a0c", "5a0d"))
        change(sealed, "c", raw=raw_of(sealed, "c").replace("5a0c", "5a0d"))

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.position, fault.statement_id) == ("altered", 2, id_of("c"))

    def test_names_the_first_removed_statement(self, sealed, signer):
        sealed.execute(delete(StoredStatement).where(StoredStatement.id == id_of("e")))

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.position, fault.statement_id) == ("removed", 4, id_of("e"))

    def test_sees_that_a_statement_and_its_leaf_were_removed_together(self, sealed, signer):
        sealed.execute(delete(StoredStatement).where(StoredStatement.id == id_of("b")))
        sealed.execute(delete(LogLeaf).where(LogLeaf.statement_id == id_of("b")))

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.position) == ("removed", 1)

    def test_sees_that_the_end_was_cut_off(self, sealed, signer):
        sealed.execute(delete(StoredStatement).where(StoredStatement.id == id_of("g")))
        sealed.execute(delete(LogLeaf).where(LogLeaf.statement_id == id_of("g")))

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.position) == ("removed", 6)

    def test_sees_that_the_last_head_was_cut_off_with_its_leaves(self, sealed, signer):
        sealed.execute(delete(LogLeaf).where(LogLeaf.position >= 4))
        sealed.execute(delete(LogHead).where(LogHead.size == 7))

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.statement_id) == ("inserted", id_of("e"))

    def test_sees_that_a_statement_and_its_leaf_were_rewritten_together(self, sealed, signer):
        forged = raw_of(sealed, "f").replace("09:30", "09:31")
        change(sealed, "f", raw=forged, salt=b"s" * 16)
        sealed.execute(
            update(LogLeaf)
            .where(LogLeaf.statement_id == id_of("f"))
            .values(leaf_hash=leaf_of(b"s" * 16, forged))
        )

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.position) == ("head", 4)
        assert "positions 4 to 6" in fault.message

    def test_sees_a_head_signed_by_somebody_else(self, sealed, signer, tmp_path):
        other = ensure_signer(tmp_path / "other")
        head = sealed.get(LogHead, 7)
        head.jws = other.sign(HeadClaim(7, head.root_hash, NOW))
        sealed.flush()

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.message) == ("head", "the head of size 7 has a false signature")

    def test_sees_leaves_that_no_head_covers(self, sealed, signer):
        sealed.execute(delete(LogHead).where(LogHead.size == 7))

        assert verify(sealed, signer=signer).fault.message == "no signed head covers position 4"

    def test_sees_that_a_head_was_taken_out(self, sealed, signer):
        sealed.execute(delete(LogHead).where(LogHead.size == 4))

        fault = verify(sealed, signer=signer).fault

        assert fault.message == "the head of size 4, before that of 7, was removed"

    def test_sees_that_what_sealing_goes_on_from_was_altered(self, sealed, signer):
        sealed.execute(update(LogHead).where(LogHead.size == 4).values(frontier=b"x" * 32))

        assert verify(sealed, signer=signer).fault.message == "the head of size 4 was rewritten"

    def test_sees_an_id_that_was_freed_or_taken(self, sealed, signer):
        sealed.execute(delete(StatementId).where(StatementId.id == id_of("c")))
        fault = verify(sealed, signer=signer).fault
        assert (fault.kind, fault.statement_id) == ("column", id_of("c"))

        row = sealed.scalars(select(StoredStatement).where(StoredStatement.id == id_of("c"))).one()
        sealed.add(StatementId(id=id_of("c"), seq=row.seq))
        sealed.add(StatementId(id=id_of("h"), seq=row.seq))
        sealed.flush()
        fault = verify(sealed, signer=signer).fault
        assert (fault.kind, fault.statement_id) == ("inserted", id_of("h"))

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("registration", None),
            ("actor_key", b"a" * 16),
            ("verb_key", b"v" * 16),
            ("activity_key", None),
            ("refers", id_of("a")),
        ],
    )
    def test_sees_a_statement_hidden_from_searches(self, sealed, signer, column, value):
        change(sealed, "d", **{column: value})

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.statement_id) == ("column", id_of("d"))

    def test_sees_a_statement_hidden_as_if_voided(self, sealed, signer):
        change(sealed, "d", voided_by=id_of("a"))

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.statement_id) == ("voiding", id_of("d"))

    def test_sees_a_voided_statement_shown_again(self, sealed, signer):
        void(sealed, statement_id=id_of("d"), authority_home=HOME, now=NOW)
        seal(sealed, signer=signer, now=NOW)
        assert verify(sealed, signer=signer).sound

        change(sealed, "d", voided_by=None)

        assert verify(sealed, signer=signer).fault.kind == "voiding"

    def test_sees_a_statement_in_the_place_of_another(self, sealed, signer):
        change(sealed, "d", id=str(uuid4()))

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.position, fault.statement_id) == ("misplaced", 3, id_of("d"))

    def test_sees_a_statement_of_another_said_to_be_ours(self, db, signer):
        (record,) = store(
            db,
            incoming=[complete(encoded(own_statement()), home=HOME, authority="a-tool", key_id=7)],
            source=Source.KEY,
        )
        seal(db, signer=signer, now=NOW)
        db.execute(update(StoredStatement).values(is_own=True, key_id=0))

        fault = verify(db, signer=signer).fault

        assert (fault.kind, fault.statement_id) == ("column", record.id)

    def test_sees_a_statement_inserted_past_the_log(self, sealed, signer):
        store_some(sealed, own_statement("h"))
        sealed.execute(delete(UnsealedStatement))

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.statement_id) == ("inserted", id_of("h"))

    def test_sees_a_statement_removed_before_it_was_sealed(self, sealed, signer):
        store_some(sealed, own_statement("h"))
        sealed.execute(delete(StoredStatement).where(StoredStatement.id == id_of("h")))

        fault = verify(sealed, signer=signer).fault

        assert (fault.kind, fault.statement_id) == ("removed", id_of("h"))


class TestProveInclusion:
    @pytest.mark.parametrize("name", list("abcdefg"))
    def test_leads_from_the_statement_to_the_signed_root(self, sealed, signer, name):
        proof = prove_inclusion(sealed, id_of(name))

        assert proof.holds
        assert signer.read(proof.jws).root_hash == proof.root_hash
        row = sealed.scalars(select(StoredStatement).where(StoredStatement.id == id_of(name))).one()
        assert proof.leaf_hash == leaf_of(row.salt, row.raw)

    def test_refuses_what_is_not_sealed_yet(self, sealed):
        store_some(sealed, own_statement("h"))

        with pytest.raises(NotInLog, match="caire traces seal"):
            prove_inclusion(sealed, id_of("h"))


class TestSigningKey:
    def test_is_made_once_and_read_by_its_owner_only(self, tmp_path):
        first, again = ensure_signer(tmp_path), ensure_signer(tmp_path)

        assert first.key_id == again.key_id == open_signer(tmp_path).key_id
        assert (tmp_path / "log-key.json").stat().st_mode & 0o077 == 0
        assert "d" not in first.public_key

    def test_that_is_missing_says_what_to_do(self, tmp_path):
        with pytest.raises(SigningKeyMissing, match="restore the file"):
            open_signer(tmp_path)

    @pytest.mark.parametrize("text", ["", "{}", "[]", '{"kty":"oct","k":"AA"}'])
    def test_that_is_damaged_is_named(self, tmp_path, text):
        (tmp_path / "log-key.json").write_text(text)

        with pytest.raises(SigningKeyMissing, match="log-key.json cannot be used"):
            open_signer(tmp_path)


def test_the_job_seals_what_is_new(db, app, config, engine):
    store_some(db, own_statement())
    db.commit()
    jobs = Jobs(config)
    wire_jobs(app, jobs, config, make_sessions(engine))

    jobs.wake(SEAL)

    assert verify(db, signer=open_signer(config.data_dir)).size == 1


def test_a_frontier_is_kept_with_each_head(sealed):
    head = sealed.get(LogHead, 7)

    assert Frontier(head.size, head.frontier).root() == head.root_hash
