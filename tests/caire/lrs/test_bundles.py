"""A bundle proves its statements to whoever has nothing but the public key."""

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caire.cli import main
from caire.db import transaction
from caire.lrs.errors import BundleRefused, NoSuchHead, NotInLog
from caire.lrs.hashing import account_key
from caire.lrs.log import (
    Reason,
    check_bundle,
    ensure_signer,
    latest_head,
    make_bundle,
    read_bundle,
    seal,
)
from caire.lrs.log.bundles import MAX_BYTES, MAX_STATEMENTS
from caire.lrs.log.claims import BundleClaim, HeadClaim
from caire.lrs.services.erasing import erase_statements
from tests.caire.lrs.factories import HOME, NOW, id_of, own_statement, store_some

CHANGES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


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
def bundle(sealed, signer):
    """Two statements, and the proof that the log grew out of its first head."""
    made = make_bundle(
        sealed, statement_ids=[id_of("f"), id_of("b")], signer=signer, now=NOW, since=[4]
    )
    return json.loads(msgspec.json.encode(made))


def report_of(bundle, key, **options):
    return check_bundle(read_bundle(json.dumps(bundle).encode()), key, **options)


class TestABundle:
    def test_is_sound_and_says_what_it_holds(self, bundle, signer):
        report = report_of(bundle, signer)

        assert report.sound
        assert report.contents.statement_ids == (id_of("f"), id_of("b"))
        assert (report.head.size, [old.size for old in report.grown_from]) == (7, [4])

    def test_may_list_as_many_statements_as_a_bundle_holds(self, signer):
        ids = tuple(id_of(f"n:{n}") for n in range(MAX_STATEMENTS))
        claim = BundleClaim(ids, "CODE", MAX_STATEMENTS, NOW)

        assert signer.read_bundle(signer.sign_bundle(claim)) == claim

    def test_holds_no_secret(self, bundle):
        assert "d" not in bundle["key"]

    def test_is_refused_for_what_cannot_be_proved(self, sealed, signer):
        def made(*ids, **options):
            return make_bundle(sealed, statement_ids=ids, signer=signer, now=NOW, **options)

        with pytest.raises(NotInLog, match="not sealed"):
            made("no-uuid")
        with pytest.raises(BundleRefused, match="1 to 10000 statements, not 0"):
            made()
        with pytest.raises(NoSuchHead, match="over 5 statements"):
            made(id_of("a"), since=[5])
        erase_statements(
            sealed,
            agent_key=account_key(HOME, "5a0c"),
            reason=Reason.PERSON,
            signer=signer,
            now=NOW,
        )
        with pytest.raises(BundleRefused, match="is not kept any more"):
            made(id_of("a"))

    def test_of_an_empty_log_says_what_to_do(self, db, signer):
        with pytest.raises(NotInLog, match="caire traces seal"):
            make_bundle(db, statement_ids=[id_of("a")], signer=signer, now=NOW)


