"""State and profile documents, as programs meet them. Source: `caire.lrs.documents`."""

import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha1
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlencode

import pytest

from caire.db import transaction
from caire.lrs.documents.contents import Content
from caire.lrs.documents.errors import PreconditionFailed
from caire.lrs.documents.places import Kind, Shelf
from caire.lrs.documents.preconditions import Blind, Precondition, Tags
from caire.lrs.documents.reading import document_at
from caire.lrs.hashing import account_key, agent_key
from caire.lrs.log import Reason, ensure_signer
from caire.lrs.services.documents import erase_documents_about, put_document
from caire.lrs.services.erasing import erase_statements
from caire.lrs.services.keys import create_key
from tests.caire.lrs.factories import HOME, NOW
from tests.support.browser import on_sqlite

#: Where a profile can be created without precondition; 1.0.3 wants one.
V1 = {"X-Experience-API-Version": "1.0.2"}
V1_0_3 = {"X-Experience-API-Version": "1.0.3"}
V2 = {"X-Experience-API-Version": "2.0.0"}
ADA = {"mbox": "mailto:ada@example.org"}
ACTIVITY = "http://example.org/activities/it"
REGISTRATION = "6f0fdc5c-8f62-4f0e-9f0a-0f6f3c1b5e6d"

STATE = "/xapi/activities/state"
OF_ACTIVITY = "/xapi/activities/profile"
OF_AGENT = "/xapi/agents/profile"
#: Each resource with the parameters that name one document.
ONE = {
    STATE: {"activityId": ACTIVITY, "agent": ADA, "stateId": "bookmark"},
    OF_ACTIVITY: {"activityId": ACTIVITY, "profileId": "settings"},
    OF_AGENT: {"agent": ADA, "profileId": "preferences"},
}
PROFILES = (OF_ACTIVITY, OF_AGENT)
NAME = {STATE: "stateId", OF_ACTIVITY: "profileId", OF_AGENT: "profileId"}


