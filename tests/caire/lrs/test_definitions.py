"""What is known of activities and of agents. Source: xAPI 1.0.3, part three, 2.4 and 2.5."""

import json
from threading import Barrier, Thread
from typing import Any

import msgspec
import pytest
from sqlalchemy import event, select

from caire.db import transaction
from caire.lrs.definitions import MAX_BYTES, known_definition, merged_definition
from caire.lrs.findings import SeenDefinition
from caire.lrs.models import KnownActivity
from caire.lrs.services.definitions import remember_definitions
from caire.lrs.services.keys import create_key
from tests.caire.lrs.factories import NOW, own_statement, store_some
from tests.support.browser import on_sqlite

IRI = "http://example.org/activities/it"
V1 = {"X-Experience-API-Version": "1.0.3"}


def merge(known: Any, given: Any) -> Any:
    encode = msgspec.json.encode
    return msgspec.json.decode(merged_definition(encode(known), encode(given)))


def seen(definition: Any, iri: str = IRI) -> SeenDefinition:
    return SeenDefinition(iri, json.dumps(definition).encode())


def remember(db, *definitions: SeenDefinition, organisation_id: int | None = None) -> None:
    remember_definitions(db, organisation_id=organisation_id, definitions=definitions, now=NOW)


def known(db, *, iri: str = IRI, organisation_id: int | None = None) -> Any:
    found = known_definition(db, organisation_id=organisation_id, iri=iri)
    return None if found is None else json.loads(found.definition)


class TestMergedDefinition:
    @pytest.mark.parametrize(
        ("before", "given", "after"),
        [
            ({}, {"type": "http://t"}, {"type": "http://t"}),
            ({"type": "http://t"}, {}, {"type": "http://t"}),
            ({"type": "http://t"}, {"type": "http://u"}, {"type": "http://u"}),
            (
                {"name": {"en": "meeting", "fr": "reunion"}},
                {"name": {"fr": "réunion", "es": "reunión"}},
                {"name": {"en": "meeting", "fr": "réunion", "es": "reunión"}},
            ),
            (
                {"description": {"en": "a"}},
                {"name": {"en": "b"}},
                {"description": {"en": "a"}, "name": {"en": "b"}},
            ),
            (
                {"extensions": {"http://a": {"x": 1}}},
                {"extensions": {"http://a": {"y": 2}, "http://b": 3}},
                {"extensions": {"http://a": {"y": 2}, "http://b": 3}},
            ),
            (
                {"interactionType": "choice", "choices": [{"id": "a"}], "name": {"en": "q"}},
                {"interactionType": "numeric", "correctResponsesPattern": ["1"]},
                {
                    "interactionType": "numeric",
                    "correctResponsesPattern": ["1"],
                    "name": {"en": "q"},
                },
            ),
        ],
    )
    def test_adds_languages_replaces_values_and_mixes_no_questions(self, before, given, after):
        assert merge(before, given) == after

    def test_stops_growing(self):
        before = {"name": {"en": "x"}}

        assert merge(before, {"name": {"fr": "y" * MAX_BYTES}}) == before


class TestRememberDefinitions:
    def test_keeps_what_a_batch_says_of_an_activity(self, db):
        remember(db, seen({"name": {"en": "a"}}), seen({"name": {"fr": "b"}}))

        assert known(db) == {"name": {"en": "a", "fr": "b"}}
        assert known(db, iri=IRI + "/other") is None

    def test_merges_with_what_was_known(self, db):
        for definition in ({"name": {"en": "a"}}, {"name": {"fr": "b"}, "type": "http://t"}):
            with transaction(db):
                remember(db, seen(definition))

        assert known(db) == {"name": {"en": "a", "fr": "b"}, "type": "http://t"}

    def test_keeps_organisations_apart(self, db):
        for organisation_id in (None, 1, 2):
            remember(
                db, seen({"name": {"en": f"of {organisation_id}"}}), organisation_id=organisation_id
            )

        assert [known(db, organisation_id=n)["name"]["en"] for n in (None, 1, 2)] == [
            "of None",
            "of 1",
            "of 2",
        ]

    def test_asks_nothing_of_the_database_when_all_is_known(self, db, engine):
        with transaction(db):
            remember(db, seen({"name": {"en": "a"}}))
        asked: list[str] = []
        event.listen(
            engine, "before_cursor_execute", lambda c, cursor, sql, *rest: asked.append(sql)
        )

        remember(db, seen({"name": {"en": "a"}}), seen({"name": {"en": "a"}}))

        assert asked == []

    def test_forgets_what_was_rolled_back(self, db):
        remember(db, seen({"name": {"en": "a"}}))
        db.rollback()

        with transaction(db):
            remember(db, seen({"name": {"en": "a"}}))

        assert known(db) == {"name": {"en": "a"}}

    def test_passes_over_a_definition_that_is_too_large(self, db):
        remember(db, seen({"name": {"en": "x" * MAX_BYTES}}))

        assert db.scalars(select(KnownActivity)).all() == []

    def test_loses_no_language_of_writers_at_the_same_time(self, app, db):
        languages = ("en", "fr", "es", "de")
        start = Barrier(len(languages))

        def write(language: str) -> None:
            with app.extensions["caire"].sessions() as session:
                start.wait()
                with transaction(session) as own:
                    for number in range(5):
                        remember(own, seen({"name": {language: "x"}}, f"{IRI}/{number}"))

        threads = [Thread(target=write, args=(language,)) for language in languages]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        for number in range(5):
            assert set(known(db, iri=f"{IRI}/{number}")["name"]) == set(languages)


