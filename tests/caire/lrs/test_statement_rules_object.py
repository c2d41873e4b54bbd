"""Rules on what: verb, object, activities and their definitions. Each row names its section."""

import pytest

from tests.caire.lrs.statements import (
    ADA,
    GROUP,
    LEAST,
    REF,
    SUB,
    UUID_1,
    VOIDED,
    Row,
    activity,
    fault_of,
    named,
    refuse_row,
    refuse_row_inside,
)

NO_IRI = ("", "did", "//example.org/did", "ab=c://should.fail.com", "http://a b", 7, None,
          {"a": 1}, "http://e.org/\x00", "http://e.org/\n", "http:",
          "http://e.org/{x}")  # fmt: skip
NO_TAG = ("", "a12345678", "fr_FR", "français", "fr-", "-fr", "f", "fr--FR", "en-US-x", "x", "12")


def question(kind, **lists):
    return {"object": activity(interactionType=kind, **lists)}


VERB: list[Row] = [
    ("2.4.3", f"id {shown!r}", {"verb": {"id": shown}}, "$.verb.id") for shown in NO_IRI
] + [
    ("4.2", f"display in {tag!r}", {"verb": LEAST["verb"] | {"display": {tag: "x"}}},
     "$.verb.display")
    for tag in NO_TAG
] + [
    ("2.4.3", "no id", {"verb": {"display": {"fr": "fit"}}}, "$.verb"),
    ("2.4.3", "a text", {"verb": "did"}, "$.verb"),
    ("2.4.3", "null", {"verb": None}, "$.verb"),
    ("2.4.3", "an unknown member", {"verb": LEAST["verb"] | {"x": 1}}, "$.verb"),
    ("4.2", "display is a text", {"verb": LEAST["verb"] | {"display": "did"}}, "$.verb.display"),
    ("4.2", "display is a number", {"verb": LEAST["verb"] | {"display": 7}}, "$.verb.display"),
    ("4.2", "display is null", {"verb": LEAST["verb"] | {"display": None}}, "$.verb.display"),
    ("4.2", "a display is null", {"verb": LEAST["verb"] | {"display": {"fr": None}}},
     "$.verb.display[*]"),
]  # fmt: skip

OBJECT: list[Row] = [
    ("2.4.4", f"id {shown!r}", {"object": {"id": shown}}, "$.object.id") for shown in NO_IRI
] + [
    ("2.4.4", f"objectType {shown!r}", {"object": {"objectType": shown, "id": "http://e.org"}},
     "$.object.objectType")
    for shown in ("", "activity", "Thing", "statementref", 7, None)
] + [
    ("2.4.4", "no id", {"object": {"objectType": "Activity"}}, "$.object"),
    ("2.4.4", "a text", {"object": "it"}, "$.object"),
    ("2.4.4", "null", {"object": None}, "$.object"),
    ("2.4.4", "an unknown member", {"object": LEAST["object"] | {"x": 1}}, "$.object"),
    ("2.4.4", "an Agent without its objectType", {"object": ADA}, "$.object"),
    ("2.4.4", "a Group without its objectType", {"object": {"member": [ADA]}}, "$.object"),
    ("2.4.4", "an Activity with a mbox", {"object": LEAST["object"] | ADA}, "$.object"),
    ("2.4.4", "an Agent with an id", {"object": {"objectType": "Agent", "id": UUID_1} | ADA},
     "$.object"),
    ("2.4.4", "a reference without id", {"object": {"objectType": "StatementRef"}}, "$.object"),
    ("2.4.4", "a reference with more", {"object": REF | {"definition": {}}}, "$.object"),
    ("2.4.4", "a reference without its objectType", {"object": {"id": UUID_1}}, "$.object.id"),
] + [
    ("2.4.4", f"a reference to {shown!r}", {"object": REF | {"id": shown}}, "$.object.id")
    for shown in ("", "x", UUID_1 + "8", "M" + UUID_1[1:], UUID_1.replace("-", ""), 7, None)
]  # fmt: skip

