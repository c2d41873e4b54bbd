"""Documents of programs leave as JSON Lines and come back to their places, whatever cuts it."""

import json
import tracemalloc
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from caire.db import make_sessions, transaction
from caire.lrs.documents.agents import agent_in
from caire.lrs.documents.contents import Content
from caire.lrs.documents.places import Kind, Shelf
from caire.lrs.documents.preconditions import Blind, Precondition
from caire.lrs.documents.reading import document_at
from caire.lrs.errors import ExportRefused, ImportRefused
from caire.lrs.models import StoredDocument
from caire.lrs.numbering import first_number
from caire.lrs.services import exporting, exporting_documents, importing_documents
from caire.lrs.services.documents import put_document
from caire.lrs.services.exporting import ExportAsked, export_statements
from caire.lrs.services.exporting_documents import documents_file
from caire.lrs.services.importing_documents import import_documents
from tests.caire.lrs.factories import NOW, REGISTRATION, own_statement, store_some
from tests.caire.lrs.moving import Cut, cut_after, lines_of

ADA = agent_in('{"mbox": "mailto:ada@example.org"}')
IT = "http://example.org/activities/it"
OURS, THEIRS = 3, 8
LATER = NOW + timedelta(days=1)


@pytest.fixture
def sessions(engine):
    return make_sessions(engine)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "traces.jsonl"


@pytest.fixture
def places():
    return [
        Shelf(Kind.STATE, None, IT, ADA).place("bookmark", REGISTRATION),
        Shelf(Kind.STATE, OURS, IT, ADA).place("bookmark"),
        Shelf(Kind.ACTIVITY_PROFILE, OURS, IT).place("settings"),
        Shelf(Kind.AGENT_PROFILE, None, None, ADA).place("préférences"),
    ]


@pytest.fixture
def kept(db, places):
    """Four documents of all kinds, one of them no JSON, the last changed later; and a trace."""
    contents = [
        Content(b'{"page": 3}', "application/json"),
        Content(b'{"page": 4}', "application/json"),
        Content(bytes(range(256)), "application/octet-stream"),
        Content("« né »".encode(), "text/plain; charset=utf-8"),
    ]
    with transaction(db):
        store_some(db, own_statement("a"))
        for place, content in zip(places, contents, strict=True):
            now = LATER if place is places[3] else NOW
            put_document(
                db,
                place=place,
                content=content,
                precondition=Precondition(),
                blind=Blind.REPLACE,
                now=now,
            )
    return {place.key: content for place, content in zip(places, contents, strict=True)}


@pytest.fixture
def take_out(sessions, file):
    def export(path=file, *, resume=False, **asked):
        known = {"documents": True, "organisations": {OURS: "lyon"}} | asked
        return export_statements(sessions, path, asked=ExportAsked(**known), resume=resume)

    return export


@pytest.fixture
def bring_in(sessions, file, tmp_path):
    def bring(path=file, organisations=None):
        known = {"lyon": OURS} if organisations is None else organisations
        return import_documents(
            sessions, documents_file(path), organisations=known, data_dir=str(tmp_path)
        )

    return bring


def forget_all(db):
    with transaction(db):
        db.execute(delete(StoredDocument))


def rows_of(db):
    db.rollback()
    return db.execute(select(StoredDocument.__table__).order_by(StoredDocument.key)).all()


class TestExport:
    def test_writes_them_into_a_file_beside_only_when_asked(self, kept, take_out, file, tmp_path):
        assert take_out(documents=False).documents == 0
        assert [path.name for path in tmp_path.glob("*.jsonl")] == [file.name]

        report = take_out()

        assert (report.statements, report.documents) == (1, 4)
        assert {path.name for path in tmp_path.glob("traces*")} == {
            "traces.jsonl",
            "traces.documents.jsonl",
        }
        assert (tmp_path / "traces.documents.jsonl").stat().st_mode & 0o077 == 0

    def test_says_all_that_names_a_document(self, kept, take_out, file):
        take_out()

        (state,) = [one for one in lines_of(documents_file(file)) if "registration" in one]
        assert state == {
            "kind": "state",
            "activity": IT,
            "agent": {"mbox": "mailto:ada@example.org"},
            "registration": REGISTRATION,
            "id": "bookmark",
            "contentType": "application/json",
            "updated": "2026-03-02T09:30:00.123456Z",
            "content": "eyJwYWdlIjogM30=",
        }

    def test_takes_only_what_changed_since(self, kept, take_out, file):
        since = first_number(NOW + timedelta(hours=1))

        assert take_out(since=since).documents == 1
        assert [one["id"] for one in lines_of(documents_file(file))] == ["préférences"]

    @pytest.mark.parametrize("name", ["traces.jsonl", "traces.jsonl.gz"])
    @pytest.mark.parametrize(
        ("module", "at", "calls"),
        [
            (exporting_documents, "_page", 2),
            (exporting_documents, "keep_progress", 2),
            (exporting_documents, "finish", 0),
            (exporting, "keep_progress", 0),
            (exporting, "_page", 0),
            (exporting, "finish", 0),
        ],
    )
    def test_that_was_cut_goes_on(
        self, db, kept, take_out, bring_in, tmp_path, monkeypatch, name, module, at, calls
    ):
        monkeypatch.setattr(exporting_documents, "PAGE", 1)
        with monkeypatch.context() as cut:
            cut_after(cut, module, at, calls)
            with pytest.raises(Cut):
                take_out(tmp_path / name)

        assert take_out(tmp_path / name, resume=True).documents == 4

        before = rows_of(db)
        forget_all(db)
        assert bring_in(tmp_path / name).stored == 4
        assert rows_of(db) == before

    def test_that_was_cut_does_not_go_on_when_asked_otherwise(self, kept, take_out, monkeypatch):
        monkeypatch.setattr(exporting_documents, "PAGE", 1)
        with monkeypatch.context() as cut:
            cut_after(cut, exporting_documents, "_page", 2)
            with pytest.raises(Cut):
                take_out()

        with pytest.raises(ExportRefused, match="asked otherwise"):
            take_out(since=first_number(NOW), resume=True)

    def test_under_pseudonyms_leaves_them_out_since_nobody_knows_what_they_hold(
        self, kept, take_out
    ):
        with pytest.raises(ExportRefused, match="goes without them"):
            take_out(pseudonymise=True)
        assert take_out(pseudonymise=True, documents=False).documents == 0

    def test_holds_no_more_than_a_page_in_memory(self, db, places, take_out, monkeypatch):
        with transaction(db):
            for number in range(60):
                put_document(
                    db,
                    place=places[2].shelf.place(f"n{number}"),
                    content=Content(bytes(200_000), "application/octet-stream"),
                    precondition=Precondition(),
                    blind=Blind.REPLACE,
                    now=NOW,
                )
        monkeypatch.setattr(exporting_documents, "PAGE_BYTES", 400_000)

        tracemalloc.start()
        try:
            take_out()
            assert tracemalloc.get_traced_memory()[1] < 6_000_000  # all have 12
        finally:
            tracemalloc.stop()


