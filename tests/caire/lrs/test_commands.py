"""`caire lrs …` and `caire traces …`, as an operator meets them."""

import json
from typing import Any

import pytest
import tincan
from click.testing import CliRunner, Result
from sqlalchemy import text

from caire.cli import main
from caire.db import transaction
from caire.lrs import vocabulary as v
from caire.lrs.services import store
from caire.lrs.services.completing import complete
from caire.lrs.services.storing import Source
from tests.caire.lrs.factories import (
    HOME,
    REGISTRATION,
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

        nothing = {"erased": 0, "files": 0, "documents": 0, "documents_erased": 0}
        assert first == {"read": 2, "stored": 2, "known": 0, **nothing}
        assert again == {"read": 2, "stored": 0, "known": 2, **nothing}

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


class TestList:
    @pytest.fixture
    def lea(self, db, config):
        """Two traces of hers, and one that a program sent about another, with odd signs."""
        with transaction(db):
            lea = make_person(db, email="lea@example.org")
            home = config.xapi_root
            hers = {"actor_name": lea.actor_name}
            for name, verb in (("a", v.EXPERIENCED), ("b", v.COMPLETED)):
                one = own_statement(name, verb=verb, **hers)
                one.actor.account.home_page = home
                store_some(db, one)
            foreign = own_statement("c", registration=None)
            foreign.actor = tincan.Agent(mbox="mailto:ada@example.org", name="A\x1b[31mda")
            raw = complete(encoded(foreign), home=HOME, authority="a-tool", key_id=7)
            store(db, incoming=[raw], source=Source.KEY)
        return lea

    def test_shows_a_sentence_each_the_newest_first(self, caire, lea):
        lines = caire("traces", "list").stdout.splitlines()

        assert [line.split()[-1] for line in lines] == [id_of("c"), id_of("b"), id_of("a")]
        assert "Léa Martin" in lines[2]
        assert "Écran" in lines[2]
        assert "Went through the screen" in caire("traces", "list", "--language", "en").stdout

    def test_sends_no_sign_to_the_terminal_that_a_program_wrote(self, caire, lea):
        assert "\x1b" not in caire("traces", "list").stdout

    def test_prints_lines_of_json_word_for_word(self, caire, db, lea):
        lines = caire("traces", "list", "--json").stdout.splitlines()

        assert lines == list(reversed(raw_statements(db)))

    @pytest.mark.parametrize(
        ("filters", "names"),
        [
            (("--agent", "lea@example.org"), "ba"),
            (("--agent", "ada@example.org"), "c"),
            (("--agent", '{"mbox": "mailto:ada@example.org"}'), "c"),
            (("--verb", v.COMPLETED), "b"),
            (("--registration", REGISTRATION), "ba"),
            (("--activity", "http://example.org/none"), ""),
            (("--since", "2199-01-01T00:00:00Z"), ""),
            (("--until", "1999-01-01T00:00:00Z"), ""),
            (("--limit", "2"), "cb"),
            (("--limit", "0"), "cba"),
        ],
    )
    def test_takes_the_filters_of_get(self, caire, lea, filters, names):
        lines = caire("traces", "list", "--json", *filters).stdout.splitlines()

        assert [json.loads(line)["id"] for line in lines] == [id_of(name) for name in names]

    def test_goes_through_all_pages(self, caire, db, lea):
        with transaction(db):
            store_some(db, *(own_statement(f"n:{n}") for n in range(450)))

        assert len(caire("traces", "list", "--json", "--limit", "0").stdout.splitlines()) == 453
        assert len(caire("traces", "list", "--json", "--limit", "301").stdout.splitlines()) == 301

    def test_says_what_is_wrong_with_a_filter(self, caire, lea):
        result = caire("traces", "list", "--registration", "x")

        assert result.exit_code == 1
        assert "registration must be a UUID" in result.stderr
        assert "no such trace" in caire("traces", "list", "--since", "2199-01-01T00:00:00Z").stderr
