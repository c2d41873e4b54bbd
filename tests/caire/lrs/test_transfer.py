"""Statements leave as JSON Lines and come back once, whatever cuts the way."""

import json
import tracemalloc
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from caire.db import make_sessions, transaction
from caire.lrs.errors import ExportRefused, ImportRefused
from caire.lrs.models import StoredFile, StoredStatement
from caire.lrs.numbering import last_number
from caire.lrs.queries import statements_of_registration
from caire.lrs.services import exporting, importing, void
from caire.lrs.services.completing import complete
from caire.lrs.services.exporting import ExportAsked, export_statements, files_folder
from caire.lrs.services.importing import import_statements
from caire.lrs.services.keeping_files import keep_files
from caire.lrs.services.storing import Source, store
from caire.lrs.validation import check
from caire.lrs.versions import Version
from tests.caire.lrs.factories import (
    HOME,
    NOW,
    REGISTRATION,
    id_of,
    own_statement,
    raw_statements,
    store_some,
)
from tests.caire.lrs.moving import Cut, cut_after, lines_of
from tests.caire.lrs.statements import ATTACHMENT, LEAST, encoded

FOREIGN = LEAST | {"id": "8c2f4f0e-9d3e-4d0f-8f7b-2a0f3c1b5e6d"}
SECRET = "a secret of researchers"
TABLES = ("statement", "statement_id", "statement_relation", "statement_unsealed",
          "statement_file", "lrs_file")  # fmt: skip
SHA2_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def sessions(engine):
    return make_sessions(engine)


@pytest.fixture
def filled(db):
    """Three statements of the platform, one of them taken back."""
    with transaction(db):
        store_some(db, *(own_statement(name) for name in "abc"))
        void(db, statement_id=id_of("b"), authority_home=HOME, now=NOW)
    return db


@pytest.fixture
def file(tmp_path):
    return tmp_path / "traces.jsonl"


@pytest.fixture
def take_out(sessions, file):
    def export(path=file, *, resume=False, **asked):
        return export_statements(sessions, path, asked=ExportAsked(**asked), resume=resume)

    return export


@pytest.fixture
def bring_in(sessions, file, tmp_path):
    def bring(path=file, **options):
        return import_statements(
            sessions, path, authority_home=HOME, data_dir=str(tmp_path), **options
        )

    return bring


@pytest.fixture
def with_file(db):
    """A statement with an attachment whose file is kept."""
    piece = {k: value for k, value in ATTACHMENT.items() if k != "fileUrl"} | {"sha2": SHA2_OF_ABC}
    raw = encoded(FOREIGN | {"attachments": [piece]})
    one = complete(raw, home=HOME, authority="key", key_id=7, files=None)
    with transaction(db):
        (record,) = store(db, incoming=[one], source=Source.KEY)
        spoken_of = [(record.seq, SHA2_OF_ABC)]
        keep_files(db, spoken_of=spoken_of, files={SHA2_OF_ABC: b"abc"})
    return record


def forget_all(db):
    with transaction(db):
        for table in TABLES:
            db.execute(text(f"DELETE FROM {table}"))


def stored_ids(db):
    db.rollback()
    return list(db.scalars(select(StoredStatement.id).order_by(StoredStatement.seq)))