class TestImport:
    @pytest.mark.parametrize("name", ["traces.jsonl", "traces.jsonl.gz"])
    def test_brings_each_back_to_its_place_as_it_was(
        self, db, kept, places, take_out, bring_in, tmp_path, name
    ):
        take_out(tmp_path / name)
        before = rows_of(db)
        forget_all(db)

        report = bring_in(tmp_path / name)

        assert (report.read, report.stored, report.known) == (4, 4, 0)
        assert rows_of(db) == before
        assert {p.key: document_at(db, p).content for p in places} == kept

    def test_leaves_what_is_there_as_it_is(self, db, kept, places, take_out, bring_in):
        take_out()
        with transaction(db):
            db.execute(delete(StoredDocument).where(StoredDocument.key == places[1].key))
            newer = Content(b'{"page": 9}', "application/json")
            put_document(
                db,
                place=places[0],
                content=newer,
                precondition=Precondition(),
                blind=Blind.REPLACE,
                now=LATER,
            )

        report = bring_in()

        assert (report.stored, report.known) == (1, 3)
        db.rollback()
        assert document_at(db, places[0]).content == newer

    def test_that_was_cut_goes_on_when_it_is_run_again(
        self, db, kept, take_out, bring_in, monkeypatch
    ):
        take_out()
        forget_all(db)
        monkeypatch.setattr(importing_documents, "BATCH", 2)
        with monkeypatch.context() as cut:
            cut_after(cut, importing_documents, "_stored", 1)
            with pytest.raises(Cut):
                bring_in()

        assert (bring_in().known, len(rows_of(db))) == (2, 4)

    def test_finds_the_organisation_by_its_word(self, db, kept, places, take_out, bring_in):
        take_out()
        forget_all(db)

        bring_in(organisations={"lyon": THEIRS})

        owners = {row.organisation_id for row in rows_of(db)}
        assert owners == {None, THEIRS}
        assert document_at(db, places[1]) is None

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"kind": "x"}, "Invalid enum value"),
            ({"agent": None}, "a state does not have this activity and agent"),
            ({"activity": "it"}, "activity"),
            ({"agent": {"name": "Ada"}}, "agent"),
            ({"registration": "x"}, "registration"),
            ({"updated": "yesterday"}, "updated"),
            ({"content": "é"}, "content is not base64"),
            ({"content": "e30"}, "content is not base64"),
            ({"content": "e3"}, "content is not base64"),
            ({"content": "eyI="}, "the content type is application/json"),
            ({"organisation": "nobody"}, "no organisation 'nobody' here: create it first"),
            ({"more": 1}, "unknown field"),
        ],
    )
    def test_names_the_line_that_is_no_document(self, db, file, bring_in, change, reason):
        good = {
            "kind": "state",
            "activity": IT,
            "agent": {"mbox": "mailto:ada@example.org"},
            "id": "bookmark",
            "contentType": "application/json",
            "updated": "2026-03-02T09:30:00Z",
            "content": "e30=",
        }
        bad = {name: value for name, value in (good | change).items() if value is not None}
        documents_file(file).write_text(f"{json.dumps(good)}\n\n{json.dumps(bad)}\n")

        with pytest.raises(ImportRefused, match=r"traces\.documents\.jsonl:3: ") as refused:
            bring_in()

        assert reason in str(refused.value)

    def test_says_where_a_packed_file_is_cut(self, db, kept, take_out, bring_in, tmp_path):
        path = tmp_path / "traces.jsonl.gz"
        take_out(path)
        packed = documents_file(path).read_bytes()
        documents_file(path).write_bytes(packed[: len(packed) // 2])

        with pytest.raises(ImportRefused, match="cut or damaged"):
            bring_in(path)