class Program:
    """A client with a key; parameters that are no text are sent as JSON, None leaves one out."""

    def __init__(self, app: Any, key: str, secret: str) -> None:
        self.http = app.test_client()
        self.auth = (key, secret)

    def send(self, method: str, path: str, *, headers: Any = V1, **options: Any) -> Any:
        changes = options.pop("changes", {})
        given = {**ONE.get(path, {}), **changes}
        query = urlencode(
            {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in given.items()
                if value is not None
            }
        )
        address = f"{path}?{query}" if query else path
        return self.http.open(address, method=method, auth=self.auth, headers=headers, **options)

    def put(self, path: str, **options: Any) -> Any:
        return self.send("PUT", path, **options)

    def create(self, path: str, *, headers: Any = V1, **options: Any) -> Any:
        return self.put(path, headers={**headers, "If-None-Match": "*"}, **options)

    def post(self, path: str, **options: Any) -> Any:
        return self.send("POST", path, **options)

    def get(self, path: str, **options: Any) -> Any:
        return self.send("GET", path, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self.send("DELETE", path, **options)

    def names(self, path: str, **changes: Any) -> Any:
        return self.get(path, changes={NAME[path]: None, **changes}).json


@pytest.fixture
def program(app, db):
    """Makes programs with the scopes asked for."""

    def make(*scopes: str, name: str = "a program", organisation_id: int | None = None) -> Program:
        with transaction(db):
            made = create_key(
                db,
                name=name,
                scopes=scopes or ("all",),
                organisation_id=organisation_id,
                now=NOW,
            )
        return Program(app, made.key, made.secret)

    return make


class TestPut:
    @pytest.mark.parametrize("path", ONE)
    def test_stores_what_comes_back_to_the_letter_with_its_type_tag_and_date(self, program, path):
        keeper = program()
        body = b'{"b": 1.10,\n "a": "\xc3\xa9"}'

        stored = keeper.create(path, data=body, content_type="application/json; charset=utf-8")
        answer = keeper.get(path)

        assert (stored.status_code, stored.data) == (204, b"")
        assert answer.data == body
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        assert answer.headers["ETag"] == f'"{sha1(body).hexdigest()}"'
        assert answer.last_modified is not None
        assert answer.headers["X-Experience-API-Version"] == "1.0.3"

    def test_keeps_any_bytes(self, program):
        keeper = program()
        body = bytes(range(256))

        keeper.put(STATE, data=body, content_type="application/octet-stream")

        assert keeper.get(STATE).data == body

    def test_keeps_bytes_without_type_as_bytes(self, program):
        keeper = program()

        keeper.put(STATE, data=b"")

        assert keeper.get(STATE).headers["Content-Type"] == "application/octet-stream"

    def test_lets_no_browser_run_what_comes_back(self, program):
        keeper = program()

        keeper.put(STATE, data="<script>alert(1)</script>", content_type="text/html")
        headers = keeper.get(STATE).headers

        policy = headers.getlist("Content-Security-Policy")
        assert policy == ["default-src 'none'; frame-ancestors 'none'; sandbox"]
        assert headers["X-Content-Type-Options"] == "nosniff"

    def test_replaces_a_state_unseen_in_1_0_3(self, program):
        keeper = program()

        keeper.put(STATE, json={"page": 1})

        assert keeper.put(STATE, json={"page": 2}).status_code == 204
        assert keeper.get(STATE).json == {"page": 2}

    @pytest.mark.parametrize(
        ("path", "headers"), [(STATE, V2), *((path, v) for path in PROFILES for v in (V1, V2))]
    )
    def test_does_not_replace_another_document_unseen(self, program, path, headers):
        keeper = program()
        keeper.create(path, json={"page": 1}, headers=headers)

        answer = keeper.put(path, json={"page": 2}, headers=headers)

        assert answer.status_code == 409
        assert answer.json["error"] == "precondition_missing"
        assert "If-Match" in answer.json["message"]
        assert keeper.get(path).json == {"page": 1}

    @pytest.mark.parametrize("path", PROFILES)
    @pytest.mark.parametrize(
        ("version", "status"),
        [("1.0", 204), ("1.0.2", 204), ("1.0.3", 400), ("1.0.12", 400), ("2.0.0", 204)],
    )
    @on_sqlite
    def test_creates_a_profile_without_precondition_but_in_1_0_3(
        self, program, path, version, status
    ):
        keeper = program()

        answer = keeper.put(path, json={}, headers={"X-Experience-API-Version": version})

        assert answer.status_code == status
        assert status == 204 or "If-None-Match: *" in answer.json["message"]

    @pytest.mark.parametrize("path", PROFILES)
    @on_sqlite
    def test_creates_a_profile_in_1_0_3_that_should_not_be_there(self, program, path):
        create = {**V1_0_3, "If-None-Match": "*"}

        assert program().put(path, json={}, headers=create).status_code == 204

    @on_sqlite
    @pytest.mark.parametrize("path", PROFILES)
    @pytest.mark.parametrize(
        ("version", "status"), [("1.0.3", 400), ("1.0.2", 204), ("2.0.0", 204)]
    )
    def test_creates_no_profile_unasked_in_1_0_3(self, program, path, version, status):
        answer = program().put(path, json={}, headers={"X-Experience-API-Version": version})

        assert answer.status_code == status
        if status == 400:
            assert "If-None-Match: *" in answer.json["message"]

    @on_sqlite
    @pytest.mark.parametrize("content_type", ["json", "a/b c", "text/html\x7f", "a/" + "b" * 300])
    def test_refuses_what_is_no_media_type(self, program, content_type):
        answer = program().put(STATE, data="x", content_type=content_type)

        assert answer.status_code == 400
        assert "media type" in answer.json["message"]

    @on_sqlite
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b'{"a": NaN}',
            b'{"a": "\xff"}',
            b'{"a": "\\ud800"}',
            b'{"a": 1}{',
            b"[" * 100_000,
            b'{"a":' * 50_000,
        ],
    )
    def test_refuses_what_says_to_be_json_and_is_none(self, program, body):
        keeper = program()

        answer = keeper.put(STATE, data=body, content_type="application/json")

        assert answer.status_code == 400
        assert answer.json["error"] == "document_invalid"
        assert keeper.get(STATE).status_code == 404