SUBSTATEMENT: list[Row] = [
    ("2.4.4", "a SubStatement in a SubStatement", {"object": SUB | {"object": SUB}},
     "$.object.object"),
    ("2.4.4", "no actor", {"object": {k: v for k, v in SUB.items() if k != "actor"}}, "$.object"),
    ("2.4.4", "no verb", {"object": {k: v for k, v in SUB.items() if k != "verb"}}, "$.object"),
    ("2.4.4", "no object", {"object": {k: v for k, v in SUB.items() if k != "object"}}, "$.object"),
    ("2.4.4", "no objectType", {"object": LEAST}, "$.object"),
    ("4.5", "a timestamp that is none", {"object": SUB | {"timestamp": "x"}}, "$.object.timestamp"),
]  # fmt: skip

DEFINITION: list[Row] = [
    ("2.4.4.1", f"{name} {shown!r}", {"object": activity(**{name: shown})},
     f"$.object.definition.{name}")
    for name in ("type", "moreInfo") for shown in NO_IRI
] + [
    ("4.2", f"{name} in {tag!r}", {"object": activity(**{name: {tag: "x"}})},
     f"$.object.definition.{name}")
    for name in ("name", "description") for tag in NO_TAG
] + [
    ("4.1", "a key of extensions without scheme", {"object": activity(extensions={"x": 1})},
     "$.object.definition.extensions"),
    ("4.1", "extensions in a list", {"object": activity(extensions=[])},
     "$.object.definition.extensions"),
    ("2.4.4.1", "a definition that is a text", {"object": LEAST["object"] | {"definition": "x"}},
     "$.object.definition"),
    ("2.4.4.1", "a null definition", {"object": LEAST["object"] | {"definition": None}},
     "$.object.definition"),
    ("2.4.4.1", "an unknown member", {"object": activity(x=1)}, "$.object.definition"),
    ("2.4.4.1", "an unknown interaction", question("guess"),
     "$.object.definition.interactionType"),
    ("2.4.4.1", "an interaction in capitals", question("Choice"),
     "$.object.definition.interactionType"),
    ("2.4.4.1", "a pattern without interaction", {"object": activity(correctResponsesPattern=[])},
     "$.object.definition.correctResponsesPattern"),
    ("2.4.4.1", "a pattern that is a text", question("choice", correctResponsesPattern="a"),
     "$.object.definition.correctResponsesPattern"),
    ("2.4.4.1", "a pattern of numbers", question("choice", correctResponsesPattern=[1]),
     "$.object.definition.correctResponsesPattern[0]"),
] + [
    ("2.4.4.1", f"{name} of another interaction", question("true-false", **{name: []}),
     f"$.object.definition.{name}")
    for name in ("choices", "scale", "source", "target", "steps")
] + [
    ("2.4.4.1", f"two {name} with one id", question(kind, **{name: [{"id": "a"}, {"id": "a"}]}),
     f"$.object.definition.{name}")
    for kind, name in (("choice", "choices"), ("sequencing", "choices"), ("likert", "scale"),
                       ("matching", "source"), ("matching", "target"), ("performance", "steps"))
] + [
    ("2.4.4.1", "a component without id", question("choice", choices=[{}]),
     "$.object.definition.choices[0]"),
    ("2.4.4.1", "a component with a number as id", question("choice", choices=[{"id": 1}]),
     "$.object.definition.choices[0].id"),
    ("4.2", "a component told in no language",
     question("choice", choices=[{"id": "a", "description": {"x_y": "A"}}]),
     "$.object.definition.choices[0].description"),
]  # fmt: skip

VOIDING: list[Row] = [
    ("2.3.2", shown, {"verb": {"id": VOIDED}, "object": given}, "$.object.objectType")
    for shown, given in (("an activity", LEAST["object"]), ("a group", GROUP), ("a sub", SUB))
]


class TestVerbAndObject:
    @pytest.mark.parametrize("row", VERB + OBJECT + DEFINITION + SUBSTATEMENT + VOIDING, ids=named)
    def test_are_refused(self, row):
        refuse_row(row)

    @pytest.mark.parametrize("row", VERB + OBJECT + DEFINITION, ids=named)
    def test_are_refused_in_a_substatement(self, row):
        refuse_row_inside(row)


class TestActivityOfTheContext:
    @pytest.mark.parametrize("row", DEFINITION, ids=named)
    def test_is_refused(self, row):
        given = {"contextActivities": {"grouping": [LEAST["object"], row[2]["object"]]}}

        fault = fault_of(LEAST | {"context": given})

        assert fault.path == row[3].replace("$.object", "$.context.contextActivities.grouping[1]")
