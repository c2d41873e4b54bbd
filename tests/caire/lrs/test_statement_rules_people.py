"""Rules on who: actor, groups, identifiers, accounts, authority. Each row names its section."""

import pytest

from tests.caire.lrs.statements import (
    ACCOUNT,
    ADA,
    GROUP,
    LEAST,
    TEAM,
    UUID_1,
    Row,
    fault_of,
    named,
    refuse_row,
    refuse_row_inside,
)

PAIR = {"objectType": "Group", "member": [ACCOUNT, ADA]}

ACTORS: list[Row] = [
    ("2.4.2", "actor is a text", {"actor": "ada"}, "$.actor"),
    ("2.4.2", "actor is a list", {"actor": [ADA]}, "$.actor"),
    ("2.4.2", "actor is null", {"actor": None}, "$.actor"),
    ("2.4.2", "an Agent without identifier", {"actor": {"name": "Ada"}}, "$.actor"),
    ("2.4.2", "two identifiers", {"actor": ADA | ACCOUNT}, "$.actor"),
    ("2.4.2", "two identifiers of a Group", {"actor": TEAM | ADA}, "$.actor"),
    ("2.4.2", "an unknown member", {"actor": ADA | {"age": 7}}, "$.actor"),
    ("2.4.2", "a member in the wrong case", {"actor": {"Mbox": "mailto:a@e.org"}}, "$.actor"),
    ("2.4.2", "objectType in lower case", {"actor": ADA | {"objectType": "agent"}},
     "$.actor.objectType"),
    ("2.4.2", "objectType of another thing", {"actor": ADA | {"objectType": "Activity"}},
     "$.actor.objectType"),
    ("2.4.2", "name is a number", {"actor": ADA | {"name": 7}}, "$.actor.name"),
    ("2.4.2.2", "an Agent with members", {"actor": ADA | {"member": [ADA]}}, "$.actor.member"),
    ("2.4.2", "an anonymous Group without members", {"actor": {"objectType": "Group"}}, "$.actor"),
    ("2.4.2.2", "an anonymous Group of nobody", {"actor": {"objectType": "Group", "member": []}},
     "$.actor.member"),
    ("2.4.2.2", "a Group in a Group", {"actor": {"objectType": "Group", "member": [GROUP]}},
     "$.actor.member[0].objectType"),
    ("2.4.2.2", "a Group in an identified Group", {"actor": TEAM | {"member": [ADA, GROUP]}},
     "$.actor.member[1].objectType"),
    ("2.4.2.2", "a member without identifier", {"actor": TEAM | {"member": [{"name": "x"}]}},
     "$.actor.member[0]"),
    ("2.4.2.2", "members are no list", {"actor": TEAM | {"member": ADA}}, "$.actor.member"),
    ("2.4.2.2", "a member is a text", {"actor": TEAM | {"member": ["ada"]}}, "$.actor.member[0]"),
]  # fmt: skip

IDENTIFIERS: list[Row] = [
    ("2.4.2.3", f"mbox {shown!r}", {"actor": {"mbox": shown}}, "$.actor.mbox")
    for shown in ("", "ada@example.org", "mailto:ada", "mailto:@example.org", "mailto:a@b@c",
                  "mailto:a b@c.org", "http://example.org", 7, None, "mailto:a@e.org\n")
] + [
    ("2.4.2.3", f"mbox_sha1sum {shown!r}", {"actor": {"mbox_sha1sum": shown}},
     "$.actor.mbox_sha1sum")
    for shown in ("", "a" * 39, "a" * 41, "g" * 40, 7, None)
] + [
    ("2.4.2.3", f"openid {shown!r}", {"actor": {"openid": shown}}, "$.actor.openid")
    for shown in ("", "ada", "//example.org", "ab=c://should.fail.com", "http://a b", 7, None)
] + [
    ("2.4.2.4", "account is a text", {"actor": {"account": "42"}}, "$.actor.account"),
    ("2.4.2.4", "account without name", {"actor": {"account": {"homePage": "http://e.org"}}},
     "$.actor.account"),
    ("2.4.2.4", "account without homePage", {"actor": {"account": {"name": "42"}}},
     "$.actor.account"),
    ("2.4.2.4", "homePage without scheme",
     {"actor": {"account": {"homePage": "example.org", "name": "42"}}}, "$.actor.account.homePage"),
    ("2.4.2.4", "an empty name", {"actor": {"account": {"homePage": "http://e.org", "name": ""}}},
     "$.actor.account.name"),
    ("2.4.2.4", "name is a number",
     {"actor": {"account": {"homePage": "http://e.org", "name": 42}}}, "$.actor.account.name"),
    ("2.4.2.4", "an unknown member", {"actor": {"account": ACCOUNT["account"] | {"x": 1}}},
     "$.actor.account"),
]  # fmt: skip

AUTHORITY: list[Row] = [
    ("2.4.9", "one member", {"authority": {**PAIR, "member": [ADA]}}, "$.authority"),
    ("2.4.9", "three members", {"authority": {**PAIR, "member": [ADA, ADA, ADA]}}, "$.authority"),
    ("2.4.9", "an identified Group", {"authority": PAIR | ADA}, "$.authority"),
    ("2.4.9", "nobody", {"authority": {}}, "$.authority"),
    ("2.4.9", "a text", {"authority": "us"}, "$.authority"),
]  # fmt: skip


class TestActor:
    @pytest.mark.parametrize("row", ACTORS + IDENTIFIERS, ids=named)
    def test_is_refused(self, row):
        refuse_row(row)

    @pytest.mark.parametrize("row", ACTORS + IDENTIFIERS, ids=named)
    def test_is_refused_in_a_substatement(self, row):
        refuse_row_inside(row)

    @pytest.mark.parametrize("role", ["instructor", "team"])
    @pytest.mark.parametrize("row", ACTORS + IDENTIFIERS, ids=named)
    def test_is_refused_in_the_context(self, row, role):
        fault = fault_of(LEAST | {"context": {role: row[2]["actor"]}})

        assert fault.path == row[3].replace("$.actor", f"$.context.{role}")

    @pytest.mark.parametrize("row", ACTORS + IDENTIFIERS, ids=named)
    def test_is_refused_as_object(self, row):
        given = row[2]["actor"]
        if isinstance(given, dict):
            given = {"objectType": "Agent"} | given

        assert fault_of(LEAST | {"object": given}).path.startswith("$.object")


class TestAuthority:
    @pytest.mark.parametrize("row", AUTHORITY, ids=named)
    def test_is_refused(self, row):
        refuse_row(row)

    def test_is_refused_in_a_substatement(self):
        sub = {"objectType": "SubStatement", **LEAST}
        for name, value in (("authority", ADA), ("id", UUID_1), ("version", "1.0.0"),
                            ("stored", "2026-03-01T09:30:00Z")):  # fmt: skip
            assert fault_of(LEAST | {"object": sub | {name: value}}).path == "$.object"