class TestCheckBundle:
    def test_names_the_first_changed_statement(self, bundle, signer):
        for one in bundle["statements"]:
            one["raw"] = one["raw"].replace("5a0c", "5a0d")

        fault = report_of(bundle, signer).fault

        assert (fault.kind, fault.position, fault.statement_id) == ("altered", 5, id_of("f"))

    def test_names_a_statement_whose_proof_fails(self, bundle, signer):
        bundle["statements"][1]["path"][0] = "00" * 32

        fault = report_of(bundle, signer).fault

        assert (fault.kind, fault.statement_id) == ("altered", id_of("b"))

    def test_names_a_removed_statement(self, bundle, signer):
        del bundle["statements"][0]

        fault = report_of(bundle, signer).fault

        assert fault.message == f"statement {id_of('f')} was removed from the bundle"

    def test_names_an_inserted_statement_though_it_is_in_the_log(self, sealed, bundle, signer):
        other = make_bundle(sealed, statement_ids=[id_of("c")], signer=signer, now=NOW)
        bundle["statements"].append(json.loads(msgspec.json.encode(other.statements[0])))

        fault = report_of(bundle, signer).fault

        assert (fault.kind, fault.statement_id) == ("inserted", id_of("c"))

    def test_names_a_statement_that_stands_for_another(self, bundle, signer):
        bundle["statements"][0] |= {"id": id_of("b")}
        bundle["statements"][1] |= {"id": id_of("f")}

        assert report_of(bundle, signer).fault.kind == "misplaced"

    def test_believes_no_other_key(self, bundle, tmp_path):
        other = ensure_signer(tmp_path / "other")

        fault = report_of(bundle, other).fault

        assert fault.message.startswith("the head is not signed by this key")

    def test_believes_no_growth_that_is_not_shown(self, bundle, signer):
        bundle["consistency"][0]["path"][0] = "00" * 32

        assert "did not grow out of the one of 4" in report_of(bundle, signer).fault.message

    def test_compares_with_heads_that_were_published(self, bundle, signer):
        def fault(**published):
            claims = {int(n[1:]): HeadClaim(int(n[1:]), root, NOW) for n, root in published.items()}
            return report_of(bundle, signer, published=claims).fault

        root = signer.read(bundle["head"]).root_hash
        assert fault(_7=root) is None
        assert "the log was replaced" in fault(_4=b"x" * 32, _7=root).message
        assert "--since SIZE" in fault(_3=root).message

    def test_takes_no_other_spelling_of_the_same_bytes(self, bundle, signer):
        salt, head = bundle["statements"][0]["salt"], bundle["head"]
        assert b64decode(other := salt[:21] + chr(ord(salt[21]) + 1) + "==") == b64decode(salt)
        bundle["statements"][0]["salt"] = other
        with pytest.raises(BundleRefused, match="salt"):
            report_of(bundle, signer)

        bundle["statements"][0]["salt"] = salt
        bundle["head"] = head[:-1] + chr(ord(head[-1]) + 1)
        assert "is not signed by this key" in report_of(bundle, signer).fault.message

    @CHANGES
    @given(st.data())
    def test_sees_any_change_to_any_value(self, bundle, signer, data):
        changed = json.loads(json.dumps(bundle))
        holder, name = data.draw(st.sampled_from(list(places_in(changed))))
        holder[name] = another(holder[name], data)

        try:
            report = report_of(changed, signer)
        except BundleRefused:
            return
        assert not report.sound


def places_in(bundle):
    """Where a value stands, but for the key: the reader brings the published one."""
    for name in ("format", "contents", "head"):
        yield bundle, name
    for one in bundle["statements"] + bundle["consistency"]:
        for name, value in one.items():
            if isinstance(value, list):
                yield from ((value, at) for at in range(len(value)))
            else:
                yield one, name


def another(value, data):
    if isinstance(value, int):
        return data.draw(st.integers(-1, 10).filter(lambda number: number != value))
    at = data.draw(st.integers(0, len(value) - 1))
    letter = data.draw(st.sampled_from("Aa0x{. ").filter(lambda one: one != value[at]))
    return value[:at] + letter + value[at + 1 :]


