"""The log of traces as others read it: with a key, a head and two proofs, they trust nobody."""

from base64 import b64decode
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from caire.db import transaction
from caire.lrs.log import ensure_signer, read_key, seal
from caire.lrs.log.merkle import proves_consistency, proves_inclusion
from caire.lrs.log.sealing import leaf_of
from caire.lrs.models import LogHead, LogLeaf, StoredStatement
from caire.lrs.services.keys import create_key
from tests.caire.api.test_api import faults_of_answer
from tests.caire.lrs.factories import NOW, id_of, own_statement, store_some
from tests.factories import make_organisation, make_person
from tests.support.client import PageClient

LOG = "/api/v1/log"
ASKED = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def database_url(sqlite_template, tmp_path):
    """An empty database: what differs between the two is tested below."""
    path = tmp_path / "caire.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def http(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sealed(db: Session, config) -> Session:
    """Seven statements under two heads: a to d, then e to g."""
    signer = ensure_signer(config.data_dir)
    for names in ("abcd", "efg"):
        with transaction(db):
            store_some(db, *(own_statement(name) for name in names))
            seal(db, signer=signer, now=NOW)
    return db


def with_key(db: Session, *scopes: str, **options: Any) -> dict[str, Any]:
    with transaction(db):
        made = create_key(db, name=" ".join(scopes) or "x", scopes=scopes, now=NOW, **options)
    return {"auth": (made.key, made.secret)}


class TestTheDescription:
    def test_is_true_of_a_log(self, sealed, http):
        for path in ("/log/keys", "/log/head", "/log/heads"):
            assert faults_of_answer(http, path, path) == []
        for asked in ("from=4", "from=4&to=7", "from=5", "from=7&to=4", "", "from=x"):
            assert faults_of_answer(http, f"/log/consistency?{asked}", "/log/consistency") == []
        assert (
            faults_of_answer(http, f"/log/proofs/{id_of('a')}", "/log/proofs/{statement_id}") == []
        )

    def test_is_true_before_the_log_has_begun(self, http):
        for path in ("/log/keys", "/log/head", "/log/heads"):
            assert faults_of_answer(http, path, path) == []
        assert faults_of_answer(http, "/log/consistency?from=1", "/log/consistency") == []

    @ASKED
    @given(st.text(max_size=30), st.sampled_from(["from", "to", "since"]))
    def test_is_true_of_whatever_is_asked(self, sealed, http, text, name):
        for path in ("/log/heads", "/log/consistency"):
            quoted = "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "ignore"))
            for query in (f"{name}={quoted}", f"from=4&to={quoted}"):
                assert faults_of_answer(http, f"{path}?{query}", path) == []

    @ASKED
    @given(st.text(min_size=1, max_size=60).filter(lambda t: "/" not in t and t not in "..?#"))
    def test_is_true_of_whatever_proof_is_asked(self, sealed, http, text):
        quoted = "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "ignore")) or "%20"
        template = "/log/proofs/{statement_id}"
        assert faults_of_answer(http, f"/log/proofs/{quoted}", template) == []