class TestAnEntityTag:
    def tag(self, keeper: Program, path: str) -> str:
        return str(keeper.get(path).headers["ETag"])

    @pytest.mark.parametrize("path", ONE)
    @pytest.mark.parametrize("headers", [V1, V2])
    @pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
    def test_that_is_the_current_one_lets_write(self, program, path, headers, method):
        keeper = program()
        keeper.create(path, json={"page": 1}, headers=headers)
        tag = self.tag(keeper, path)

        answer = keeper.send(method, path, json={"page": 2}, headers={**headers, "If-Match": tag})

        assert answer.status_code == 204

    @pytest.mark.parametrize("path", ONE)
    @pytest.mark.parametrize("headers", [V1, V2])
    @pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
    def test_of_another_content_refuses_and_changes_nothing(self, program, path, headers, method):
        keeper = program()
        keeper.create(path, json={"page": 1}, headers=headers)

        answer = keeper.send(
            method, path, json={"page": 2}, headers={**headers, "If-Match": '"1234"'}
        )

        assert answer.status_code == 412
        assert "GET it" in answer.json["message"]
        assert keeper.get(path).json == {"page": 1}

    @pytest.mark.parametrize("path", ONE)
    def test_of_a_document_that_is_not_there_refuses(self, program, path):
        keeper = program()

        answer = keeper.put(path, json={}, headers={**V1, "If-Match": "*"})

        assert answer.status_code == 412
        assert keeper.get(path).status_code == 404

    @pytest.mark.parametrize("method", ["PUT", "POST"])
    def test_none_at_all_creates_once(self, program, method):
        keeper = program()
        create = {**V1, "If-None-Match": "*"}

        first = keeper.send(method, OF_AGENT, json={"n": 1}, headers=create)
        again = keeper.send(method, OF_AGENT, json={"n": 2}, headers=create)

        assert (first.status_code, again.status_code) == (204, 412)
        assert keeper.get(OF_AGENT).json == {"n": 1}

    @on_sqlite
    @pytest.mark.parametrize("form", ["{}", '"{}"', 'W/"{}"', '"other", "{}"'])
    def test_may_be_weak_bare_or_one_of_several(self, program, form):
        keeper = program()
        keeper.create(OF_AGENT, json={"n": 1})
        tag = self.tag(keeper, OF_AGENT).strip('"')

        answer = keeper.put(OF_AGENT, json={"n": 2}, headers={**V1, "If-Match": form.format(tag)})

        assert answer.status_code == 204

    def test_spares_the_body_to_who_has_it(self, program):
        keeper = program()
        keeper.put(STATE, json={"n": 1})
        tag = self.tag(keeper, STATE)

        answer = keeper.get(STATE, headers={**V1, "If-None-Match": tag})

        assert (answer.status_code, answer.data) == (304, b"")

    @pytest.mark.parametrize("path", ONE)
    def test_stands_on_lists_too(self, program, path):
        keeper = program()

        answer = keeper.get(path, changes={NAME[path]: None})

        assert answer.headers["ETag"] == f'"{sha1(b"[]").hexdigest()}"'


