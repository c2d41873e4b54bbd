"""Checking a statement tells the store in one go all that it keeps beside the text."""

import json

import pytest

from caire.lrs.hashing import (
    CACHED_LENGTH,
    KEY_BYTES,
    account_key,
    activity_key,
    agent_key,
    verb_key,
)
from caire.lrs.memo import Memo
from caire.lrs.validation import check
from tests.caire.lrs.statements import (
    ACCOUNT,
    ADA,
    ATTACHMENT,
    LEAST,
    REF,
    SUB,
    TEAM,
    UUID_1,
    UUID_2,
    VOIDED,
    activity,
    encoded,
)

ADA_KEY = agent_key("mbox", "mailto:ada@example.org")
TEAM_KEY = account_key("https://example.org", "42")


def person(name: str) -> dict[str, str]:
    return {"mbox": f"mailto:{name}@example.org"}


def key_of(name: str) -> bytes:
    return agent_key("mbox", f"mailto:{name}@example.org")


def found_with(**members):
    return check(encoded(LEAST | members))


class TestChecked:
    def test_tells_who_did_what_to_what(self):
        found = found_with(id=UUID_1.upper())

        assert (found.id, found.id_differs) == (UUID_1, True)
        assert found.actor_key == ADA_KEY
        assert (found.verb, found.verb_key) == (LEAST["verb"]["id"], verb_key(found.verb))
        assert found.activity == LEAST["object"]["id"]
        assert found.activity_key == activity_key(found.activity)
        assert (found.refers, found.voids, found.object_agent_key) == (None, None, None)
        assert (found.agents, found.related_agents, found.related_activities) == ((), (), ())

    def test_finds_the_members_of_groups_that_act(self):
        found = found_with(actor=TEAM | {"member": [person("a"), person("b"), person("a")]})

        assert found.actor_key == TEAM_KEY
        assert found.agents == found.related_agents == (key_of("a"), key_of("b"))

    def test_finds_an_anonymous_group_by_its_members_alone(self):
        found = found_with(actor={"objectType": "Group", "member": [person("a")]})

        assert (found.actor_key, found.agents) == (None, (key_of("a"),))

    def test_finds_whom_it_is_about(self):
        found = found_with(object=TEAM | {"member": [person("a")]})

        assert (found.activity, found.activity_key, found.object_agent_key) == (
            None,
            None,
            TEAM_KEY,
        )
        assert found.agents == (TEAM_KEY, key_of("a"))

    def test_finds_what_it_refers_to_and_what_it_voids(self):
        reference = REF | {"id": UUID_2.upper()}

        assert (found_with(object=reference).refers, found_with(object=reference).voids) == (
            UUID_2,
            None,
        )
        assert found_with(object=reference, verb={"id": VOIDED}).voids == UUID_2

    def test_does_not_take_the_statement_of_the_context_for_its_object(self):
        assert found_with(context={"statement": REF}).refers is None

    def test_finds_who_and_what_is_around_but_not_the_authority(self):
        found = found_with(
            authority=person("authority"),
            context={
                "instructor": person("teacher"),
                "team": {"objectType": "Group", "member": [person("mate")]},
                "contextActivities": {
                    "parent": {"id": "http://e.org/1"},
                    "other": [{"id": "http://e.org/2"}, {"id": "http://e.org/1"}],
                },
            },
        )

        assert found.agents == ()
        assert found.related_agents == (key_of("teacher"), key_of("mate"))
        assert found.related_activities == tuple(
            map(activity_key, ("http://e.org/1", "http://e.org/2"))
        )
        assert (found.has_provenance, found.has_lone_activities) == (True, True)

    def test_finds_the_parts_of_a_substatement_as_related_only(self):
        inner = SUB | {
            "actor": person("a"),
            "object": activity(name={"fr": "Q"}),
            "context": {
                "instructor": ACCOUNT,
                "contextActivities": {"grouping": [{"id": "http://e.org/1"}]},
            },
            "attachments": [ATTACHMENT],
        }

        found = found_with(object=inner)

        assert (found.activity_key, found.object_agent_key, found.agents) == (None, None, ())
        assert found.related_agents == (key_of("a"), TEAM_KEY)
        assert set(found.related_activities) == {
            activity_key("http://e.org/1"),
            activity_key("http://example.org/q"),
        }
        assert [seen.iri for seen in found.definitions] == ["http://example.org/q"]
        assert found.attachments[0].path == "$.object.attachments[0]"
        assert not found.has_lone_activities

    def test_tells_each_definition_with_its_json(self):
        found = found_with(object=activity(name={"fr": "Où ?"}))

        (seen,) = found.definitions
        assert json.loads(seen.raw) == {"name": {"fr": "Où ?"}}

    def test_tells_each_attachment(self):
        (seen,) = found_with(attachments=[ATTACHMENT | {"sha2": "A" * 64}]).attachments

        assert (seen.sha2, seen.length, seen.content_type) == ("a" * 64, 3, "text/plain")
        assert (seen.usage_type, seen.has_file_url) == ("http://example.org/usage", True)

    @pytest.mark.parametrize("name", ["stored", "\\u0073tored", "authority", "\\u0061uthority"])
    def test_sees_what_the_store_would_write_however_it_is_spelt(self, name):
        value = ADA if name.endswith("uthority") else "2026-03-01T09:30:00Z"
        raw = encoded(LEAST)[:-1] + f',"{name}":{json.dumps(value)}}}'.encode()

        assert check(raw).has_provenance

    def test_is_the_same_the_second_time(self):
        statement = LEAST | {"object": activity(name={"fr": "Une fois"})}

        assert check(encoded(statement)) == check(encoded(statement))


class TestKeys:
    def test_are_short_and_differ_by_kind_and_value(self):
        keys = {
            activity_key("http://e.org"),
            verb_key("http://e.org"),
            agent_key("openid", "http://e.org"),
            agent_key("mbox", "http://e.org"),
            account_key("http://e.org", ""),
            activity_key("http://e.org/" + "x" * CACHED_LENGTH),
        }

        assert len(keys) == 6
        assert {len(key) for key in keys} == {KEY_BYTES}

    def test_never_change(self):
        assert activity_key("http://e.org").hex() == "6cb2f42791ab574688c7b9666131b32b"


class TestMemo:
    def test_forgets_all_when_it_is_full_and_keeps_nothing_long(self):
        memo: Memo[str, int] = Memo(size=2, length=3)
        for index, name in enumerate(["a", "b", "long", "c"]):
            memo.keep(name, index)

        assert memo == {"c": 3}
