"""Statements leave as JSON Lines and come back once."""

import json

import pytest

from caire.lrs.errors import ImportRefused
from caire.lrs.queries import raw_statements, statements_of_registration
from caire.lrs.services import void
from caire.lrs.services.transfer import export_statements, import_statements
from tests.caire.lrs.factories import HOME, NOW, REGISTRATION, id_of, own_statement, store_some

FOREIGN = {
    "id": "8c2f4f0e-9d3e-4d0f-8f7b-2a0f3c1b5e6d",
    "actor": {"mbox": "mailto:ada@example.org"},
    "verb": {"id": "http://example.org/verbs/did"},
    "object": {"id": "http://example.org/activities/it"},
}


@pytest.fixture
def exported(db, tmp_path):
    """Three statements of the platform, one of them taken back, in a file."""
    store_some(db, *(own_statement(name) for name in "abc"))
    void(db, statement_id=id_of("b"), authority_home=HOME, now=NOW)
    file = tmp_path / "traces.jsonl"
    export_statements(db, file)
    return file


def bring_in(db, file):
    return import_statements(db, file, authority_home=HOME)


class TestExport:
    def test_writes_one_statement_a_line_in_order(self, exported):
        ids = [json.loads(line)["id"] for line in exported.read_text().splitlines()]

        assert ids[:3] == [id_of("a"), id_of("b"), id_of("c")]
        assert len(ids) == 4

    def test_leaves_nothing_behind_when_it_fails(self, db, tmp_path):
        with pytest.raises(OSError, match="nowhere"):
            export_statements(db, tmp_path / "nowhere" / "x.jsonl")

        assert list(tmp_path.iterdir()) == [p for p in tmp_path.iterdir() if p.suffix == ".db"]


class TestImport:
    def test_what_is_known_stays_as_it_is(self, db, exported):
        report = bring_in(db, exported)

        assert (report.read, report.stored, report.known) == (4, 0, 4)

    def test_into_an_empty_store_gives_the_same_statements(self, db, exported):
        before = list(raw_statements(db))
        db.rollback()
        assert list(raw_statements(db)) == []

        report = bring_in(db, exported)

        assert report.stored == 4
        assert list(raw_statements(db)) == before
        assert [r.id for r in statements_of_registration(db, REGISTRATION)][:2] == [
            id_of("a"),
            id_of("c"),
        ]

    def test_statements_of_others_are_not_the_platforms_own(self, db, tmp_path):
        file = tmp_path / "foreign.jsonl"
        context = {"context": {"registration": REGISTRATION}}
        file.write_text(json.dumps(FOREIGN | context) + "\n\n")

        assert bring_in(db, file).stored == 1
        assert statements_of_registration(db, REGISTRATION) == []

    def test_names_the_line_that_is_no_statement(self, db, tmp_path):
        file = tmp_path / "broken.jsonl"
        file.write_text(json.dumps(FOREIGN) + "\n" + '{"actor":{}}\n')

        with pytest.raises(ImportRefused, match=r"line 2: \$"):
            bring_in(db, file)