class TestReadBundle:
    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"", "truncated"),
            (b"\xff\xfe", "no bundle"),
            (b"[]", "Expected `object`, got `array`"),
            (b"{}", "missing required field `format`"),
            (b"[" * 200_000, "no bundle"),
            (b'{"format":' * 100_000, "no bundle"),
        ],
    )
    def test_says_what_is_not_a_bundle(self, raw, reason):
        with pytest.raises(BundleRefused, match=reason):
            read_bundle(raw)

    def test_refuses_what_is_too_large_before_reading_it(self):
        with pytest.raises(BundleRefused, match="more than 100000000 bytes"):
            read_bundle(bytes(MAX_BYTES + 1))

    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"format": "caire.bundle/2"}, "has the format 'caire.bundle/2'"),
            ({"extra": 1}, "unknown field `extra`"),
            ({"key": []}, r"\$.key"),
            ({"statements": {}}, r"\$.statements"),
            ({"statements": [{}] * 10_001}, r"\$.statements"),
            ({"consistency": [{"head": "", "path": ["00"]}]}, r"\$.consistency\[0\].path\[0\]"),
            ({"consistency": [{"head": "", "path": ["0" * 64] * 65}]}, r"consistency\[0\].path"),
        ],
    )
    def test_names_the_wrong_member(self, bundle, change, where):
        with pytest.raises(BundleRefused, match=where):
            read_bundle(json.dumps(bundle | change).encode())

    @pytest.mark.parametrize("position", [-1, 2**63, 1.5, "1", None])
    def test_refuses_positions_that_are_none(self, bundle, position):
        bundle["statements"][0]["position"] = position

        with pytest.raises(BundleRefused, match=r"\$.statements\[0\].position"):
            read_bundle(json.dumps(bundle).encode())

    def test_refuses_a_member_that_stands_twice(self, bundle):
        raw = json.dumps(bundle).encode()
        twice = raw[:-1] + b',"format":"caire.bundle/1"}'

        with pytest.raises(BundleRefused, match="stands twice"):
            read_bundle(twice)

    @CHANGES
    @given(st.sampled_from(["contents", "head"]), st.binary(max_size=60), st.booleans())
    def test_no_signed_text_breaks_the_check(self, bundle, signer, name, noise, as_payload):
        text = b64encode(noise).decode().rstrip("=")
        parts = bundle[name].split(".")
        parts[1 if as_payload else 0] = text
        changed = bundle | {name: ".".join(parts)}

        assert not report_of(changed, signer).sound


