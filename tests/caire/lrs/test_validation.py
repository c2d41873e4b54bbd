"""What xAPI 1.0.3 allows is accepted, anything else is refused with the path of the fault."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.lrs.errors import StatementInvalid
from caire.lrs.hashing import account_key
from caire.lrs.validation import check

UUID_1 = "8c2f4f0e-9d3e-4d0f-8f7b-2a0f3c1b5e6d"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
LEAST = {
    "actor": {"mbox": "mailto:ada@example.org"},
    "verb": {"id": "http://example.org/verbs/did"},
    "object": {"id": "http://example.org/activities/it"},
}
ACCOUNT = {"account": {"homePage": "https://example.org", "name": "42"}}
GROUP = {"objectType": "Group", "member": [ACCOUNT]}
SUB = {"objectType": "SubStatement", **LEAST}
ATTACHMENT = {
    "usageType": "http://example.org/usage",
    "display": {"fr": "Pièce"},
    "contentType": "text/plain",
    "length": 3,
    "sha2": "a" * 64,
    "fileUrl": "https://example.org/piece.txt",
}


def refused_path(statement: Any) -> str:
    with pytest.raises(StatementInvalid) as refusal:
        check(json.dumps(statement).encode())
    return refusal.value.path


def activity(**definition: Any) -> dict[str, Any]:
    return {"id": "http://example.org/q", "definition": definition}


ALLOWED: list[dict[str, Any]] = [
    {},
    {"id": UUID_1.upper(), "version": "1.0.3", "timestamp": "2026-03-01T09:30:00.5+02:00"},
    {"timestamp": "2026-03-01T09:30:00"},
    {"timestamp": "2026-03-01T09:30:00+0200", "stored": "2026-03-01T09:30:00Z"},
    {"actor": {"openid": "https://ada.example.org", "name": ""}},
    {"actor": {"mbox_sha1sum": "A" * 40, "objectType": "Agent"}},
    {"actor": GROUP},
    {"actor": {"objectType": "Group", **ACCOUNT}},
    {"actor": {"objectType": "Group", **ACCOUNT, "member": []}},
    {"object": {"objectType": "Agent", **ACCOUNT}},
    {"object": GROUP},
    {"object": {"objectType": "StatementRef", "id": UUID_1}},
    {"object": SUB},
    {"verb": {"id": VOIDED}, "object": {"objectType": "StatementRef", "id": UUID_1}},
    {"verb": {"id": "tag:example.org,2026:did", "display": {"fr-FR": "fit", "en": "did"}}},
    {
        "object": activity(
            name={"und": "?"}, type="http://e.org/t", extensions={"http://e.org": None}
        )
    },
    {"object": activity(interactionType="choice", choices=[{"id": "a"}, {"id": "b"}])},
    {"object": activity(interactionType="likert", scale=[{"id": "1"}])},
    {"object": activity(interactionType="matching", source=[{"id": "1"}], target=[{"id": "1"}])},
    {"object": activity(interactionType="numeric", correctResponsesPattern=["1[:]2"])},
    {"result": {"score": {"scaled": -1, "raw": 0.5, "min": 0, "max": 1}, "duration": "P3W"}},
    {"result": {"duration": "PT1H30M0.25S", "extensions": {"http://e.org/x": {"a": [None]}}}},
    {"context": {"registration": UUID_1, "team": GROUP, "instructor": ACCOUNT, "language": "fr"}},
    {"context": {"contextActivities": {"parent": {"id": "http://e.org"}, "other": []}}},
    {"context": {"statement": {"objectType": "StatementRef", "id": UUID_1}, "platform": "x"}},
    {"attachments": [ATTACHMENT]},
    {"authority": {"objectType": "Group", "member": [ACCOUNT, {"mbox": "mailto:a@e.org"}]}},
]

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"extra": 1}, "$"),
    ({"id": "42"}, "$.id"),
    ({"id": UUID_1 + "\n"}, "$.id"),
    ({"id": None}, "$.id"),
    ({"version": "2.0.0"}, "$.version"),
    ({"timestamp": "yesterday"}, "$.timestamp"),
    ({"timestamp": "2026-02-30T00:00:00Z"}, "$.timestamp"),
    ({"timestamp": "2026-03-01T09:30:00-00:00"}, "$.timestamp"),
    ({"timestamp": "2026-03-01"}, "$.timestamp"),
    ({"timestamp": "0001-01-01T00:00:00+10:00"}, "$.timestamp"),
    ({"stored": 3}, "$.stored"),
    ({"actor": {}}, "$.actor"),
    ({"actor": {**ACCOUNT, "mbox": "mailto:a@e.org"}}, "$.actor"),
    ({"actor": {"mbox": "ada@example.org"}}, "$.actor.mbox"),
    ({"actor": {"mbox_sha1sum": "abc"}}, "$.actor.mbox_sha1sum"),
    ({"actor": {"openid": "ada"}}, "$.actor.openid"),
    ({"actor": {"account": {"name": "42"}}}, "$.actor.account"),
    ({"actor": {"account": {"homePage": "x", "name": "42"}}}, "$.actor.account.homePage"),
    ({"actor": {"objectType": "Activity", "id": "http://e.org"}}, "$.actor.objectType"),
    ({"actor": {**ACCOUNT, "member": []}}, "$.actor.member"),
    ({"actor": {"objectType": "Group"}}, "$.actor"),
    ({"actor": {"objectType": "Group", "member": []}}, "$.actor.member"),
    ({"actor": {"objectType": "Group", "member": [{}]}}, "$.actor.member[0]"),
    ({"actor": {"objectType": "Group", "member": [GROUP]}}, "$.actor.member[0].objectType"),
    ({"verb": {}}, "$.verb"),
    ({"verb": {"id": "did"}}, "$.verb.id"),
    ({"verb": {"id": "http://e.org/\x00"}}, "$.verb.id"),
    ({"verb": {"id": "http://e.org", "display": {"not a tag": "x"}}}, "$.verb.display"),
    ({"verb": {"id": VOIDED}}, "$.object.objectType"),
    ({"object": {"objectType": "Thing"}}, "$.object.objectType"),
    ({"object": {"id": "it"}}, "$.object.id"),
    ({"object": {"objectType": "StatementRef", "id": "x"}}, "$.object.id"),
    ({"object": {**SUB, "id": UUID_1}}, "$.object"),
    ({"object": {**SUB, "object": SUB}}, "$.object.object"),
    ({"object": {**SUB, "actor": {}}}, "$.object.actor"),
    ({"object": {**SUB, "timestamp": "x"}}, "$.object.timestamp"),
    ({"object": activity(interactionType="guess")}, "$.object.definition.interactionType"),
    ({"object": activity(choices=[])}, "$.object.definition.choices"),
    (
        {"object": activity(correctResponsesPattern=[])},
        "$.object.definition.correctResponsesPattern",
    ),
    (
        {"object": activity(interactionType="choice", choices=[{"id": "a"}, {"id": "a"}])},
        "$.object.definition.choices",
    ),
    ({"object": activity(extensions={"x": 1})}, "$.object.definition.extensions"),
    ({"result": {"score": {"scaled": 1.01}}}, "$.result.score.scaled"),
    ({"result": {"score": {"raw": "1"}}}, "$.result.score.raw"),
    ({"result": {"score": {"raw": 2, "max": 1}}}, "$.result.score.raw"),
    ({"result": {"score": {"min": 1, "max": 1}}}, "$.result.score.min"),
    ({"result": {"success": "yes"}}, "$.result.success"),
    ({"result": {"duration": "PT"}}, "$.result.duration"),
    ({"result": {"duration": "1h"}}, "$.result.duration"),
    ({"result": {"extensions": {"x": 1}}}, "$.result.extensions"),
    ({"context": {"registration": "x"}}, "$.context.registration"),
    ({"context": {"team": ACCOUNT}}, "$.context.team"),
    ({"context": {"language": "français"}}, "$.context.language"),
    ({"context": {"contextActivities": {"uncle": []}}}, "$.context.contextActivities"),
    (
        {"context": {"contextActivities": {"other": [{"id": "http://e.org"}, {"id": "x"}]}}},
        "$.context.contextActivities.other[1].id",
    ),
    ({"context": {"platform": "x"}, "object": GROUP}, "$.context.platform"),
    ({"attachments": [{**ATTACHMENT, "sha2": "x"}]}, "$.attachments[0].sha2"),
    ({"attachments": [{**ATTACHMENT, "length": -1}]}, "$.attachments[0].length"),
    (
        {"attachments": [{k: x for k, x in ATTACHMENT.items() if k != "fileUrl"}]},
        "$.attachments[0].fileUrl",
    ),
    ({"authority": {"objectType": "Group", "member": [ACCOUNT]}}, "$.authority"),
]


class TestCheck:
    @pytest.mark.parametrize("changes", ALLOWED, ids=lambda c: json.dumps(c)[:60])
    def test_accepts(self, changes):
        check(json.dumps(LEAST | changes).encode())

    @pytest.mark.parametrize(("changes", "path"), REFUSED, ids=lambda c: json.dumps(c)[:60])
    def test_refuses_with_the_path_of_the_fault(self, changes, path):
        assert refused_path(LEAST | changes) == path

    @pytest.mark.parametrize("missing", ["actor", "verb", "object"])
    def test_refuses_what_lacks_a_part(self, missing):
        assert refused_path({k: x for k, x in LEAST.items() if k != missing}) == "$"

    @pytest.mark.parametrize("text", [b"", b"{", b"[]", b'"x"', b"\xff", b"null", b"{} {}"])
    def test_refuses_what_is_no_json_object(self, text):
        with pytest.raises(StatementInvalid) as refusal:
            check(text)

        assert refusal.value.path == "$"

    def test_says_in_words_what_was_expected(self):
        with pytest.raises(StatementInvalid, match=r"\$\.id: expected a UUID, as 8c2f"):
            check(json.dumps(LEAST | {"id": "x"}).encode())

    def test_tells_what_the_store_searches(self):
        found = check(
            json.dumps(
                LEAST
                | {
                    "id": UUID_1.upper(),
                    "actor": ACCOUNT,
                    "context": {"registration": UUID_1.upper()},
                    "timestamp": "2026-03-01T11:30:00+02:00",
                }
            ).encode()
        )

        assert (found.id, found.registration) == (UUID_1, UUID_1)
        assert found.actor_key == account_key("https://example.org", "42")
        assert found.activity == LEAST["object"]["id"]
        assert found.timestamp.isoformat() == "2026-03-01T09:30:00+00:00"

    @given(st.binary(max_size=200))
    def test_any_bytes_are_refused_not_crashed_on(self, data):
        with pytest.raises(StatementInvalid):
            check(data)

    @given(st.data())
    def test_any_part_replaced_by_anything_is_accepted_or_refused_with_a_path(self, data):
        whole = LEAST | data.draw(st.sampled_from(ALLOWED))
        mutant = json.dumps(_replaced(deepcopy(whole), data)).encode()

        fault = _fault_of(mutant)

        assert fault is None or (fault.path.startswith("$") and "`" not in fault.path)


def _fault_of(raw: bytes) -> StatementInvalid | None:
    try:
        check(raw)
    except StatementInvalid as fault:
        return fault
    return None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def _replaced(value: Any, data: st.DataObject) -> Any:
    """The value with one of its parts, at any depth, replaced by anything."""
    keys: list[Any] = []
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not keys or data.draw(st.integers(0, 3)) == 0:
        return data.draw(anything)
    key = data.draw(st.sampled_from(keys))
    value[key] = _replaced(value[key], data)
    return value
