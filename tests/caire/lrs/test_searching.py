"""GET /xapi/statements: every filter finds what it names, page by page, whatever arrives."""

import json
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from caire.db import transaction
from caire.lrs.services.keys import create_key
from tests.caire.lrs.factories import NOW

VERSION = {"X-Experience-API-Version": "1.0.3"}
LEA = {"mbox": "mailto:lea@example.org"}
MAX = {"mbox": "mailto:max@example.org"}
TUTOR = {"mbox": "mailto:tutor@example.org"}
DID, SAW = "http://example.org/did", "http://example.org/saw"
ONE, TWO, COURSE = (f"http://example.org/{name}" for name in ("one", "two", "course"))


def said(actor=LEA, verb=DID, target=ONE, **rest):
    object = {"id": target} if isinstance(target, str) else target
    return {"id": str(uuid4()), "actor": actor, "verb": {"id": verb}, "object": object, **rest}


def refers_to(statement, **rest):
    return said(MAX, SAW, {"objectType": "StatementRef", "id": statement["id"]}, **rest)


class Program:
    """A tool that speaks to the store."""

    def __init__(self, client: FlaskClient, key: str, secret: str) -> None:
        self.client, self.auth = client, (key, secret)

    def send(self, *statements):
        answer = self.client.post(
            "/xapi/statements", json=list(statements), headers=VERSION, auth=self.auth
        )
        assert answer.status_code == 200, answer.text

    def get(self, address="/xapi/statements", **query):
        query = {
            name: json.dumps(value) if isinstance(value, dict) else value
            for name, value in query.items()
        }
        answer = self.client.get(
            address, query_string=query or None, headers=VERSION, auth=self.auth
        )
        assert answer.status_code == 200, answer.text
        return answer.json

    def ids(self, **query):
        return [one["id"] for one in self.get(**query)["statements"]]


@pytest.fixture
def http(app):
    return app.test_client()


@pytest.fixture
def program(db, http):
    """Makes a program with a key of its own."""

    def make(name, scopes=("all",), organisation_id=None):
        with transaction(db):
            key = create_key(db, name=name, now=NOW, scopes=scopes, organisation_id=organisation_id)
        return Program(http, key.key, key.secret)

    return make


@pytest.fixture
def lms(program):
    return program("lms")


