"""Heads that others keep show that the log was not replaced; its key comes back with a backup."""

import json
import stat
from dataclasses import replace

import pytest
from sqlalchemy import update

from caire.backup import restore_backup, write_backup
from caire.config import LrsConfig
from caire.db import make_sessions, transaction
from caire.jobs import Jobs
from caire.lrs.errors import HeadsRefused
from caire.lrs.jobs import SEAL, wire_jobs
from caire.lrs.log import (
    ensure_signer,
    open_signer,
    publish_heads,
    read_heads,
    replaced_head,
    seal,
    verify,
)
from caire.lrs.models import LogHead
from caire.migrate import downgrade_to, upgrade_to_head
from tests.caire.lrs.factories import NOW, own_statement, store_some


@pytest.fixture
def signer(tmp_path):
    return ensure_signer(tmp_path)


@pytest.fixture
def sealed(db, signer):
    """Seven statements under two heads: a to d, then e to g."""
    for names in ("abcd", "efg"):
        store_some(db, *(own_statement(name) for name in names))
        seal(db, signer=signer, now=NOW)
    return db


@pytest.fixture
def file(tmp_path):
    return tmp_path / "mirrored" / "heads.jsonl"


class TestPublishHeads:
    def test_adds_what_the_file_does_not_hold_yet(self, sealed, signer, file):
        assert publish_heads(sealed, file) == 2
        store_some(sealed, own_statement("h"))
        seal(sealed, signer=signer, now=NOW)
        before = file.read_bytes()

        assert publish_heads(sealed, file) == 1
        assert publish_heads(sealed, file) == 0
        assert file.read_bytes().startswith(before)
        assert sorted(read_heads(file, signer)) == [4, 7, 8]

    @pytest.mark.parametrize("cut", [1, 30, 250])
    def test_writes_a_line_again_that_was_cut_off(self, sealed, signer, file, cut):
        publish_heads(sealed, file)
        whole = file.read_bytes()
        file.write_bytes(whole[:-cut])

        publish_heads(sealed, file)

        assert file.read_bytes() == whole

    def test_begins_again_when_the_first_line_was_cut_off(self, sealed, file):
        file.parent.mkdir()
        file.write_text('{"size": 4, "ro')

        assert publish_heads(sealed, file) == 2

    @pytest.mark.parametrize("text", ["my diary", "my diary\n", "{}\n", '{"size": []}\n', "\n"])
    def test_leaves_a_file_alone_that_holds_something_else(self, sealed, file, text):
        file.parent.mkdir()
        file.write_text(text)

        with pytest.raises(HeadsRefused, match="name another file"):
            publish_heads(sealed, file)
        assert file.read_text() == text

    def test_comes_with_sealing(self, db, app, config, engine, file):
        store_some(db, own_statement())
        db.commit()
        jobs = Jobs(config)
        publishing = replace(config, lrs=LrsConfig(heads_file=str(file)))
        wire_jobs(app, jobs, publishing, make_sessions(engine))

        jobs.wake(SEAL)

        assert list(read_heads(file, open_signer(config.data_dir))) == [1]


class TestReadHeads:
    @pytest.mark.parametrize("line", ["{}", "[", "3", '{"head":"a.b.c"}', "[" * 9000, "\x00"])
    def test_names_a_line_that_is_no_head(self, sealed, signer, file, line):
        publish_heads(sealed, file)
        file.write_text(file.read_text() + line + "\n")

        with pytest.raises(HeadsRefused, match="line 3 .* no head signed"):
            read_heads(file, signer)

    def test_names_a_line_that_says_otherwise_than_its_signature(self, sealed, signer, file):
        publish_heads(sealed, file)
        file.write_text(file.read_text().replace('"size": 7', '"size": 8'))

        with pytest.raises(HeadsRefused, match="line 2"):
            read_heads(file, signer)

    def test_shows_that_the_log_was_replaced(self, sealed, signer, file):
        publish_heads(sealed, file)
        kept = read_heads(file, signer)
        assert replaced_head(sealed, kept) is None

        sealed.execute(update(LogHead).where(LogHead.size == 7).values(root_hash=b"x" * 32))

        assert replaced_head(sealed, kept).size == 7


class TestABackup:
    def test_brings_the_key_back_with_the_log(self, sealed, engine, signer, tmp_path):
        sealed.commit()
        file, elsewhere = tmp_path / "all.caire", tmp_path / "elsewhere"
        write_backup(engine, file, data_dir=tmp_path)
        downgrade_to(engine, "base")
        upgrade_to_head(engine)

        restore_backup(engine, file, data_dir=elsewhere)

        again = open_signer(elsewhere)
        with make_sessions(engine)() as db, transaction(db):
            store_some(db, own_statement("h"))
            assert seal(db, signer=again, now=NOW).size == 8
            assert verify(db, signer=again).sound
        for secret in (file, elsewhere / "log-key.json"):
            assert stat.S_IMODE(secret.stat().st_mode) == 0o600

    def test_keeps_another_key_that_is_there_beside_it(self, sealed, engine, signer, tmp_path):
        sealed.commit()
        file, elsewhere = tmp_path / "all.caire", tmp_path / "elsewhere"
        write_backup(engine, file, data_dir=tmp_path)
        downgrade_to(engine, "base")
        upgrade_to_head(engine)
        other = ensure_signer(elsewhere)

        restore_backup(engine, file, data_dir=elsewhere)

        assert open_signer(elsewhere).key_id == signer.key_id
        (beside,) = elsewhere.glob("log-key.*.json")
        assert json.loads(beside.read_text())["x"] == other.public_key["x"]

    def test_of_a_store_without_a_log_needs_no_key(self, engine, tmp_path):
        file = tmp_path / "all.caire"
        write_backup(engine, file, data_dir=tmp_path)

        restore_backup(engine, file, data_dir=tmp_path)

        assert not (tmp_path / "log-key.json").exists()