class TestPost:
    @pytest.mark.parametrize("path", ONE)
    @pytest.mark.parametrize("headers", [V1, V2])
    def test_merges_the_members_and_no_deeper(self, program, path, headers):
        keeper = program()
        keeper.post(path, json={"x": {"a": 1}, "y": 1}, headers=headers)

        answer = keeper.post(path, json={"x": {"b": 2}, "z": 3}, headers=headers)

        assert answer.status_code == 204
        assert keeper.get(path).json == {"x": {"b": 2}, "y": 1, "z": 3}

    def test_keeps_numbers_to_the_last_digit(self, program):
        keeper = program()
        keeper.put(STATE, data=b'{"big": 12345678901234567890.10}', content_type="application/json")

        keeper.post(STATE, json={"more": 1})

        assert keeper.get(STATE).data == b'{"big":12345678901234567890.10,"more":1}'

    @on_sqlite
    @pytest.mark.parametrize("body", [b"[1]", b'"text"', b"{", b"1", b"null"])
    def test_refuses_what_is_no_object_and_changes_nothing(self, program, body):
        keeper = program()
        keeper.put(STATE, json={"page": 1})

        answer = keeper.post(STATE, data=body, content_type="application/json")

        assert answer.status_code == 400
        assert keeper.get(STATE).json == {"page": 1}

    @pytest.mark.parametrize("path", ONE)
    def test_refuses_another_type_and_names_put(self, program, path):
        keeper = program()

        answer = keeper.post(path, data=b"abc", content_type="not/json")

        assert answer.status_code == 400
        assert "PUT" in answer.json["message"]
        assert keeper.get(path).status_code == 404

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [(b"/ asdf /", "application/octet-stream"), (b"[1]", "application/json")],
    )
    def test_refuses_to_merge_into_what_is_no_json_object(self, program, body, content_type):
        keeper = program()
        keeper.put(STATE, data=body, content_type=content_type)

        answer = keeper.post(STATE, json={"page": 1})

        assert answer.status_code == 400
        assert answer.json["error"] == "not_mergeable"
        assert keeper.get(STATE).data == body


class TestGet:
    @pytest.mark.parametrize("path", ONE)
    def test_knows_no_document_that_nobody_stored(self, program, path):
        answer = program().get(path)

        assert answer.status_code == 404
        assert answer.json["error"] == "no_such_document"

    @pytest.mark.parametrize("path", ONE)
    def test_answers_head_alike_without_the_body(self, program, path):
        keeper = program()
        keeper.create(path, json={"page": 1})

        answer, head = keeper.get(path), keeper.send("HEAD", path)

        assert (head.status_code, head.data) == (200, b"")
        for name in ("ETag", "Last-Modified", "Content-Type"):
            assert head.headers[name] == answer.headers[name]

    @pytest.mark.parametrize("path", ONE)
    def test_lists_the_names_in_the_order_of_their_last_change(self, program, path):
        keeper = program()
        for name in ("first", "second", "first"):
            keeper.post(path, json={name: 1}, changes={NAME[path]: name})

        assert keeper.names(path) == ["second", "first"]

    def test_lists_only_what_changed_after_since(self, program):
        keeper = program()
        keeper.put(STATE, json={}, changes={"stateId": "old"})
        since = datetime.now().astimezone().isoformat()
        keeper.put(STATE, json={}, changes={"stateId": "new"})

        assert keeper.names(STATE, since=since) == ["new"]
        assert keeper.names(STATE, since="2999-01-01T00:00:00Z") == []

    def test_dates_a_list_by_its_newest_document(self, program):
        keeper = program()
        keeper.put(STATE, json={})

        answer = keeper.get(STATE, changes={"stateId": None})

        assert answer.last_modified == keeper.get(STATE).last_modified


class TestAState:
    def test_of_a_registration_is_another_than_that_without(self, program):
        keeper = program()
        keeper.put(STATE, json={"in": "none"})
        keeper.put(STATE, json={"in": "one"}, changes={"registration": REGISTRATION})

        assert keeper.get(STATE).json == {"in": "none"}
        one = keeper.get(STATE, changes={"registration": REGISTRATION.upper()})
        assert one.json == {"in": "one"}

    def test_list_and_deletion_take_a_registration_as_a_filter(self, program):
        keeper = program()
        keeper.put(STATE, json={}, changes={"stateId": "without"})
        keeper.put(STATE, json={}, changes={"stateId": "with", "registration": REGISTRATION})

        assert sorted(keeper.names(STATE)) == ["with", "without"]
        assert keeper.names(STATE, registration=REGISTRATION) == ["with"]

        keeper.delete(STATE, changes={"stateId": None, "registration": REGISTRATION})
        assert keeper.names(STATE) == ["without"]
        assert keeper.delete(STATE, changes={"stateId": None}).status_code == 204
        assert keeper.names(STATE) == []

    def test_deletion_of_all_spares_other_activities_and_agents(self, program):
        keeper = program()
        other_activity = {"activityId": ACTIVITY + "/other"}
        other_agent = {"agent": {"mbox": "mailto:bob@example.org"}}
        for changes in ({}, other_activity, other_agent):
            keeper.put(STATE, json={}, changes=changes)

        keeper.delete(STATE, changes={"stateId": None})

        assert keeper.names(STATE) == []
        assert keeper.names(STATE, **other_activity) == ["bookmark"]
        assert keeper.names(STATE, **other_agent) == ["bookmark"]

    def test_deletion_of_all_refuses_a_tag_that_speaks_of_one(self, program):
        answer = program().delete(
            STATE, changes={"stateId": None}, headers={**V2, "If-Match": '"1"'}
        )

        assert answer.status_code == 400
        assert "stateId" in answer.json["message"]