@pytest.fixture
def ask(app, db):
    """Asks a resource with a key of these scopes."""

    def asked(path: str, scope: str = "all", organisation_id: int | None = None, **given: Any):
        with transaction(db):
            made = create_key(
                db,
                name=f"{path} {scope} {organisation_id} {given}",
                scopes=[scope],
                organisation_id=organisation_id,
                now=NOW,
            )
        method = given.pop("method", "GET")
        return app.test_client().open(
            path, method=method, query_string=given, headers=V1, auth=(made.key, made.secret)
        )

    return asked


class TestActivities:
    def test_answer_with_all_that_is_known(self, ask, db):
        with transaction(db):
            remember(db, seen({"name": {"en": "a"}, "type": "http://t"}))

        answer = ask("/xapi/activities", activityId=IRI)

        assert answer.json == {
            "objectType": "Activity",
            "id": IRI,
            "definition": {"name": {"en": "a"}, "type": "http://t"},
        }
        assert answer.last_modified == NOW.replace(microsecond=0)
        assert answer.headers["ETag"].startswith('"')

    @on_sqlite
    def test_answer_with_the_id_of_what_nobody_described(self, ask):
        answer = ask("/xapi/activities", activityId=IRI)

        assert (answer.status_code, answer.json) == (200, {"objectType": "Activity", "id": IRI})

    @on_sqlite
    def test_say_nothing_of_what_another_organisation_described(self, ask, db):
        with transaction(db):
            remember(db, seen({"name": {"en": "a"}}), organisation_id=1)

        assert "definition" in ask("/xapi/activities", organisation_id=1, activityId=IRI).json
        for stranger in (None, 2):
            answer = ask("/xapi/activities", organisation_id=stranger, activityId=IRI)
            assert "definition" not in answer.json

    @on_sqlite
    @pytest.mark.parametrize("given", [{}, {"activityId": "true"}, {"activityid": IRI}])
    def test_need_an_iri(self, ask, given):
        answer = ask("/xapi/activities", **given)

        assert answer.status_code == 400
        assert "activityId" in answer.json["message"]

    @on_sqlite
    @pytest.mark.parametrize("path", ["/xapi/activities", "/xapi/agents"])
    def test_and_agents_are_not_open_to_a_key_that_only_sends(self, ask, path):
        answer = ask(path, "statements/write", activityId=IRI)

        assert answer.status_code == 403

    @on_sqlite
    def test_answer_head(self, ask):
        answer = ask("/xapi/activities", activityId=IRI, method="HEAD")

        assert (answer.status_code, answer.data) == (200, b"")


@on_sqlite
class TestAgents:
    @pytest.mark.parametrize(
        ("agent", "person"),
        [
            (
                {"name": "Ada", "mbox": "mailto:ada@example.org"},
                {"name": ["Ada"], "mbox": ["mailto:ada@example.org"]},
            ),
            ({"mbox_sha1sum": "a" * 40}, {"mbox_sha1sum": ["a" * 40]}),
            ({"openid": "http://example.org/ada"}, {"openid": ["http://example.org/ada"]}),
            (
                {"objectType": "Agent", "account": {"homePage": "http://a.example", "name": "1"}},
                {"account": [{"homePage": "http://a.example", "name": "1"}]},
            ),
        ],
    )
    def test_answer_with_a_person_of_what_was_asked(self, ask, agent, person):
        answer = ask("/xapi/agents", agent=json.dumps(agent))

        assert answer.json == {"objectType": "Person", **person}
        assert "ETag" in answer.headers

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"agent": "{}"},
            {"agent": "true"},
            {"agent": '{"objectType":"Group","mbox":"mailto:a@example.org"}'},
            {"agent": '{"mbox":["mailto:a@example.org"]}'},
            {"agent": '{"name":"\\ud800","mbox":"mailto:a@example.org"}'},
        ],
    )
    def test_need_one_agent(self, ask, given):
        answer = ask("/xapi/agents", **given)

        assert answer.status_code == 400
        assert "agent" in answer.json["message"]


class TestStoreOwn:
    def test_describes_our_own_activities_too(self, db):
        (record,) = store_some(db, own_statement())

        known = known_definition(db, organisation_id=None, iri=record.activity)

        assert known is not None
        assert json.loads(known.definition) == record.data["object"]["definition"]