class TestFilter:
    def test_without_any_gives_all_newest_first(self, lms):
        first, second = said(), said()
        lms.send(first)
        lms.send(second)

        assert lms.ids() == [second["id"], first["id"]]
        assert lms.ids(ascending="true") == [first["id"], second["id"]]

    def test_by_verb_activity_agent_or_registration(self, lms):
        registration = str(uuid4())
        plain, other = said(), said(MAX, SAW, TWO, context={"registration": registration})
        lms.send(plain, other)

        for query in (
            {"verb": SAW},
            {"activity": TWO},
            {"agent": MAX},
            {"registration": registration},
            {"registration": registration, "verb": SAW, "activity": TWO, "agent": MAX},
        ):
            assert lms.ids(**query) == [other["id"]], query
        assert lms.ids(verb=SAW, activity=ONE) == []

    def test_by_agent_finds_whom_a_statement_is_about(self, lms):
        about = said(LEA, SAW, {"objectType": "Agent", **MAX})
        lms.send(about)

        assert lms.ids(agent=MAX) == [about["id"]]

    def test_by_related_agent_finds_tutors_members_and_the_authority(self, lms):
        taught = said(context={"instructor": TUTOR})
        grouped = said(
            actor={"objectType": "Group", "mbox": "mailto:g@example.org", "member": [TUTOR]}
        )
        lms.send(taught, grouped)

        assert lms.ids(agent=TUTOR, related_agents="true") == [grouped["id"], taught["id"]]
        assert taught["id"] not in lms.ids(agent=TUTOR)
        authority = lms.get(limit=1)["statements"][0]["authority"]
        assert len(lms.ids(agent=authority, related_agents="true")) == 2

    def test_by_related_activity_finds_what_stands_around(self, lms):
        inside = said(context={"contextActivities": {"grouping": [{"id": COURSE}]}})
        lms.send(inside, said())

        assert lms.ids(activity=COURSE) == []
        assert lms.ids(activity=COURSE, related_activities="true") == [inside["id"]]
        assert len(lms.ids(activity=ONE, related_activities="true")) == 2

    def test_since_leaves_its_instant_out_and_until_takes_it_in(self, lms):
        for _ in range(3):
            lms.send(said())
        newest, middle, oldest = lms.get()["statements"]

        assert lms.ids(since=middle["stored"]) == [newest["id"]]
        assert lms.ids(until=middle["stored"]) == [middle["id"], oldest["id"]]

    def test_leaves_out_what_was_taken_back(self, lms):
        kept, wrong = said(), said()
        lms.send(kept, wrong)
        voiding = said(
            verb="http://adlnet.gov/expapi/verbs/voided",
            target={"objectType": "StatementRef", "id": wrong["id"]},
        )
        lms.send(voiding)

        assert lms.ids() == [voiding["id"], kept["id"]]
        assert lms.get(voidedStatementId=wrong["id"])["id"] == wrong["id"]

    @pytest.mark.parametrize("in_order", [True, False])
    def test_finds_a_statement_by_the_one_it_refers_to(self, lms, in_order):
        target = said(context={"registration": str(uuid4())})
        first = refers_to(target)
        second = refers_to(first)
        for statement in (target, first, second) if in_order else (second, first, target):
            lms.send(statement)
        wanted = {target["id"], first["id"], second["id"]}

        assert set(lms.ids(verb=DID)) == wanted
        assert set(lms.ids(agent=LEA)) == wanted
        assert set(lms.ids(activity=ONE)) == wanted
        assert set(lms.ids(registration=target["context"]["registration"])) == wanted
        assert set(lms.ids(verb=DID, agent=LEA, activity=ONE)) == wanted


class TestMore:
    @pytest.mark.parametrize("ascending", ["true", "false"])
    def test_leads_through_all_once_while_others_arrive(self, lms, ascending):
        sent = [said() for _ in range(7)]
        lms.send(*sent)
        seen, page = [], lms.get(verb=DID, limit=3, ascending=ascending)
        while True:
            seen += [one["id"] for one in page["statements"]]
            if not page["more"]:
                break
            if len(seen) == 3:
                lms.send(said(verb=SAW), said(verb=SAW))
            page = lms.get(page["more"])

        ids = [one["id"] for one in sent]
        assert seen == (ids if ascending == "true" else ids[::-1])

    def test_is_empty_on_the_last_page(self, lms):
        lms.send(said(), said())

        assert lms.get(limit=2)["more"] == ""
        assert lms.get(limit=1)["more"].startswith("/xapi/statements?")


class TestIsolation:
    def test_an_organisation_sees_what_its_own_tools_sent(self, program):
        ours, also_ours, theirs = (
            program("a", organisation_id=1),
            program("b", organisation_id=1),
            program("c", organisation_id=2),
        )
        context = {"instructor": TUTOR, "contextActivities": {"grouping": [{"id": COURSE}]}}
        sent = said(context=context)
        ours.send(sent)
        secret = said(context=context)
        theirs.send(secret)

        for reader, seen in ((ours, sent), (also_ours, sent), (theirs, secret)):
            for query in (
                {},
                {"agent": LEA},
                {"verb": DID},
                {"activity": ONE},
                {"agent": TUTOR, "related_agents": "true"},
                {"activity": COURSE, "related_activities": "true"},
            ):
                assert reader.ids(**query) == [seen["id"]], query

    def test_the_scope_read_mine_sees_its_own_only(self, program):
        one = program("one", scopes=("statements/write", "statements/read/mine"))
        two = program("two", scopes=("statements/write", "statements/read/mine"))
        sent = said()
        one.send(sent)
        two.send(said())

        assert one.ids() == [sent["id"]]
        assert one.ids(verb=DID) == [sent["id"]]