class TestDelete:
    @pytest.mark.parametrize("path", ONE)
    def test_takes_the_document_away_and_may_be_said_twice(self, program, path):
        keeper = program()
        keeper.create(path, json={})

        assert [keeper.delete(path).status_code for _ in range(2)] == [204, 204]
        assert keeper.get(path).status_code == 404

    @pytest.mark.parametrize("path", PROFILES)
    def test_takes_one_profile_only(self, program, path):
        answer = program().delete(path, changes={"profileId": None})

        assert answer.status_code == 400
        assert "profileId" in answer.json["message"]


@on_sqlite
class TestAnAgent:
    @pytest.mark.parametrize(
        "same",
        [
            {"mbox": "mailto:ada@example.org", "name": "Ada"},
            {"objectType": "Agent", "mbox": "mailto:ada@example.org"},
        ],
    )
    def test_is_told_by_its_identifier_alone(self, program, same):
        keeper = program()
        keeper.create(OF_AGENT, json={"n": 1})

        assert keeper.get(OF_AGENT, changes={"agent": same}).json == {"n": 1}

    def test_of_one_home_page_is_another_on_the_next(self, program):
        keeper = program()
        for home in ("http://a.example", "http://b.example"):
            agent = {"account": {"homePage": home, "name": "1"}}
            keeper.create(OF_AGENT, json={"home": home}, changes={"agent": agent})

        agent = {"account": {"name": "1", "homePage": "http://a.example"}}
        assert keeper.get(OF_AGENT, changes={"agent": agent}).json == {"home": "http://a.example"}

    @pytest.mark.parametrize(
        "agent",
        [
            "not JSON",
            "true",
            "[]",
            {},
            {"objectType": "Agent"},
            {"objectType": "Group", **ADA},
            {"objectType": "Person", **ADA},
            {**ADA, "openid": "http://example.org/ada"},
            {"mbox": "ada@example.org"},
            {"account": {"name": "1"}},
            {**ADA, "shoeSize": 38},
            '{"mbox": "mailto:a@example.org", "mbox": "mailto:b@example.org"}',
            '{"mbox":' * 2_000,
        ],
    )
    @pytest.mark.parametrize("path", [STATE, OF_AGENT])
    def test_that_is_none_is_refused_with_the_reason(self, program, path, agent):
        keeper = program()

        for method in ("PUT", "POST", "GET", "DELETE"):
            answer = keeper.send(method, path, changes={"agent": agent}, json={})
            assert answer.status_code == 400
            assert "agent" in answer.json["message"]


