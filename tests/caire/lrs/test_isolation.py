"""Two organisations' tools: whatever one asks, it learns nothing of what the other stored."""

import json
from hashlib import sha256
from uuid import uuid4

import pytest

from caire.db import transaction
from caire.lrs.services.keys import create_key
from tests.caire.lrs.factories import NOW

VERSION = {"X-Experience-API-Version": "1.0.3"}
SECRET = "un secret bien gardé"
FILE = b"un fichier bien secret"
LEA = {"mbox": "mailto:lea@example.org", "name": SECRET}
TUTOR = {"mbox": "mailto:tutor@example.org", "name": SECRET}
DID, VOIDED = "http://example.org/did", "http://adlnet.gov/expapi/verbs/voided"
IT, COURSE = "http://example.org/it", "http://example.org/course"
REGISTRATION = str(uuid4())


def said(**changes):
    return {
        "id": str(uuid4()),
        "actor": LEA,
        "verb": {"id": DID, "display": {"fr": SECRET}},
        "object": {"id": IT, "definition": {"name": {"fr": SECRET}}},
        "context": {
            "registration": REGISTRATION,
            "instructor": TUTOR,
            "contextActivities": {"grouping": [{"id": COURSE}]},
        },
    } | changes


def refers_to(id, verb=DID):
    return {
        "id": str(uuid4()),
        "actor": {"mbox": "mailto:spy@example.org"},
        "verb": {"id": verb},
        "object": {"objectType": "StatementRef", "id": id},
    }


class Tool:
    """A program with a key; every answer that it gets is searched for the secret."""

    def __init__(self, http, auth):
        self.http, self.auth, self.heard = http, auth, []

    def call(self, method, path="/xapi/statements", *, query=None, **options):
        asked = {
            name: json.dumps(value) if isinstance(value, dict) else value
            for name, value in (query or {}).items()
        }
        headers = VERSION | options.pop("headers", {})
        answer = self.http.open(
            path, method=method, query_string=asked or None, headers=headers, auth=self.auth,
            **options,
        )  # fmt: skip
        self.heard.append(answer.get_data() + str(answer.headers).encode())
        return answer

    def send(self, *statements):
        return self.call("POST", json=list(statements))

    def ids(self, **query):
        answer = self.call("GET", query=query)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json["statements"]]

    @property
    def heard_the_secret(self):
        told = (SECRET.encode(), json.dumps(SECRET).encode()[1:-1], FILE)
        return any(part in answer for answer in self.heard for part in told)


@pytest.fixture
def tool(app, db):
    def make(name, organisation_id, scopes=("all",)):
        with transaction(db):
            made = create_key(
                db, name=name, organisation_id=organisation_id, scopes=scopes, now=NOW
            )
        return Tool(app.test_client(), (made.key, made.secret))

    return make


@pytest.fixture(params=["all", "all/read", "statements/read"])
def spy(request, tool):
    """Of organisation 2, with a scope that reads, and what is needed to write."""
    return tool("spy", 2, (request.param, "statements/write"))


@pytest.fixture
def theirs(tool):
    return tool("theirs", 1)


@pytest.fixture
def kept(theirs):
    """What the other organisation has: a statement, one taken back."""
    kept, voided = said(), said()
    assert theirs.send(kept, voided).status_code == 200
    assert theirs.send(refers_to(voided["id"], VOIDED)).status_code == 200
    return kept["id"], voided["id"]


class TestStatements:
    def test_are_not_found_by_their_id_as_if_there_were_none(self, spy, kept):
        for name, id in zip(("statementId", "voidedStatementId"), kept, strict=True):
            answer = spy.call("GET", query={name: id, "attachments": "true"})
            unknown = spy.call("GET", query={name: REGISTRATION, "attachments": "true"})

            assert answer.status_code == unknown.status_code == 404
            assert answer.text.replace(id, REGISTRATION) == unknown.text
        assert not spy.heard_the_secret

    @pytest.mark.parametrize(
        "query",
        [
            {},
            {"agent": {"mbox": LEA["mbox"]}},
            {"agent": {"mbox": TUTOR["mbox"]}, "related_agents": "true"},
            {"verb": DID},
            {"verb": VOIDED},
            {"activity": IT},
            {"activity": COURSE, "related_activities": "true"},
            {"registration": REGISTRATION},
            {"since": "2020-01-01T00:00:00Z"},
            {"until": "2099-01-01T00:00:00Z"},
            {"ascending": "true", "limit": "1"},
            {"format": "ids"},
            {"format": "canonical"},
        ],
    )
    def test_are_found_by_no_filter(self, spy, kept, query):
        assert spy.ids(**query) == []
        assert not spy.heard_the_secret

    def test_are_not_found_by_who_vouches_for_them(self, spy, theirs, kept):
        authority = theirs.call("GET", query={"limit": "1"}).json["statements"][0]["authority"]

        assert spy.ids(agent=authority, related_agents="true") == []

    def test_are_not_on_the_next_page_of_another(self, spy, theirs, kept):
        theirs.send(said(), said(), said())
        more = theirs.call("GET", query={"limit": "1"}).json["more"]

        assert spy.call("GET", more).json["statements"] == []
        assert not spy.heard_the_secret

    def test_tell_nothing_to_who_refers_to_them(self, spy, kept):
        """A reference is found by what its target says: not when the target is another's."""
        sent = refers_to(kept[0], verb="http://example.org/guessed")
        assert spy.send(sent).status_code == 200

        assert spy.ids() == [sent["id"]]
        for query in (
            {"verb": DID},
            {"agent": {"mbox": LEA["mbox"]}},
            {"activity": IT},
            {"registration": REGISTRATION},
            {"agent": {"mbox": TUTOR["mbox"]}, "related_agents": "true"},
            {"activity": COURSE, "related_activities": "true"},
        ):
            assert spy.ids(**query) == [], query

    def test_tell_nothing_to_who_referred_to_them_before(self, spy, theirs):
        target = said()
        spy.send(refers_to(target["id"], verb="http://example.org/guessed"))
        theirs.send(target)

        assert spy.ids(verb=DID) == []
        assert spy.ids(registration=REGISTRATION) == []

    def test_are_not_taken_back_by_another(self, spy, theirs, kept):
        refused = spy.send(refers_to(kept[0], VOIDED))

        assert refused.status_code == 403
        assert theirs.call("GET", query={"statementId": kept[0]}).status_code == 200
        assert not spy.heard_the_secret

    def test_are_not_taken_back_by_who_said_so_before(self, spy, theirs):
        target = said()
        spy.send(refers_to(target["id"], VOIDED))
        theirs.send(target)

        assert theirs.call("GET", query={"statementId": target["id"]}).status_code == 200

    @pytest.mark.parametrize("method", ["PUT", "POST"])
    def test_are_neither_shown_nor_changed_by_who_takes_their_id(self, spy, theirs, kept, method):
        taken = said(id=kept[0], actor={"mbox": "mailto:spy@example.org"})
        query = {"statementId": kept[0]} if method == "PUT" else None

        assert spy.call(method, query=query, json=taken).status_code == 409
        spy.heard = [heard for heard in spy.heard if json.dumps(taken).encode() not in heard]
        assert not spy.heard_the_secret
        stored = theirs.call("GET", query={"statementId": kept[0]}).json
        assert stored["actor"]["mbox"] == LEA["mbox"]