class TestWithoutAnAccount:
    def test_anybody_checks_that_the_log_only_grew(self, sealed, http):
        (jwk,) = http.get(f"{LOG}/keys").json["keys"]
        key = read_key(jwk)
        kept, latest = http.get(f"{LOG}/heads").json["heads"]
        proof = http.get(f"{LOG}/consistency?from=4").json

        old, new = key.read(kept["head"]), key.read(proof["to"]["head"])
        assert proof["to"]["head"] == latest["head"] == http.get(f"{LOG}/head").json["head"]
        assert proves_consistency(
            first=old.size,
            first_root=old.root_hash,
            second=new.size,
            second_root=new.root_hash,
            path=[bytes.fromhex(step) for step in proof["path"]],
        )

    def test_the_private_key_is_told_to_nobody(self, sealed, http):
        assert set(http.get(f"{LOG}/keys").json["keys"][0]) == {"crv", "kid", "kty", "x"}

    def test_heads_are_told_from_a_size_on(self, sealed, http):
        said = http.get(f"{LOG}/heads?since=4").json
        assert ([head["size"] for head in said["heads"]], said["more"]) == ([7], False)

    @pytest.mark.parametrize(
        ("path", "seconds"),
        [
            ("keys", 3600),
            ("head", 60),
            ("consistency?from=4", 60),
            ("consistency?from=4&to=7", 31536000),
        ],
    )
    def test_caches_may_keep_the_answers(self, sealed, http, path, seconds):
        answer = http.get(f"{LOG}/{path}")
        assert answer.headers["Cache-Control"] == f"public, max-age={seconds}"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        again = http.get(f"{LOG}/{path}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304

    @pytest.mark.parametrize(
        ("path", "status", "reason"),
        [
            ("consistency", 400, "give from"),
            ("consistency?from=-1", 400, "a whole number"),
            ("consistency?from=5", 404, "/api/v1/log/heads show those there are"),
            ("consistency?from=7&to=4", 404, "exchange them"),
            (f"proofs/{id_of('a')}", 401, "send a key of the store"),
        ],
    )
    def test_a_refusal_says_what_to_do(self, sealed, http, path, status, reason):
        answer = http.get(f"{LOG}/{path}")
        assert (answer.status_code, set(answer.json)) == (status, {"error", "message"})
        assert reason in answer.json["message"]
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_a_log_that_was_altered_gives_no_proof(self, sealed, http):
        with transaction(sealed):
            sealed.execute(update(LogHead).where(LogHead.size == 4).values(root_hash=b"x" * 32))

        answer = http.get(f"{LOG}/consistency?from=4")

        assert (answer.status_code, answer.json["error"]) == (409, "log_incomplete")


class TestTheProofOfATrace:
    def test_holds_for_who_makes_the_leaf_herself(self, sealed, http):
        said = http.get(f"{LOG}/proofs/{id_of('f')}", **with_key(sealed, "all/read")).json

        assert id_of("f") in said["raw"]
        assert proves_inclusion(
            leaf_of(b64decode(said["salt"]), said["raw"]),
            index=said["position"],
            size=said["size"],
            path=[bytes.fromhex(step) for step in said["path"]],
            root=bytes.fromhex(said["root"]),
        )

    def test_is_as_described_and_not_kept_by_caches(self, app, sealed):
        http = app.test_client()
        key = with_key(sealed, "all/read")
        assert http.get(f"{LOG}/proofs/{id_of('f')}", **key).headers["Cache-Control"] == (
            "private, no-store"
        )

    def test_is_for_keys_that_may_read_the_trace(self, sealed, http):
        school = make_organisation(sealed, name="École", kind="client")
        sealed.commit()
        path = f"{LOG}/proofs/{id_of('f')}"

        own = http.get(path, **with_key(sealed, "statements/read/mine"))
        of_school = http.get(path, **with_key(sealed, "all/read", organisation_id=school.id))
        writer = http.get(path, **with_key(sealed, "statements/write"))
        wrong = http.get(path, auth=("nobody", "nothing"))

        assert [own.status_code, of_school.status_code] == [404, 404]
        assert (writer.status_code, wrong.status_code) == (403, 401)
        assert wrong.headers["WWW-Authenticate"].startswith("Basic")

    def test_is_for_administrators_and_auditors_who_are_signed_in(self, sealed, app):
        answers = {}
        for role in ("admin", "auditor", "learner"):
            person = make_person(sealed, role=role)
            sealed.commit()
            client = PageClient(app)
            client.sign_in(person.email)
            answers[role] = client.http.get(f"{LOG}/proofs/{id_of('f')}").status_code

        assert answers == {"admin": 200, "auditor": 200, "learner": 403}

    def test_waits_for_the_log(self, sealed, http):
        with transaction(sealed):
            store_some(sealed, own_statement("h"))

        answer = http.get(f"{LOG}/proofs/{id_of('h')}", **with_key(sealed, "all/read"))

        assert (answer.status_code, answer.json["error"]) == (404, "not_in_log")

    def test_is_not_given_when_the_log_was_altered(self, sealed, http):
        with transaction(sealed):
            sealed.execute(update(LogLeaf).where(LogLeaf.position == 2).values(leaf_hash=b"x" * 32))

        answer = http.get(f"{LOG}/proofs/{id_of('a')}", **with_key(sealed, "all/read"))

        assert answer.status_code == 409
        assert "caire traces verify" in answer.json["message"]

    def test_of_an_erased_trace_is_of_no_trace(self, sealed, http):
        with transaction(sealed):
            sealed.execute(update(StoredStatement).values(raw=None, salt=None, erased_at=NOW))

        answer = http.get(f"{LOG}/proofs/{id_of('a')}", **with_key(sealed, "all/read"))

        assert answer.status_code == 404
