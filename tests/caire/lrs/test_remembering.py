"""Who was erased does not come back with an old export; and nothing here says who that was."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from caire.clock import utcnow
from caire.db import make_sessions, transaction
from caire.lrs.documents.agents import agent_in
from caire.lrs.documents.contents import Content
from caire.lrs.documents.places import Kind, Shelf
from caire.lrs.documents.preconditions import Blind, Precondition
from caire.lrs.errors import SigningKeyMissing
from caire.lrs.hashing import account_key
from caire.lrs.listeners import forget_documents, keep_at
from caire.lrs.log import Reason, ensure_signer
from caire.lrs.models import (
    ErasedAgent,
    StatementId,
    StatementRelation,
    StoredDocument,
    StoredStatement,
    UnsealedStatement,
)
from caire.lrs.numbering import instant
from caire.lrs.services import void
from caire.lrs.services.documents import put_document
from caire.lrs.services.erasing import erase_statements
from caire.lrs.services.exporting import ExportAsked, export_statements
from caire.lrs.services.exporting_documents import documents_file
from caire.lrs.services.importing import import_statements
from caire.lrs.services.importing_documents import import_documents
from caire.lrs.services.remembering import REMEMBERED, erased_among, forget_old_marks
from caire.people.events import AccountErased
from tests.caire.lrs.factories import HOME, NOW, id_of, own_statement, raw_statements, store_some
from tests.caire.lrs.statements import LEAST, encoded
from tests.factories import make_person

ADA = agent_in('{"mbox": "mailto:ada@example.org"}')
BOB = agent_in('{"mbox": "mailto:bob@example.org"}')
IT = "http://example.org/activities/it"
OTHER = "0d9c1f5e-3a5b-4d0f-9a0e-1f6f3c1b5e6d"
HERS = account_key(HOME, "5a0c")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def sessions(engine):
    return make_sessions(engine)


@pytest.fixture
def signer(tmp_path):
    return ensure_signer(tmp_path)


@pytest.fixture
def erase(db, signer):
    def act(agent_key, now=None):
        with transaction(db):
            erase_statements(
                db, agent_key=agent_key, reason=Reason.PERSON, signer=signer, now=now or utcnow()
            )

    return act


@pytest.fixture
def export(sessions, tmp_path):
    """An export of all that is here, and a database that never saw it."""

    def take_out():
        file = tmp_path / "old.jsonl"
        asked = ExportAsked(documents=True, organisations={})
        export_statements(sessions, file, asked=asked, resume=False)
        return file

    return take_out


@pytest.fixture
def bring_in(sessions, tmp_path):
    def bring(file):
        return import_statements(sessions, file, authority_home=HOME, data_dir=str(tmp_path))

    return bring


@pytest.fixture
def bring_documents(sessions, tmp_path):
    def bring(file):
        return import_documents(
            sessions, documents_file(file), organisations={}, data_dir=str(tmp_path)
        )

    return bring


def keep(db, agent, name="bookmark", now=NOW):
    with transaction(db):
        put_document(
            db,
            place=Shelf(Kind.STATE, None, IT, agent).place(name),
            content=Content(b"{}", "application/json"),
            precondition=Precondition(),
            blind=Blind.REPLACE,
            now=now,
        )


def lose_all_traces(db):
    """As when a file comes to a platform on which the person never left any."""
    with transaction(db):
        for kind in (StoredStatement, StatementId, StatementRelation, UnsealedStatement):
            db.execute(delete(kind))


def agents_with_documents(db):
    db.rollback()
    return set(db.scalars(select(StoredDocument.agent)))


class TestAnOldExport:
    def test_brings_no_document_of_hers_back_and_those_of_others(
        self, db, export, erase, bring_documents
    ):
        keep(db, ADA)
        keep(db, ADA, "another")
        keep(db, BOB)
        file = export()
        erase(ADA.key)
        with transaction(db):
            db.execute(delete(StoredDocument))

        report = bring_documents(file)

        assert (report.read, report.stored, report.known, report.erased) == (3, 1, 0, 2)
        assert agents_with_documents(db) == {BOB.said}

    def test_brings_no_trace_of_hers_back_and_those_of_others(self, db, export, erase, bring_in):
        with transaction(db):
            store_some(db, own_statement("a"), own_statement("b"))
            store_some(db, own_statement("c", actor_name="another", registration=OTHER))
        file = export()
        lose_all_traces(db)
        erase(HERS)

        report = bring_in(file)

        assert (report.read, report.stored, report.known, report.erased) == (3, 1, 0, 2)
        db.rollback()
        assert list(db.scalars(select(StoredStatement.id))) == [id_of("c")]

    def test_leaves_what_was_emptied_here_empty_and_counts_it(self, db, export, erase, bring_in):
        with transaction(db):
            store_some(db, own_statement("a"))
            void(db, statement_id=id_of("a"), authority_home=HOME, now=NOW)  # said by us, of her
        file = export()
        erase(HERS)

        report = bring_in(file)

        assert (report.stored, report.known, report.erased) == (0, 0, 2)
        db.rollback()
        assert raw_statements(db) == []

    def test_brings_what_she_did_after_her_erasure(
        self, db, tmp_path, export, erase, bring_in, bring_documents
    ):
        """She came back to learn elsewhere: that is hers to move again."""
        erase(ADA.key, now=NOW)
        keep(db, ADA, now=LATER)
        file = export()
        with transaction(db):
            db.execute(delete(StoredDocument))
        later = LEAST | {"id": OTHER, "stored": instant(LATER)}
        before = LEAST | {"id": id_of("x"), "stored": instant(NOW - timedelta(days=1))}
        timeless = LEAST | {"id": id_of("y")}
        file.write_bytes(b"\n".join(encoded(one) for one in (later, before, timeless)))

        report = bring_in(file)

        assert (report.stored, report.erased) == (1, 2)
        assert bring_documents(file).stored == 1

    def test_is_refused_while_the_key_that_knows_who_was_erased_is_missing(
        self, db, tmp_path, export, erase, bring_in, bring_documents
    ):
        keep(db, ADA)
        with transaction(db):
            store_some(db, own_statement("a"))
        file = export()
        erase(ADA.key)
        (tmp_path / "log-key.json").rename(tmp_path / "away.json")

        for bring in (bring_in, bring_documents):
            with pytest.raises(SigningKeyMissing, match="restore"):
                bring(file)
        ensure_signer(tmp_path)  # another one
        with pytest.raises(SigningKeyMissing):
            bring_documents(file)


class TestAnAccountThatIsErasedWithItsTracesKept:
    def test_loses_its_documents_for_good(self, db, tmp_path, export, bring_in, bring_documents):
        with transaction(db):
            person = make_person(db)
        agent = agent_in(f'{{"account": {{"homePage": "{HOME}", "name": "{person.actor_name}"}}}}')
        with transaction(db):
            store_some(db, own_statement("a", actor_name=person.actor_name))
        keep(db, agent)
        file = export()
        keep_at(home=HOME, data_dir=str(tmp_path))
        with transaction(db):
            forget_documents(db, AccountErased(person.id))
        assert agents_with_documents(db) == set()

        assert bring_documents(file).erased == 1
        assert bring_in(file).known == 1
        lose_all_traces(db)
        assert bring_in(file).stored == 1, "they lead nowhere, and certificates rest on them"

    def test_loses_them_also_without_the_key_of_the_log(self, db, tmp_path, erase):
        with transaction(db):
            person = make_person(db)
        keep(
            db,
            agent_in(f'{{"account": {{"homePage": "{HOME}", "name": "{person.actor_name}"}}}}'),
        )
        erase(BOB.key)
        (tmp_path / "log-key.json").unlink()
        keep_at(home=HOME, data_dir=str(tmp_path))

        with transaction(db):
            forget_documents(db, AccountErased(person.id))

        assert agents_with_documents(db) == set()


class TestAMark:
    def test_is_read_by_nobody_without_the_key_of_the_log(self, db, tmp_path, erase):
        erase(ADA.key)

        db.rollback()
        (row,) = db.scalars(select(ErasedAgent))
        assert row.mark != ADA.key
        assert erased_among(db, [ADA.key, BOB.key], data_dir=tmp_path).keys() == {ADA.key}

    def test_is_another_under_another_key(self, signer, tmp_path):
        other = ensure_signer(tmp_path / "other")

        secrets = {one.secret_for("erased agents") for one in (signer, other)}
        assert len(secrets | {signer.secret_for("anything else")}) == 3

    def test_tells_of_the_last_erasure_and_of_the_whole_of_it(self, db, tmp_path, erase):
        erase(ADA.key, now=NOW)
        erase(ADA.key, now=LATER)

        db.rollback()
        found = erased_among(db, [ADA.key], data_dir=tmp_path)[ADA.key]
        assert (found.at, found.with_traces) == (LATER, True)

    def test_goes_when_no_export_may_hold_her_any_more(self, db, tmp_path, erase):
        erase(ADA.key, now=NOW)
        with transaction(db):
            forget_old_marks(db, now=NOW + REMEMBERED)
            assert erased_among(db, [ADA.key], data_dir=tmp_path)
            forget_old_marks(db, now=NOW + REMEMBERED + timedelta(seconds=1))

        assert not erased_among(db, [ADA.key], data_dir=tmp_path)