class TestFiles:
    def test_do_not_come_with_a_statement_of_another_that_names_their_hash(self, spy, theirs):
        attachment = {
            "usageType": "http://example.org/usage",
            "display": {"fr": "pièce"},
            "contentType": "text/plain",
            "length": len(FILE),
            "sha2": sha256(FILE).hexdigest(),
        }
        body = _multipart(said(attachments=[attachment]), FILE, attachment["sha2"])
        stored = theirs.call(
            "POST", data=body, headers={"Content-Type": "multipart/mixed; boundary=xyz"}
        )
        assert stored.status_code == 200, stored.text
        own = {key: value for key, value in said().items() if key not in ("object", "verb")}
        own |= {"actor": {"mbox": "mailto:spy@example.org"}, "context": {}}
        own |= {"verb": {"id": DID}, "object": {"id": IT}}
        named = own | {"attachments": [attachment | {"fileUrl": "http://example.org/f"}]}
        assert spy.send(named).status_code == 200

        spy.call("GET", query={"attachments": "true"})
        assert not spy.heard_the_secret
        theirs.call("GET", query={"attachments": "true"})
        assert FILE in theirs.heard[-1]


class TestActivitiesAndAgents:
    def test_are_described_by_their_own_organisation_alone(self, spy, theirs, kept):
        seen = theirs.call("GET", "/xapi/activities", query={"activityId": IT})
        assert seen.json["definition"]["name"]["fr"] == SECRET

        spy.call("GET", "/xapi/activities", query={"activityId": IT})
        spy.call("GET", "/xapi/agents", query={"agent": {"mbox": LEA["mbox"]}})
        spy.send({"actor": {"mbox": LEA["mbox"]}, "verb": {"id": DID}, "object": {"id": IT}})
        spy.call("GET", query={"format": "canonical"})
        assert not spy.heard_the_secret


class TestDocuments:
    def test_are_neither_read_listed_changed_nor_deleted(self, tool, theirs):
        spy = tool("spy", 2)
        agent = {"mbox": LEA["mbox"]}
        places = {
            "/xapi/activities/state": {"activityId": IT, "agent": agent, "stateId": "s"},
            "/xapi/activities/profile": {"activityId": IT, "profileId": "p"},
            "/xapi/agents/profile": {"agent": agent, "profileId": "p"},
        }
        for path, place in places.items():
            made = theirs.call(
                "PUT", path, query=place, json={"a": SECRET}, headers={"If-None-Match": "*"}
            )
            tag = theirs.call("GET", path, query=place).headers["ETag"]
            several = {k: v for k, v in place.items() if k not in ("stateId", "profileId")}

            assert made.status_code == 204
            assert spy.call("GET", path, query=place).status_code == 404
            assert spy.call("GET", path, query=several).json == []
            wrong = spy.call("PUT", path, query=place, json={}, headers={"If-Match": tag})
            assert wrong.status_code == 412
            spy.call("POST", path, query=place, json={"b": 1}, headers={"If-None-Match": "*"})
            spy.call("DELETE", path, query=place)
            assert theirs.call("GET", path, query=place).json == {"a": SECRET}
        assert not spy.heard_the_secret


def _multipart(statement, data, sha2):
    return b"\r\n".join(
        [
            b"--xyz",
            b"Content-Type: application/json",
            b"",
            json.dumps(statement).encode(),
            b"--xyz",
            b"Content-Type: text/plain",
            b"Content-Transfer-Encoding: binary",
            f"X-Experience-API-Hash: {sha2}".encode(),
            b"",
            data,
            b"--xyz--",
            b"",
        ]
    )