@on_sqlite
class TestParameters:
    @pytest.mark.parametrize(("path", "name"), [(path, name) for path in ONE for name in ONE[path]])
    def test_that_are_needed_are_asked_for(self, program, path, name):
        keeper = program()
        methods = ("PUT", "POST") if name.endswith("eId") else ("PUT", "POST", "GET", "DELETE")

        for method in methods:
            answer = keeper.send(method, path, changes={name: None}, json={})
            assert answer.status_code == 400
            assert name in answer.json["message"]

    @pytest.mark.parametrize("path", ONE)
    @pytest.mark.parametrize("unknown", ["Agent", "stateid", "limit", "method"])
    def test_that_nobody_knows_are_refused(self, program, path, unknown):
        answer = program().get(path, changes={unknown: "1"})

        assert answer.status_code == 400
        assert unknown in answer.json["message"]

    def test_that_stand_twice_are_refused(self, program):
        keeper = program()

        answer = keeper.get(f"{OF_ACTIVITY}?activityId={ACTIVITY}&activityId={ACTIVITY}")

        assert answer.status_code == 400

    @pytest.mark.parametrize(
        "changes",
        [
            {"registration": "true"},
            {"registration": "6f0fdc5c8f624f0e9f0a0f6f3c1b5e6d"},
            {"activityId": "no IRI"},
            {"activityId": "true"},
            {"stateId": ""},
            {"stateId": "a\0b"},
            {"stateId": "a" * 1_001},
        ],
    )
    def test_of_a_wrong_form_are_refused(self, program, changes):
        keeper = program()

        for method in ("PUT", "POST", "GET", "DELETE"):
            answer = keeper.send(method, STATE, changes=changes, json={})
            assert answer.status_code == 400
            assert next(iter(changes)) in answer.json["message"]

    @pytest.mark.parametrize("path", ONE)
    @pytest.mark.parametrize("since", ["not a timestamp", "2026", "2026-13-01T00:00:00Z"])
    def test_since_must_be_a_moment(self, program, path, since):
        answer = program().get(path, changes={NAME[path]: None, "since": since})

        assert answer.status_code == 400
        assert "since" in answer.json["message"]

    def test_a_name_may_hold_any_letters(self, program):
        keeper = program()
        name = "état / 状態 ?&=#%"

        keeper.put(STATE, json={"n": 1}, changes={"stateId": name})

        assert keeper.names(STATE) == [name]
        assert keeper.get(STATE, changes={"stateId": name}).json == {"n": 1}

    def test_another_version_of_xapi_is_refused(self, program):
        for headers in ({}, {"X-Experience-API-Version": "0.95"}):
            assert program(name=str(headers)).get(STATE, headers=headers).status_code == 400


@on_sqlite
class TestScopes:
    @pytest.mark.parametrize(
        ("scope", "reads", "writes"),
        [
            ("all", {STATE, *PROFILES}, {STATE, *PROFILES}),
            ("all/read", {STATE, *PROFILES}, set()),
            ("state", {STATE}, {STATE}),
            ("profile", set(PROFILES), set(PROFILES)),
            ("statements/read", set(), set()),
            ("statements/write", set(), set()),
            ("define", set(), set()),
        ],
    )
    def test_say_who_reads_and_who_writes(self, program, scope, reads, writes):
        keeper = program(scope)

        for path in ONE:
            assert (keeper.create(path, json={}).status_code == 204) == (path in writes)
            assert (keeper.post(path, json={}).status_code == 204) == (path in writes)
            assert (keeper.delete(path).status_code == 204) == (path in writes)
            assert (keeper.get(path).status_code == 404) == (path in reads)

    def test_that_are_missing_are_named(self, program):
        answer = program("statements/write").put(STATE, json={})

        assert answer.status_code == 403
        assert "state" in answer.json["message"]

    def test_stand_behind_a_key(self, app):
        answer = app.test_client().get(STATE, headers=V1)

        assert answer.status_code == 401


class TestOrganisations:
    @pytest.mark.parametrize("path", ONE)
    def test_never_meet_in_a_document(self, program, path):
        keepers = [
            program(name=f"of {organisation}", organisation_id=organisation)
            for organisation in (None, 1, 2)
        ]
        for number, keeper in enumerate(keepers):
            created = keeper.put(path, json={"of": number}, headers={**V1, "If-None-Match": "*"})
            assert created.status_code == 204

        assert [keeper.get(path).json for keeper in keepers] == [{"of": n} for n in range(3)]
        assert [len(keeper.names(path)) for keeper in keepers] == [1, 1, 1]

        keepers[1].delete(path)
        if path == STATE:
            keepers[2].delete(path, changes={"stateId": None})
        assert keepers[0].get(path).json == {"of": 0}

    def test_share_a_document_among_their_own_keys(self, program):
        one, other = (program(name=name, organisation_id=1) for name in ("a", "b"))

        one.put(STATE, json={"n": 1})

        assert other.get(STATE).json == {"n": 1}