def peak_of(work):
    """Bytes that Python held at most while it worked."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class TestExport:
    def test_writes_one_statement_a_line_in_order(self, filled, take_out, file):
        assert take_out().statements == 4
        assert [one["id"] for one in lines_of(file)][:3] == [id_of("a"), id_of("b"), id_of("c")]

    def test_is_read_by_its_owner_only(self, filled, take_out, file):
        take_out()

        assert file.stat().st_mode & 0o077 == 0
        assert [path.name for path in file.parent.iterdir() if "traces" in path.name] == [file.name]

    def test_is_gzipped_by_its_name(self, filled, take_out, tmp_path):
        file = tmp_path / "traces.jsonl.gz"
        take_out(file)

        assert len(lines_of(file)) == 4

    def test_goes_on_from_the_last_one(self, filled, take_out, file):
        through = take_out().through
        with transaction(filled):
            store_some(filled, own_statement("later"))

        assert take_out(since=last_number(through)).statements == 1
        assert lines_of(file)[0]["id"] == id_of("later")

    def test_leaves_nothing_at_its_place_when_it_fails(self, filled, take_out, tmp_path):
        with pytest.raises(OSError, match="nowhere"):
            take_out(tmp_path / "nowhere" / "x.jsonl")

    @pytest.mark.parametrize("name", ["traces.jsonl", "traces.jsonl.gz"])
    @pytest.mark.parametrize("at", ["keep_progress", "_page"])
    def test_that_was_cut_goes_on(self, filled, take_out, tmp_path, monkeypatch, name, at):
        file = tmp_path / name
        monkeypatch.setattr(exporting, "PAGE", 1)
        with monkeypatch.context() as cut:
            cut_after(cut, exporting, at, 2)
            with pytest.raises(Cut):
                take_out(file)
        assert not file.exists()

        report = take_out(file, resume=True)

        assert (report.statements, report.resumed) == (4, 2)
        assert [one["id"] for one in lines_of(file)] == stored_ids(filled)

    def test_that_was_asked_otherwise_does_not_go_on(self, filled, take_out, monkeypatch):
        monkeypatch.setattr(exporting, "PAGE", 1)
        with monkeypatch.context() as cut:
            cut_after(cut, exporting, "_page", 2)
            with pytest.raises(Cut):
                take_out()

        with pytest.raises(ExportRefused, match="asked otherwise"):
            take_out(resume=True, pseudonymise=True)
        assert take_out().resumed == 0

    def test_tells_which_files_it_leaves_out(self, with_file, take_out, file):
        report = take_out()

        assert (report.files, report.files_left_out) == (0, 1)
        assert not files_folder(file).exists()


class TestPseudonymise:
    STATEMENT = FOREIGN | {
        "actor": {"name": "Ada", "mbox": "mailto:ada@example.org"},
        "object": {
            "objectType": "SubStatement",
            "actor": {"mbox_sha1sum": "d35ab7ea8a9f3a5cd8ac1e0a3a3d5d2a9b5c7e01"},
            "verb": LEAST["verb"],
            "object": {"objectType": "StatementRef", "id": FOREIGN["id"]},
        },
        "context": {
            "registration": REGISTRATION,
            "instructor": {"name": "Bea", "openid": "https://bea.example.org/"},
            "team": {
                "objectType": "Group",
                "name": "Les as",
                "member": [{"name": "Ada", "mbox": "mailto:ada@example.org"}],
            },
            "contextAgents": [
                {"objectType": "contextAgent", "agent": {"mbox": "mailto:ada@example.org"}}
            ],
        },
        "version": "2.0.0",
    }

    @pytest.fixture
    def told(self, db, take_out, file):
        """The statement as it is exported."""
        raw = encoded(self.STATEMENT)
        one = complete(raw, home=HOME, authority="key-of-somebody", key_id=7, version=Version.V2)
        with transaction(db):
            store(db, incoming=[one], source=Source.KEY)
        take_out(pseudonymise=True, secret=SECRET)
        return lines_of(file)[0]

    def test_names_nobody(self, told):
        text = json.dumps(told)

        for trace in ("Ada", "ada@", "Bea", "bea.", "Les as", REGISTRATION, "d35ab7", "somebody"):
            assert trace not in text

    def test_is_the_same_for_the_same_person_everywhere(self, told):
        context = told["context"]

        assert told["actor"] == context["team"]["member"][0]
        assert told["actor"] == context["contextAgents"][0]["agent"]
        assert told["actor"] != context["instructor"]

    def test_keeps_what_refers_to_what(self, told):
        assert told["object"]["object"]["id"] == told["id"] != FOREIGN["id"]

    def test_is_still_a_valid_statement(self, told):
        check(encoded(told), version=Version.V2)

    def test_depends_on_the_secret(self, told, take_out, file):
        take_out(pseudonymise=True, secret=SECRET)
        again = lines_of(file)[0]
        take_out(pseudonymise=True)

        assert again == told
        assert lines_of(file)[0]["actor"] != told["actor"]

    def test_goes_without_files_and_weak_secrets(self, with_file, take_out, file):
        with pytest.raises(ExportRefused, match="without them"):
            take_out(pseudonymise=True, files=True)
        with pytest.raises(ExportRefused, match="16 characters"):
            take_out(pseudonymise=True, secret="short")
        take_out(pseudonymise=True)
        assert "attachments" not in lines_of(file)[0]


class TestImport:
    def test_what_is_known_stays_as_it_is(self, filled, take_out, bring_in):
        take_out()
        report = bring_in()

        assert (report.read, report.stored, report.known) == (4, 0, 4)

    @pytest.mark.parametrize("name", ["traces.jsonl", "traces.jsonl.gz"])
    def test_into_an_empty_store_gives_the_same_statements(
        self, filled, take_out, bring_in, tmp_path, name
    ):
        before = raw_statements(filled)
        take_out(tmp_path / name)
        forget_all(filled)

        assert bring_in(tmp_path / name).stored == 4
        assert raw_statements(filled) == before
        held = [record.id for record in statements_of_registration(filled, REGISTRATION)]
        assert held[:2] == [id_of("a"), id_of("c")]

    def test_brings_files_back(self, db, with_file, take_out, bring_in):
        take_out(files=True)
        forget_all(db)

        assert bring_in().files == 1
        db.rollback()
        assert db.scalar(select(StoredFile.content)) == b"abc"

    def test_refuses_a_file_that_was_changed(self, db, with_file, take_out, bring_in, file):
        take_out(files=True)
        forget_all(db)
        (files_folder(file) / SHA2_OF_ABC).write_bytes(b"abd")

        with pytest.raises(ImportRefused, match="not what its name says"):
            bring_in()
        assert stored_ids(db) == []

    def test_statements_of_others_are_not_the_platforms_own(self, db, bring_in, file):
        context = {"context": {"registration": REGISTRATION}}
        file.write_text(json.dumps(FOREIGN | context) + "\n\n")

        assert bring_in().stored == 1
        db.rollback()
        assert statements_of_registration(db, REGISTRATION) == []

    def test_takes_both_versions(self, db, bring_in, file):
        newer = LEAST | {"id": str(uuid4()), "version": "2.0.0"}
        file.write_text(json.dumps(FOREIGN) + "\n" + json.dumps(newer) + "\n")

        assert bring_in().stored == 2

    def test_stores_batches_before_the_line_that_is_no_statement(
        self, db, bring_in, file, monkeypatch
    ):
        monkeypatch.setattr(importing, "BATCH", 2)
        ids = [str(uuid4()) for _ in range(3)]
        lines = [json.dumps(LEAST | {"id": id}) for id in ids]
        file.write_text("\n".join([*lines, '{"actor":{}}']) + "\n")

        with pytest.raises(ImportRefused) as refusal:
            bring_in()

        assert stored_ids(db) == ids[:2]
        said = str(refusal.value)
        assert said.startswith("traces.jsonl:4: $")
        assert "from line 3 on" in said
        assert "2 traces of the lines before are" in said

    def test_goes_on_where_it_was_cut(self, db, bring_in, file, monkeypatch):
        monkeypatch.setattr(importing, "BATCH", 2)
        ids = [str(uuid4()) for _ in range(5)]
        file.write_text("\n".join(json.dumps(LEAST | {"id": id}) for id in ids))
        with monkeypatch.context() as cut:
            cut_after(cut, importing, "store", 1)
            with pytest.raises(Cut):
                bring_in()
        assert stored_ids(db) == ids[:2]

        report = bring_in()

        assert (report.stored, report.known) == (3, 2)
        assert stored_ids(db) == ids

    def test_can_pass_lines_over(self, db, bring_in, file):
        file.write_text("no statement\n" + json.dumps(FOREIGN))

        assert bring_in(from_line=2).stored == 1

    def test_names_the_line_that_the_store_refuses(self, filled, bring_in, file):
        voiding = next(raw for raw in raw_statements(filled) if "voided" in raw)
        filled.rollback()
        refused = LEAST | {
            "id": str(uuid4()),
            "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
            "object": {"objectType": "StatementRef", "id": json.loads(voiding)["id"]},
        }
        file.write_text(json.dumps(FOREIGN) + "\n" + json.dumps(refused) + "\n")
        before = stored_ids(filled)

        with pytest.raises(ImportRefused, match=r"traces.jsonl:2: .* is itself a voiding"):
            bring_in()
        assert stored_ids(filled) == before

    def test_refuses_a_line_without_end(self, bring_in, file, monkeypatch):
        monkeypatch.setattr(importing, "LINE_BYTES", 100)
        file.write_text("x" * 1000)

        with pytest.raises(ImportRefused, match="traces.jsonl:1: longer than"):
            bring_in()

    @pytest.mark.parametrize("harm", [lambda data: data[:-9], lambda data: b"plain text\n"])
    def test_refuses_a_damaged_archive(self, filled, take_out, bring_in, tmp_path, harm):
        file = tmp_path / "traces.jsonl.gz"
        take_out(file)
        file.write_bytes(harm(file.read_bytes()))

        with pytest.raises(ImportRefused, match="cut or damaged"):
            bring_in(file)


class TestMemory:
    def test_does_not_grow_with_the_number_of_statements(self, db, take_out, bring_in, file):
        """The bench measures a million; here, what Python holds at most."""
        peaks = []
        for count in (1_000, 8_000):
            lines = (json.dumps(LEAST | {"id": str(uuid4())}) for _ in range(count))
            file.write_text("\n".join(lines))
            peaks.append(peak_of(bring_in))
        peaks.append(peak_of(take_out))

        # The texts alone of 7,000 more are over 2 MB; what waits for the garbage collector is less.
        assert peaks[1] < peaks[0] + 1_800_000
        assert peaks[2] < 20_000_000
        db.rollback()
        assert db.scalar(select(func.count()).select_from(StoredStatement)) == 9_000