class TestTheCommands:
    @pytest.fixture
    def caire(self, config, monkeypatch):
        for name, value in {
            "CAIRE_ENVIRONMENT": "test",
            "CAIRE_DATA_DIR": config.data_dir,
            "CAIRE_DATABASE_URL": config.database.url,
            "CAIRE_JOBS_URL": config.jobs.url,
            "CAIRE_SITE_URL": config.site.url,
            "CAIRE_SITE_SECRET_KEY": config.site.secret_key,
        }.items():
            monkeypatch.setenv(name, value)
        return lambda *given: CliRunner().invoke(main, given, catch_exceptions=False)

    @pytest.fixture
    def file(self, caire, db, signer, tmp_path):
        with transaction(db):
            for names in ("abcd", "efg"):
                store_some(db, *(own_statement(name) for name in names))
                seal(db, signer=signer, now=NOW)
        path = str(tmp_path / "bundle.json")
        made = caire("traces", "bundle", path, "--statement", id_of("c"), "--since", "4", "--json")
        assert json.loads(made.stdout) == {"file": path, "statements": 1}
        return path

    @pytest.fixture
    def elsewhere(self, monkeypatch):
        """Another machine: no database, no settings that hold."""
        for name in ("DATABASE_URL", "DATA_DIR", "JOBS_URL"):
            monkeypatch.setenv(f"CAIRE_{name}", "nonsense://")

    def test_a_bundle_is_checked_elsewhere_in_plain_words(self, caire, file, elsewhere):
        said = caire("traces", "verify", "--bundle", file)

        assert said.exit_code == 0
        assert "its 1 traces were in the log, word for word" in said.stdout
        assert "grew out of its head of 4 traces" in said.stdout
        assert "It does not prove that what the traces say is true" in said.stdout
        assert "The key was taken from the bundle itself" in said.stdout

    def test_the_published_key_is_given_as_a_key_or_as_a_set(self, caire, file, signer, tmp_path):
        given = tmp_path / "key.json"
        for published in (signer.public_key, {"keys": [signer.public_key]}):
            given.write_text(json.dumps(published))
            said = caire("traces", "verify", "--bundle", file, "--key", str(given), "--json")
            assert json.loads(said.stdout)["key_taken_from_bundle"] is False

    def test_a_key_that_is_none_or_another_is_refused(self, caire, file, tmp_path):
        given = tmp_path / "key.json"
        for text in ("", "[]", "3", '{"keys":3}', '{"keys":[]}', '{"kty":"oct","k":"AA"}'):
            given.write_text(text)
            said = caire("traces", "verify", "--bundle", file, "--key", str(given))
            assert said.exit_code == 1
            assert said.stderr.startswith("caire: ")
        given.write_text(json.dumps(ensure_signer(tmp_path / "other").public_key))
        said = caire("traces", "verify", "--bundle", file, "--key", str(given))
        assert (said.exit_code, "not signed by this key" in said.stderr) == (1, True)

    def test_a_changed_bundle_ends_with_exit_code_1(self, caire, file, elsewhere):
        with open(file, "r+") as opened:
            changed = opened.read().replace("5a0c", "5a0d")
            opened.seek(0)
            opened.write(changed)

        said = caire("traces", "verify", "--bundle", file)

        assert said.exit_code == 1
        assert f"statement {id_of('c')} (position 2) was changed" in said.stderr

    def test_a_hostile_key_in_a_bundle_is_refused(self, caire, file):
        with open(file) as opened:
            bundle = json.load(opened)
        for key in ({}, {"kty": "RSA"}, {"kty": "OKP", "crv": "Ed25519", "x": "é"}):
            with open(file, "w") as opened:
                json.dump(bundle | {"key": key}, opened)
            said = caire("traces", "verify", "--bundle", file)
            assert said.exit_code == 1
            assert "cannot be used" in said.stderr

    def test_the_program_of_the_document_agrees(self, caire, file, signer, tmp_path):
        text = (Path(__file__).parents[3] / "docs" / "lrs-log.md").read_text(encoding="utf-8")
        program = text.partition("```python\n")[2].partition("```")[0]
        keys = tmp_path / "keys.json"
        keys.write_text(json.dumps({"keys": [signer.public_key]}))

        def run() -> subprocess.CompletedProcess[str]:
            given = [sys.executable, "-c", program, file, str(keys)]
            return subprocess.run(given, capture_output=True, text=True, check=False)

        assert run().stdout.startswith(f"{id_of('c')} is in the log of 7 traces")
        path = Path(file)
        path.write_text(path.read_text().replace("5a0c", "5a0d"))
        assert "was changed" in run().stderr

    def test_doctor_says_that_the_key_is_missing(self, caire, file, tmp_path):
        def finding() -> dict:
            found = json.loads(caire("doctor", "--json").stdout)["findings"]
            return next(one for one in found if one["name"] == "key of the log")

        assert finding()["ok"]
        key = tmp_path / "log-key.json"
        key.unlink()
        assert "caire backup" in finding()["advice"]
        ensure_signer(tmp_path)
        assert "is not the key that signed it" in finding()["detail"]

    def test_a_bundle_of_nothing_is_wrong_usage(self, caire, tmp_path):
        assert caire("traces", "bundle", str(tmp_path / "b")).exit_code == 2

    def test_published_heads_show_that_the_log_was_replaced(
        self, caire, file, db, signer, tmp_path
    ):
        heads = json.loads(caire("traces", "heads", "--json").stdout)["heads"]
        kept = tmp_path / "heads.jsonl"
        kept.write_text("".join(json.dumps(head) + "\n" for head in heads))

        assert caire("traces", "verify", "--bundle", file, "--heads", str(kept)).exit_code == 0
        assert caire("traces", "verify", "--heads", str(kept)).exit_code == 0
        with transaction(db):
            db.delete(latest_head(db))
        said = caire("traces", "verify", "--heads", str(kept))
        assert said.exit_code == 1
        assert "no such head of size 7 as was published" in said.stderr

    def test_consistency_is_proved_between_two_heads(self, caire, file):
        proof = json.loads(caire("traces", "consistency", "--from", "4", "--json").stdout)

        assert (proof["from"]["size"], proof["to"]["size"], len(proof["path"])) == (4, 7, 1)
        assert caire("traces", "consistency", "--from", "5").exit_code == 1
