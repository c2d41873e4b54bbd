"""What the store adds takes the place of what the sender wrote there, however it was spelt."""

import json
from datetime import UTC, datetime

import pytest

from caire.lrs.services.completing import complete
from tests.caire.lrs.statements import ADA, LEAST, SUB, UUID_1, activity, encoded

HOME = "https://caire.example.org"
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
FORGED = {"account": {"homePage": HOME, "name": "caire"}}


def members_of(raw: bytes) -> list[tuple[str, object]]:
    """The members of the text that would be stored, also those that stand twice."""
    text = complete(raw, home=HOME, authority="tool").raw(NOW)
    return json.loads(text, object_pairs_hook=list)


class TestComplete:
    @pytest.mark.parametrize("name", ["authority", "\\u0061uthority", "authorit\\u0079"])
    def test_leaves_no_authority_but_its_own(self, name):
        raw = encoded(LEAST)[:-1] + f',"{name}":{json.dumps(FORGED)}}}'.encode()

        given = [value for name, value in members_of(raw) if name == "authority"]
        assert given == [
            [("objectType", "Agent"), ("account", [("homePage", HOME), ("name", "tool")])]
        ]

    @pytest.mark.parametrize("name", ["stored", "\\u0073tored"])
    def test_leaves_no_stored_but_its_own(self, name):
        raw = encoded(LEAST)[:-1] + f',"{name}":"2020-01-01T00:00:00Z"}}'.encode()

        given = [value for name, value in members_of(raw) if name == "stored"]
        assert given == ["2026-03-01T09:30:00.000000Z"]

    def test_writes_the_id_in_lower_case_once(self):
        raw = encoded(LEAST | {"object": activity(name={"fr": UUID_1}), "id": UUID_1.upper()})

        assert [value for name, value in members_of(raw) if name == "id"] == [UUID_1]

    @pytest.mark.parametrize("kind", ["SubStatement", "\\u0053ubStatement"])
    def test_makes_lists_of_lone_activities(self, kind):
        lone = {"contextActivities": {"parent": {"id": "http://e.org"}}}
        raw = encoded(LEAST | {"context": lone, "object": SUB | {"context": lone}, "actor": ADA})
        raw = raw.replace(b"SubStatement", kind.encode())

        kept = json.loads(complete(raw, home=HOME, authority="tool").raw(NOW))
        for found in (kept, kept["object"]):
            assert found["context"] == {"contextActivities": {"parent": [{"id": "http://e.org"}]}}
