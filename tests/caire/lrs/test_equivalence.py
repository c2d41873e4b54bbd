"""Two statements are the same when they say the same, however they are written."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.lrs.equivalence import same_statement
from tests.caire.lrs.statements import (
    ACCOUNT,
    ADA,
    ATTACHMENT,
    GROUP,
    LEAST,
    REF,
    SUB,
    UUID_1,
    UUID_2,
    activity,
)

WHEN = {"timestamp": "2026-03-01T09:30:00Z"}
PEOPLE = {"objectType": "Group", "member": [ADA, ACCOUNT | {"name": "Bob"}]}


def context(**members):
    return {"context": members}


def duration(text):
    return {"result": {"duration": text}}


def extension(value):
    return {"result": {"extensions": {"http://e.org/x": value}}}


SAME = [
    ({"id": UUID_1, "stored": "2026-03-01T09:30:00Z", "authority": ADA, "version": "1.0.0"}, {}),
    ({"actor": ADA | {"objectType": "Agent"}}, {}),
    ({"actor": {"mbox": "mailto:ada@EXAMPLE.org"}}, {}),
    ({"actor": {"mbox_sha1sum": "A" * 40}}, {"actor": {"mbox_sha1sum": "a" * 40}}),
    ({"actor": PEOPLE}, {"actor": PEOPLE | {"member": PEOPLE["member"][::-1]}}),
    ({"verb": LEAST["verb"] | {"display": {"fr": "fit"}}}, {}),
    ({"object": LEAST["object"] | {"objectType": "Activity", "definition": {"name": {}}}}, {}),
    ({"object": REF}, {"object": REF | {"id": UUID_2.upper()}}),
    ({"object": SUB | WHEN}, {"object": SUB | {"timestamp": "2026-03-01T10:30:00+01:00"}}),
    (WHEN, {"timestamp": "2026-03-01T10:30:00.0009+01:00"}),
    (context(registration=UUID_1), context(registration=UUID_1.upper())),
    (context(language="fr-CA"), context(language="fr-ca")),
    (context(team=PEOPLE), context(team=PEOPLE | {"member": PEOPLE["member"][::-1]})),
    (
        context(contextActivities={"parent": LEAST["object"]}),
        context(contextActivities={"parent": [LEAST["object"] | {"objectType": "Activity"}]}),
    ),
    (
        context(contextAgents=[{"objectType": "contextAgent", "agent": ADA}]),
        context(
            contextAgents=[{"objectType": "contextAgent", "agent": ADA | {"objectType": "Agent"}}]
        ),
    ),
    (duration("PT1.239S"), duration("PT1.231S")),
    (duration("PT1,239S"), duration("PT1,23S")),
    (extension(1), extension(1.0)),
    ({"attachments": []}, {}),
    ({"attachments": [ATTACHMENT]}, {"attachments": [ATTACHMENT | {"sha2": "A" * 64}]}),
]

OTHER = [
    ({"actor": ACCOUNT}, {}),
    ({"actor": {"mbox": "mailto:ADA@example.org"}}, {}),
    ({"actor": ADA | {"name": "Ada"}}, {}),
    ({"actor": PEOPLE}, {"actor": GROUP}),
    ({"verb": {"id": "http://example.org/verbs/undid"}}, {}),
    ({"object": activity()}, {}),
    ({"object": REF}, {"object": REF | {"id": UUID_1}}),
    ({"object": SUB | WHEN}, {"object": SUB}),
    (WHEN, {"timestamp": "2026-03-01T09:30:00.001Z"}),
    ({"result": {"success": True}}, {}),
    ({"result": {"success": True}}, {"result": {"success": False}}),
    (duration("PT1.24S"), duration("PT1.23S")),
    (duration("PT60S"), duration("PT1M")),
    (extension(1), extension(True)),
    (extension([0]), extension([False])),
    (extension(""), extension(None)),
    (context(registration=UUID_1), context(registration=UUID_2)),
    (
        context(contextActivities={"parent": []}),
        context(contextActivities={"parent": LEAST["object"]}),
    ),
    ({"attachments": [ATTACHMENT]}, {}),
]


class TestSameStatement:
    @pytest.mark.parametrize(("one", "other"), SAME)
    def test_is_said_in_another_way(self, one, other):
        assert same_statement(LEAST | one, LEAST | other, with_timestamp=True)
        assert same_statement(LEAST | other, LEAST | one, with_timestamp=True)

    @pytest.mark.parametrize(("one", "other"), OTHER)
    def test_is_not_what_says_something_else(self, one, other):
        assert not same_statement(LEAST | one, LEAST | other, with_timestamp=True)
        assert not same_statement(LEAST | other, LEAST | one, with_timestamp=True)

    def test_has_any_timestamp_when_the_sender_gave_none(self):
        assert same_statement(LEAST, LEAST | WHEN, with_timestamp=False)
        assert not same_statement(LEAST, LEAST | WHEN, with_timestamp=True)

    @given(st.data())
    def test_does_not_depend_on_the_order_of_members(self, data):
        one, other = data.draw(st.sampled_from(SAME + OTHER))
        statement = LEAST | data.draw(st.sampled_from([one, other]))

        assert same_statement(statement, _shuffled(statement, data), with_timestamp=True)

    @pytest.mark.parametrize(("one", "other"), SAME)
    def test_is_compared_without_changing_either(self, one, other):
        both = [LEAST | one, LEAST | other]
        before = deepcopy(both)
        same_statement(*both, with_timestamp=True)

        assert json.dumps(both) == json.dumps(before)


def _shuffled(value, data):
    if isinstance(value, list):
        return [_shuffled(inner, data) for inner in value]
    if isinstance(value, dict):
        names = data.draw(st.permutations(list(value)))
        return {name: _shuffled(value[name], data) for name in names}
    return value