@on_sqlite
class TestSizes:
    @pytest.fixture
    def config(self, config):
        return replace(config, lrs=replace(config.lrs, max_document_bytes=100))

    def test_are_bounded_by_the_setting(self, program):
        keeper = program()

        assert keeper.put(STATE, data=b"x" * 100).status_code == 204
        answer = keeper.put(STATE, data=b"x" * 101)

        assert answer.status_code == 413
        assert "100 bytes" in answer.json["message"]
        assert keeper.get(STATE).data == b"x" * 100

    def test_are_bounded_also_when_no_length_is_said(self, program):
        keeper = program()

        answer = keeper.put(
            STATE,
            input_stream=_Endless(),
            environ_overrides={
                "wsgi.input_terminated": True,
                "HTTP_TRANSFER_ENCODING": "chunked",
            },
        )

        assert answer.status_code == 413

    def test_do_not_grow_by_merging(self, program):
        keeper = program()
        keeper.put(STATE, json={"a": "x" * 60})

        answer = keeper.post(STATE, json={"b": "x" * 60})

        assert answer.status_code == 413
        assert keeper.get(STATE).json == {"a": "x" * 60}


class _Endless:
    """A body that never ends."""

    def tell(self) -> int:
        return 0

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        return b"x" * (size if size >= 0 else 1_000)


class TestTwoWriters:
    PLACE = Shelf(Kind.ACTIVITY_PROFILE, None, activity=ACTIVITY).place("counter")

    def write(self, app: Any, text: str, precondition: Precondition, start: Barrier) -> str:
        with app.extensions["caire"].sessions() as session:
            start.wait()
            try:
                with transaction(session) as db:
                    put_document(
                        db,
                        place=self.PLACE,
                        content=Content(text.encode(), "text/plain"),
                        precondition=precondition,
                        blind=Blind.CREATE,
                        now=NOW,
                    )
            except PreconditionFailed:
                return "refused"
        return "stored"

    def race(self, app: Any, precondition: Precondition) -> list[str]:
        start, results = Barrier(4), []

        def run(text: str) -> None:
            results.append(self.write(app, text, precondition, start))

        threads = [Thread(target=run, args=(f"writer {n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(results)

    def test_who_read_the_same_content_one_alone_replaces_it(self, app, db):
        first = Content(b"0", "text/plain")
        with transaction(db):
            put_document(
                db,
                place=self.PLACE,
                content=first,
                precondition=Precondition(),
                blind=Blind.CREATE,
                now=NOW,
            )

        results = self.race(app, Precondition(match=Tags(False, frozenset({first.etag}))))

        assert results == ["refused"] * 3 + ["stored"]

    def test_who_create_the_same_document_one_alone_does(self, app, db):
        results = self.race(app, Precondition(none_match=Tags(True, frozenset())))

        assert results == ["refused"] * 3 + ["stored"]
        db.rollback()
        document = document_at(db, self.PLACE)
        assert document is not None
        assert document.content.body.startswith(b"writer")


class TestEraseDocumentsAbout:
    def test_forgets_those_of_one_agent_in_every_organisation(self, program, db):
        keepers = [program(name=f"of {n}", organisation_id=n) for n in (1, 2)]
        for keeper in keepers:
            for path in ONE:
                keeper.create(path, json={})

        with transaction(db):
            erased = erase_documents_about(db, agent_key=agent_key("mbox", ADA["mbox"]))

        assert erased == 4
        for keeper in keepers:
            statuses = [keeper.get(path).status_code for path in (STATE, OF_AGENT, OF_ACTIVITY)]
            assert statuses == [404, 404, 200]

    def test_goes_with_the_erasure_of_an_account(self, program, db, tmp_path):
        agent = {"account": {"homePage": HOME, "name": "5a0c"}}
        keeper = program()
        keeper.put(STATE, json={}, changes={"agent": agent})
        keeper.put(STATE, json={})

        with transaction(db):
            erase_statements(
                db,
                agent_key=account_key(HOME, "5a0c"),
                reason=Reason.PERSON,
                signer=ensure_signer(tmp_path),
                now=NOW,
            )

        assert keeper.get(STATE, changes={"agent": agent}).status_code == 404
        assert keeper.get(STATE).status_code == 200
