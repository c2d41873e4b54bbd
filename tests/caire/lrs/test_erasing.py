"""A person is forgotten, and the log still adds up."""

from sqlalchemy import select

from caire.lrs.log import ensure_signer, seal, verify
from caire.lrs.models import StoredStatement
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


class TestEraseStatements:
    def test_leaves_nothing_of_hers_and_everything_of_others(self, db):
        store_some(db, own_statement("a"), own_statement("b"))
        store_some(db, own_statement("c", actor_name="another", registration=OTHER))
        void(db, statement_id=id_of("b"), authority_home=HOME, now=NOW)

        count = erase_statements(db, home=HOME, actor_name="5a0c", now=NOW)

        assert count == 3
        assert statements_of_registration(db, REGISTRATION) == []
        assert len(statements_of_registration(db, OTHER)) == 1
        assert not any(REGISTRATION in raw or "5a0c" in raw for raw in raw_statements(db))
        rows = db.execute(select(StoredStatement.actor_key).where(StoredStatement.raw.is_(None)))
        assert [row.actor_key for row in rows] == [None, None, None]

    def test_the_log_is_still_sound(self, db, tmp_path):
        signer = ensure_signer(tmp_path)
        store_some(db, own_statement("a"), own_statement("b"))
        seal(db, signer=signer, now=NOW)
        store_some(db, own_statement("c"))

        erase_statements(db, home=HOME, actor_name="5a0c", now=NOW)
        seal(db, signer=signer, now=NOW)

        report = verify(db, signer=signer)
        assert report.sound
        assert (report.size, report.erased, report.unsealed) == (2, 2, 0)

    def test_twice_is_once(self, db):
        store_some(db, own_statement("a"))

        assert erase_statements(db, home=HOME, actor_name="5a0c", now=NOW) == 1
        assert erase_statements(db, home=HOME, actor_name="5a0c", now=NOW) == 0
