"""Statements are shown as asked: ids, exact, or canonical in one language."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.lrs.asking import Format
from caire.lrs.formats import activities_of, shown
from caire.lrs.languages import accepted, one_language
from caire.lrs.validation import check
from caire.lrs.versions import Version
from tests.caire.lrs.statements import ACCOUNT, ADA, GROUP, REF, TEAM, UUID_1, activity, encoded

MAP = {"en-GB": "colour", "en-US": "color", "fr": "couleur"}
DEFINITION = {
    "name": MAP,
    "description": MAP,
    "type": "http://example.org/type",
    "interactionType": "choice",
    "choices": [{"id": "a", "description": MAP}, {"id": "b"}],
    "extensions": {"http://example.org/x": MAP},
}
NAMED_ADA = ADA | {"name": "Ada", "objectType": "Agent"}
PARENT = {"id": "http://example.org/parent", "definition": {"name": MAP}}
FULL = {
    "id": UUID_1,
    "actor": GROUP | {"name": "We", "member": [NAMED_ADA]},
    "verb": {"id": "http://example.org/verbs/did", "display": MAP},
    "object": {
        "objectType": "SubStatement",
        "actor": TEAM | {"name": "They", "member": [NAMED_ADA]},
        "verb": {"id": "http://example.org/verbs/did", "display": MAP},
        "object": activity(**DEFINITION) | {"objectType": "Activity"},
        "context": {"contextActivities": {"other": PARENT}},
    },
    "context": {
        "instructor": NAMED_ADA,
        "team": TEAM | {"name": "They"},
        "contextActivities": {"parent": [PARENT]},
        "contextAgents": [{"objectType": "contextAgent", "agent": NAMED_ADA}],
        "contextGroups": [{"objectType": "contextGroup", "group": TEAM | {"name": "They"}}],
        "language": "fr",
        "extensions": {"http://example.org/x": MAP},
    },
    "authority": ACCOUNT | {"name": "We", "objectType": "Agent"},
    "stored": "2026-03-01T09:30:00Z",
    "result": {"success": True},
}


def shown_as(format: Format, statement=FULL, **more):
    return json.loads(shown(encoded(statement), format, **more))


class TestIds:
    def test_tell_only_what_identifies(self):
        found = shown_as(Format.IDS)

        assert found["actor"] == {"objectType": "Group", "member": [{"objectType": "Agent", **ADA}]}
        assert found["verb"] == {"id": "http://example.org/verbs/did"}
        assert found["object"]["actor"] == TEAM
        assert found["object"]["verb"] == found["verb"]
        assert found["object"]["object"] == {"id": "http://example.org/q"}
        assert found["object"]["context"] == {
            "contextActivities": {"other": [{"id": PARENT["id"]}]}
        }
        assert found["context"] == FULL["context"] | {
            "instructor": {"objectType": "Agent", **ADA},
            "team": TEAM,
            "contextActivities": {"parent": [{"id": PARENT["id"]}]},
            "contextAgents": [
                {"objectType": "contextAgent", "agent": {"objectType": "Agent", **ADA}}
            ],
            "contextGroups": [{"objectType": "contextGroup", "group": TEAM}],
        }
        assert found["authority"] == {"objectType": "Agent", **ACCOUNT}
        assert {name: found[name] for name in ("id", "stored", "result")} == {
            name: FULL[name] for name in ("id", "stored", "result")
        }

    @pytest.mark.parametrize("target", [REF, NAMED_ADA, TEAM, activity(name=MAP)])
    @pytest.mark.parametrize("format", list(Format))
    def test_and_other_formats_are_valid_statements(self, target, format):
        for statement in (FULL, FULL | {"object": target}):
            text = shown(encoded(statement), format, languages=("fr",))
            check(text, version=Version.V2)


class TestExact:
    def test_is_what_is_kept_to_the_byte(self):
        raw = b' {"id" :1} '

        assert shown(raw, Format.EXACT) == shown(raw.decode(), Format.EXACT) == raw


class TestCanonical:
    def test_has_one_language_in_each_map(self):
        found = shown_as(Format.CANONICAL, languages=("en-GB",))

        one = {"en-GB": "colour"}
        assert found["verb"]["display"] == found["object"]["verb"]["display"] == one
        definition = found["object"]["object"]["definition"]
        assert definition["name"] == definition["description"] == one
        assert definition["choices"] == [{"id": "a", "description": one}, {"id": "b"}]
        assert definition["extensions"] == DEFINITION["extensions"]
        assert found["context"]["contextActivities"]["parent"][0]["definition"] == {"name": one}
        other = found["object"]["context"]["contextActivities"]["other"]
        assert other == [{"id": PARENT["id"], "definition": {"name": one}}]

    def test_leaves_agents_and_extensions_as_they_are(self):
        found = shown_as(Format.CANONICAL)

        for name in ("actor", "authority", "result"):
            assert found[name] == FULL[name]
        assert found["context"]["instructor"] == NAMED_ADA
        assert found["context"]["extensions"] == FULL["context"]["extensions"]

    def test_shows_the_definition_that_the_store_knows(self):
        known = {PARENT["id"]: json.dumps({"name": {"fr": "Cours", "en": "Course"}})}

        found = shown_as(Format.CANONICAL, languages=("fr",), definitions=known)

        parent = found["context"]["contextActivities"]["parent"][0]
        assert parent == {"id": PARENT["id"], "definition": {"name": {"fr": "Cours"}}}

    def test_knows_whose_definitions_it_needs(self):
        assert activities_of(encoded(FULL)) == {PARENT["id"], "http://example.org/q"}


class TestLanguage:
    @pytest.mark.parametrize(
        ("header", "tags", "chosen"),
        [
            ("fr", ["en", "fr"], "fr"),
            ("FR-fr", ["en", "fr-FR"], "fr-FR"),
            ("fr-CA", ["en", "fr"], "fr"),
            ("zh-Hant-CN-x-private1", ["en", "zh-Hant"], "zh-Hant"),
            ("fr", ["en", "fr-CA"], "fr-CA"),
            ("fr", ["en", "fry"], "en"),
            ("de, fr;q=0.5, en;q=0.8", ["fr", "en"], "en"),
            ("de, *;q=0.1", ["fr", "en"], "fr"),
            ("en;q=0, de", ["fr", "en"], "fr"),
            ("de", ["fr", "en"], "fr"),
            ("", ["fr", "en"], "fr"),
            (None, ["fr", "en"], "fr"),
            ("en-GB,en-US;q=0.9", ["en-US", "fr"], "en-US"),
            (";;,q=,=;", ["fr", "en"], "fr"),
            ("en," * 100_000, ["fr", "en"], "fr"),
        ],
    )
    def test_is_the_preferred_one(self, header, tags, chosen):
        assert one_language({tag: tag for tag in tags}, accepted(header)) == {chosen: chosen}

    @given(st.dictionaries(st.text(), st.text()), st.lists(st.text()))
    def test_is_always_one_of_those_told(self, texts, ranges):
        found = one_language(texts, ranges)

        assert len(found) == min(1, len(texts))
        assert found.items() <= texts.items()
