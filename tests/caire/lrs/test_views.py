"""The xAPI resources, as programs meet them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from tincan import RemoteLRS, Statement, StatementRef
from werkzeug.serving import make_server

from caire.clock import utcnow
from caire.db import transaction
from caire.lrs.models import StoredStatement
from caire.lrs.services.keys import create_key, revoke_key, rotate_key
from caire.lrs.vocabulary import VOIDED
from tests.caire.lrs.factories import NOW, own_statement, store_some

VERSION = {"X-Experience-API-Version": "1.0.3"}
LEAST = {
    "actor": {"mbox": "mailto:ada@example.org"},
    "verb": {"id": "http://example.org/verbs/did"},
    "object": {"id": "http://example.org/activities/it"},
}


class Program:
    """A client with a key."""

    def __init__(self, app: Any, key: str, secret: str) -> None:
        self.http = app.test_client()
        self.auth = (key, secret)

    def send(self, method: str, path: str = "/xapi/statements", **options: Any) -> Any:
        headers = options.pop("headers", VERSION)
        return self.http.open(path, method=method, auth=self.auth, headers=headers, **options)

    def post(self, statements: Any) -> Any:
        return self.send("POST", json=statements)

    def put(self, id: str, statement: Any) -> Any:
        return self.send("PUT", f"/xapi/statements?statementId={id}", json=statement)

    def read(self, id: str, parameter: str = "statementId") -> Any:
        return self.send("GET", f"/xapi/statements?{parameter}={id}")


@pytest.fixture
def program(app, db):
    """Makes programs with the scopes asked for."""

    def make(*scopes: str, name: str = "a program", organisation_id: int | None = None) -> Program:
        with transaction(db):
            wanted = scopes or ("statements/write", "statements/read/mine")
            made = create_key(
                db, name=name, scopes=wanted, organisation_id=organisation_id, now=NOW
            )
        return Program(app, made.key, made.secret)

    return make


def stored_count(db) -> int:
    db.rollback()
    return db.query(StoredStatement).count()


class TestAbout:
    def test_tells_the_versions_to_anybody(self, app):
        answer = app.test_client().get("/xapi/about")

        assert answer.json == {"version": ["1.0.3", "2.0.0"]}
        assert answer.headers["X-Experience-API-Version"] == "1.0.3"


class TestPost:
    def test_stores_a_statement_and_answers_with_its_id(self, program):
        sender = program()

        answer = sender.post(LEAST)

        (id,) = answer.json
        kept = sender.read(id).json
        assert answer.status_code == 200
        assert {name: kept[name] for name in LEAST} == LEAST
        assert kept["authority"]["account"]["name"] == sender.auth[0]
        assert kept["version"] == "1.0.0"
        assert kept["timestamp"] == kept["stored"]

    def test_stores_several_and_keeps_their_order(self, program):
        ids = [str(uuid4()) for _ in range(3)]

        assert program().post([LEAST | {"id": id} for id in ids]).json == ids

    def test_keeps_what_was_sent_to_the_letter(self, program):
        sender, id = program(), str(uuid4())
        body = (
            f'{{"id":"{id}","actor":{{"mbox":"mailto:a@e.org"}},"verb":{{"id":"http://e.org/v"}},'
            '"object":{"id":"http://e.org/é"},"result":{"duration":"P3W",'
            '"extensions":{"http://e.org/x":{"n":1.50,"big":12345678901234567890123,"no":null}}}}'
        )

        sender.send("POST", data=body.encode(), content_type="application/json")

        text = sender.read(id).text
        assert '"n":1.50,"big":12345678901234567890123,"no":null' in text
        assert '"P3W"' in text

    def test_one_bad_statement_refuses_all_and_is_named(self, program, db):
        answer = program().post([LEAST, LEAST | {"actor": {"mbox": "x"}}])

        assert answer.status_code == 400
        assert answer.json["error"] == "statement_invalid"
        assert answer.json["path"] == "$[1].actor.mbox"
        assert stored_count(db) == 0

    def test_the_same_twice_is_stored_once(self, program, db):
        sender, statement = program(), LEAST | {"id": str(uuid4())}

        assert sender.post(statement).status_code == 200
        assert sender.post(statement).status_code == 200
        assert stored_count(db) == 1

    def test_another_statement_under_the_same_id_is_a_conflict(self, program, db):
        sender, id = program(), str(uuid4())
        sender.post(LEAST | {"id": id})

        answer = sender.post([LEAST, LEAST | {"id": id, "result": {"success": True}}])

        assert answer.status_code == 409
        assert stored_count(db) == 1

    def test_an_id_twice_in_one_request_is_refused(self, program):
        statement = LEAST | {"id": str(uuid4())}

        answer = program().post([statement, statement])

        assert (answer.status_code, answer.json["path"]) == (400, "$[1].id")

    def test_a_body_that_is_no_statement_is_refused(self, program):
        sender = program()

        for body in (b"", b"{", b"[1,", b"[[]]", b"3", b"\xff\xfe"):
            answer = sender.send("POST", data=body, content_type="application/json")
            assert answer.status_code == 400, body
            assert answer.json["path"].startswith("$")

    def test_another_type_of_content_is_refused(self, program):
        answer = program().send("POST", data=json.dumps(LEAST), content_type="text/plain")

        assert answer.status_code == 400
        assert "application/json" in answer.json["message"]

    def test_too_many_at_once_are_refused_with_the_limit(self, program):
        answer = program().post([LEAST] * 1001)

        assert answer.status_code == 413
        assert "1000" in answer.json["message"]

    def test_too_large_a_body_is_refused(self, program):
        large = LEAST | {"result": {"response": "x" * 5_000_000}}

        assert program().post(large).status_code == 413


class TestPut:
    def test_stores_under_the_id_of_the_address(self, program):
        sender, id = program(), str(uuid4())

        assert sender.put(id, LEAST).status_code == 204
        assert sender.put(id, LEAST).status_code == 204
        assert sender.read(id).json["id"] == id

    def test_another_id_inside_is_refused(self, program):
        answer = program().put(str(uuid4()), LEAST | {"id": str(uuid4())})

        assert (answer.status_code, answer.json["path"]) == (400, "$.id")

    def test_another_statement_is_a_conflict(self, program):
        sender, id = program(), str(uuid4())
        sender.put(id, LEAST)

        assert sender.put(id, LEAST | {"result": {"success": True}}).status_code == 409

    def test_without_id_says_which_parameter_is_missing(self, program):
        answer = program().send("PUT", json=LEAST)

        assert answer.status_code == 400
        assert "statementId" in answer.json["message"]


class TestGet:
    def test_an_unknown_one_is_not_found(self, program):
        assert program().read(str(uuid4())).status_code == 404

    def test_takes_one_id_at_most(self, program):
        query = f"?statementId={uuid4()}&voidedStatementId={uuid4()}"

        assert program().send("GET", f"/xapi/statements{query}").status_code == 400

    def test_refuses_parameters_it_does_not_understand(self, program):
        sender = program()

        for query in ("statementId=42", "colour=red", f"statementId={uuid4().hex}"):
            assert sender.send("GET", f"/xapi/statements?{query}").status_code == 400, query

    def test_a_voided_one_is_found_only_as_such(self, program):
        sender = program()
        (id,) = sender.post(LEAST).json
        voiding = LEAST | {
            "verb": {"id": VOIDED},
            "object": {"objectType": "StatementRef", "id": id},
        }

        (voiding_id,) = sender.post(voiding).json

        assert sender.read(id).status_code == 404
        assert sender.read(id, "voidedStatementId").json["id"] == id
        assert sender.read(voiding_id).status_code == 200
        again = voiding | {"object": {"objectType": "StatementRef", "id": voiding_id}}
        assert sender.post(again).json["error"] == "voiding_refused"

    def test_a_statement_voided_before_it_arrived_is_voided(self, program):
        sender, id = program(), str(uuid4())
        sender.post(
            LEAST
            | {
                "verb": {"id": VOIDED},
                "object": {"objectType": "StatementRef", "id": id},
            }
        )

        sender.put(id, LEAST)

        assert sender.read(id).status_code == 404
        assert sender.read(id, "voidedStatementId").status_code == 200


class TestAccess:
    def test_another_programs_statements_are_not_shown(self, program, db):
        (id,) = program(name="one").post(LEAST).json

        assert program(name="two").read(id).status_code == 404
        assert program("statements/read", name="three").read(id).status_code == 200

    def test_an_organisations_key_sees_that_organisation_only(self, program):
        (id,) = program(name="one", organisation_id=1).post(LEAST).json

        assert program("all/read", name="two", organisation_id=2).read(id).status_code == 404
        assert program("all/read", name="three", organisation_id=1).read(id).status_code == 200
        assert program("all/read", name="four").read(id).status_code == 200

    def test_what_the_platform_stored_cannot_be_voided_with_a_key(self, program, db):
        with transaction(db):
            (own,) = store_some(db, own_statement())

        answer = program("all").post(
            LEAST
            | {
                "verb": {"id": VOIDED},
                "object": {"objectType": "StatementRef", "id": own.id},
            }
        )

        assert (answer.status_code, answer.json["error"]) == (403, "voiding_not_allowed")

    def test_a_key_that_reads_does_not_write_and_the_reverse(self, program):
        reader, writer = program("all/read", name="r"), program("statements/write", name="w")

        assert reader.post(LEAST).json["error"] == "scope_missing"
        assert reader.post(LEAST).status_code == 403
        assert writer.read(str(uuid4())).status_code == 403

    def test_without_a_key_the_answer_asks_for_one(self, app):
        answer = app.test_client().get("/xapi/statements", headers=VERSION)

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic")

    def test_a_wrong_secret_and_a_revoked_key_are_refused_alike(self, program, app, db):
        sender = program(name="gone")
        wrong = Program(app, sender.auth[0], "guess").read(str(uuid4()))
        with transaction(db):
            revoke_key(db, name="gone", now=NOW)

        revoked = sender.read(str(uuid4()))

        assert wrong.status_code == revoked.status_code == 401
        assert wrong.json == revoked.json

    def test_what_is_revoked_stores_no_more_though_it_has_just_stored(self, program, db):
        sender, other = program(name="gone"), program(name="stays")
        assert sender.post(LEAST).status_code == other.post(LEAST).status_code == 200
        with transaction(db):
            revoke_key(db, name="gone", now=NOW)

        refused = sender.post(LEAST)

        assert (refused.status_code, refused.json["error"]) == (401, "key_refused")
        assert refused.headers["WWW-Authenticate"].startswith("Basic")
        assert stored_count(db) == 2
        assert other.post(LEAST).status_code == 200

    def test_a_new_secret_stores_at_once_and_the_old_one_until_it_ends(self, program, app, db):
        sender = program(name="tool")
        assert sender.post(LEAST).status_code == 200
        with transaction(db):
            new = rotate_key(db, name="tool", now=utcnow(), overlap=timedelta(hours=1))
        assert Program(app, new.key, new.secret).post(LEAST).status_code == 200
        assert sender.post(LEAST).status_code == 200

        with transaction(db):
            rotate_key(db, name="tool", now=utcnow(), overlap=timedelta(0))

        assert Program(app, new.key, new.secret).post(LEAST).status_code == 401
        assert sender.post(LEAST).status_code == 401

    def test_another_version_is_refused(self, program):
        sender = program()

        for headers in ({}, {"X-Experience-API-Version": "0.9"}):
            answer = sender.send("POST", json=LEAST, headers=headers)
            assert answer.status_code == 400
            assert "1.0.3" in answer.json["message"]
            assert answer.headers["X-Experience-API-Version"] == "1.0.3"


@pytest.fixture
def address(app) -> Iterator[str]:
    """The application behind a real socket."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/xapi/"
    server.shutdown()
    thread.join()
    server.server_close()


class TestWithTincanAsClient:
    def test_a_statement_is_saved_and_read_back(self, program, address):
        key, secret = program().auth
        client = RemoteLRS(endpoint=address, version="1.0.3", username=key, password=secret)
        sent = Statement(LEAST | {"id": str(uuid4())})

        saved = client.save_statement(sent)
        found = client.retrieve_statement(str(sent.id))

        assert saved.success
        assert found.content.verb.id == LEAST["verb"]["id"]
        assert found.content.authority.account.name == key

    def test_what_was_voided_is_read_as_such(self, program, address):
        key, secret = program().auth
        client = RemoteLRS(endpoint=address, version="1.0.3", username=key, password=secret)
        wrong = Statement(LEAST | {"id": str(uuid4())})
        voiding = Statement(LEAST | {"verb": {"id": VOIDED}, "object": StatementRef(id=wrong.id)})

        saved = client.save_statements([wrong, voiding])

        assert saved.success
        assert not client.retrieve_statement(str(wrong.id)).success
        assert client.retrieve_voided_statement(str(wrong.id)).success
