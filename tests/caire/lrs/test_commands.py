"""`caire lrs …` and `caire traces …`, as an operator meets them."""

import json
from typing import Any

import pytest
import tincan
from click.testing import CliRunner, Result
from sqlalchemy import text

from caire.cli import main
from caire.db import transaction
from caire.lrs.services import store
from caire.lrs.services.completing import complete
from caire.lrs.services.storing import Source
from tests.caire.lrs.factories import (
    HOME,
    encoded,
    id_of,
    own_statement,
    raw_statements,
    store_some,
)
from tests.factories import make_person


@pytest.fixture
def caire(config, monkeypatch, engine):
    """Runs a command on this test's database; the database counts as prepared."""
    for name, value in {
        "CAIRE_ENVIRONMENT": "test",
        "CAIRE_DATA_DIR": config.data_dir,
        "CAIRE_DATABASE_URL": config.database.url,
        "CAIRE_JOBS_URL": config.jobs.url,
        "CAIRE_SITE_URL": config.site.url,
        "CAIRE_SITE_SECRET_KEY": config.site.secret_key,
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return run


def shown(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


class TestKeys:
    def test_a_key_is_made_listed_and_revoked(self, caire):
        made = shown(caire("lrs", "keys", "create", "--name", "moodle", "--json"))
        assert set(made) == {"key", "secret"}

        listed = caire("lrs", "keys", "list", "--json")
        assert made["secret"] not in listed.stdout
        assert shown(listed)["keys"][0]["scopes"] == ["statements/read/mine", "statements/write"]

        assert shown(caire("lrs", "keys", "revoke", "moodle", "--json")) == {"revoked": "moodle"}
        assert shown(caire("lrs", "keys", "list", "--json"))["keys"][0]["revoked_at"]

    def test_what_is_refused_says_why(self, caire):
        caire("lrs", "keys", "create", "--name", "moodle")

        for arguments, reason in (
            (("create", "--name", "moodle"), "there is a key named moodle"),
            (("create", "--name", "x", "--organisation", "nobody"), "no organisation 'nobody'"),
            (("revoke", "nothing"), "no key nothing"),
        ):
            result = caire("lrs", "keys", *arguments)
            assert result.exit_code == 1
            assert reason in result.stderr

    def test_an_unknown_scope_is_wrong_usage(self, caire):
        assert caire("lrs", "keys", "create", "--name", "x", "--scope", "fly").exit_code == 2


class TestTraces:
    def test_are_sealed_proved_and_verified(self, caire, db):
        with transaction(db):
            store_some(db, own_statement("a"), own_statement("b"))

        sealed = shown(caire("traces", "seal", "--json"))
        proof = shown(caire("traces", "prove", id_of("a"), "--json"))
        verified = shown(caire("traces", "verify", "--json"))

        assert (sealed["size"], sealed["added"]) == (2, 2)
        assert proof["root"] == sealed["root"]
        assert verified == {
            "sound": True,
            "size": 2,
            "heads": 1,
            "erased": 0,
            "erasures": 0,
            "retired": 0,
            "unsealed": 0,
        }

    def test_an_altered_trace_is_named_with_exit_code_1(self, caire, db):
        with transaction(db):
            store_some(db, own_statement("a"), own_statement("b"))
        caire("traces", "seal")
        with transaction(db):
            db.execute(
                text("UPDATE statement SET raw = replace(raw, '5a0c', '5a0d') WHERE id = :id"),
                {"id": id_of("b")},
            )

        result = caire("traces", "verify")

        assert result.exit_code == 1
        assert f"statement {id_of('b')} (position 1) was altered" in result.stderr

    def test_a_lost_signing_key_says_what_to_restore(self, caire, db, tmp_path):
        with transaction(db):
            store_some(db, own_statement("a"))
        caire("traces", "seal")
        (tmp_path / "log-key.json").unlink()

        result = caire("traces", "seal")

        assert result.exit_code == 1
        assert "restore the file" in result.stderr

    def test_go_out_and_come_back(self, caire, db, tmp_path):
        with transaction(db):
            store_some(db, own_statement("a"), own_statement("b"))
        file = str(tmp_path / "traces.jsonl")

        assert shown(caire("traces", "export", file, "--json"))["statements"] == 2
        with transaction(db):
            for table in ("statement", "statement_id", "statement_relation", "statement_unsealed"):
                db.execute(text(f"DELETE FROM {table}"))
        first = shown(caire("traces", "import", file, "--json"))
        again = shown(caire("traces", "import", file, "--json"))

        assert first == {"read": 2, "stored": 2, "known": 0, "files": 0}
        assert again == {"read": 2, "stored": 0, "known": 2, "files": 0}

    def test_a_broken_file_changes_nothing_and_names_the_line(self, caire, db, tmp_path):
        file = tmp_path / "broken.jsonl"
        file.write_text('{"actor": 3}\n')

        result = caire("traces", "import", str(file))

        assert result.exit_code == 1
        assert "broken.jsonl:1: $.actor" in result.stderr


class TestErase:
    """The traces of somebody who has no account here, and of somebody who has one."""

    ADA = '{"mbox": "mailto:ada@example.org"}'

    def sealed(self, caire, db) -> None:
        ada = tincan.Agent(mbox="mailto:ada@example.org")
        with transaction(db):
            store_some(db, own_statement("a"))
            foreign = own_statement("b", registration=None)
            foreign.actor = ada
            raw = complete(encoded(foreign), home=HOME, authority="a-tool", key_id=7)
            store(db, incoming=[raw], source=Source.KEY)
        caire("traces", "seal")

    def test_empties_traces_and_leaves_a_signed_record(self, caire, db):
        self.sealed(caire, db)

        done = shown(
            caire("traces", "erase", "--agent", self.ADA, "--reason", "law", "--yes", "--json")
        )
        verified = shown(caire("traces", "verify", "--json"))
        (record,) = shown(caire("traces", "erasures", "--json"))["erasures"]

        assert done == {"erased": 1, "reason": "law"}
        assert (verified["erased"], verified["erasures"]) == (1, 1)
        assert (record["signed"], record["count"], record["reason"]) == (True, 1, "law")
        assert "ada" not in caire("traces", "erasures").stdout
        assert len(raw_statements(db)) == 1

    def test_asks_first(self, caire, db):
        self.sealed(caire, db)

        assert caire("traces", "erase", "--agent", self.ADA, "--reason", "law").exit_code == 1
        assert len(raw_statements(db)) == 2

    def test_says_what_is_no_agent_and_which_reasons_there_are(self, caire):
        wrong = caire("traces", "erase", "--agent", "ada", "--reason", "law", "--yes")
        assert wrong.exit_code == 2
        assert "write it as" in wrong.stderr
        assert caire("traces", "erase", "--agent", self.ADA, "--reason", "x").exit_code == 2

    def test_of_an_account_goes_with_the_account(self, caire, db, config):
        with transaction(db):
            person = make_person(db, email="lea@example.org")
            store_some(db, own_statement("a", actor_name=person.actor_name))
        account = {"account": {"homePage": config.xapi_root, "name": person.actor_name}}

        refused = caire(
            "traces", "erase", "--agent", json.dumps(account), "--reason", "person", "--yes"
        )
        assert refused.exit_code == 1
        assert "caire privacy erase EMAIL --traces" in refused.stderr

        done = shown(caire("privacy", "erase", "lea@example.org", "--traces", "--yes", "--json"))
        assert done["traces_emptied"] == 1
        assert raw_statements(db) == []
        assert shown(caire("traces", "verify", "--json"))["erasures"] == 1
