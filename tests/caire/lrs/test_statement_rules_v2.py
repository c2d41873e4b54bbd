"""What xAPI 2.0 (IEEE 9274.1.1) has otherwise than 1.0.3."""

import pytest

from caire.lrs.hashing import account_key, agent_key
from caire.lrs.validation import check, found_in
from caire.lrs.versions import Version
from tests.caire.lrs.statements import (
    ACCOUNT,
    ADA,
    GROUP,
    LEAST,
    SUB,
    TEAM,
    encoded,
    fault_of,
)

AGENT = {"objectType": "contextAgent", "agent": ADA}
CONTEXT_GROUP = {"objectType": "contextGroup", "group": TEAM}

#: What is told; the context; where in it the fault is.
PEOPLE = [
    ("no list", {"contextAgents": AGENT}, "contextAgents"),
    ("null", {"contextAgents": None}, "contextAgents"),
    ("no objectType", {"contextAgents": [{"agent": ADA}]}, "contextAgents[0]"),
    ("another objectType", {"contextAgents": [AGENT | {"objectType": "Agent"}]},
     "contextAgents[0].objectType"),
    ("no agent", {"contextAgents": [{"objectType": "contextAgent"}]}, "contextAgents[0]"),
    ("an agent that is none", {"contextAgents": [AGENT | {"agent": {}}]}, "contextAgents[0].agent"),
    ("a group as agent", {"contextAgents": [AGENT, AGENT | {"agent": TEAM}]},
     "contextAgents[1].agent"),
    ("an unknown member", {"contextAgents": [AGENT | {"x": 1}]}, "contextAgents[0]"),
    ("no types", {"contextAgents": [AGENT | {"relevantTypes": []}]},
     "contextAgents[0].relevantTypes"),
    ("a type that is no IRI", {"contextAgents": [AGENT | {"relevantTypes": ["abc"]}]},
     "contextAgents[0].relevantTypes[0]"),
    ("a type that is a number", {"contextAgents": [AGENT | {"relevantTypes": [7]}]},
     "contextAgents[0].relevantTypes[0]"),
    ("another objectType", {"contextGroups": [CONTEXT_GROUP | {"objectType": "Group"}]},
     "contextGroups[0].objectType"),
    ("an agent as group", {"contextGroups": [CONTEXT_GROUP | {"group": ADA}]},
     "contextGroups[0].group"),
    ("a group that is none",
     {"contextGroups": [CONTEXT_GROUP | {"group": {"objectType": "Group"}}]},
     "contextGroups[0].group"),
    ("no types", {"contextGroups": [CONTEXT_GROUP | {"relevantTypes": []}]},
     "contextGroups[0].relevantTypes"),
]  # fmt: skip
IDS = [f"{next(iter(given))}: {told}" for told, given, _ in PEOPLE]


class TestContextOf2:
    @pytest.mark.parametrize(("told", "given", "where"), PEOPLE, ids=IDS)
    def test_is_refused(self, told, given, where):
        fault = fault_of(LEAST | {"context": given}, Version.V2)

        assert fault.path == f"$.context.{where}"
        assert fault.section == "IEEE 9274.1.1, 4.2.2.5"

    @pytest.mark.parametrize(("told", "given", "where"), PEOPLE, ids=IDS)
    def test_is_refused_in_a_substatement(self, told, given, where):
        sub = SUB | {"context": given}

        assert fault_of(LEAST | {"object": sub}, Version.V2).path == f"$.object.context.{where}"

    @pytest.mark.parametrize("given", [{"contextAgents": [AGENT]}, {"contextGroups": []}])
    def test_is_unknown_to_1(self, given):
        fault = fault_of(LEAST | {"context": given}, Version.V1)

        assert (fault.path, fault.section) == ("$.context", "xAPI 1.0.3, part two, 2.4.6")

    def test_tells_who_is_around(self):
        types = {"relevantTypes": ["http://example.org/types/tutor"]}
        context = {
            "contextAgents": [AGENT | types],
            "contextGroups": [CONTEXT_GROUP | types, CONTEXT_GROUP | {"group": GROUP}],
        }

        found = check(encoded(LEAST | {"actor": ACCOUNT, "context": context}), version=Version.V2)

        ada, team = (
            agent_key("mbox", "mailto:ada@example.org"),
            account_key("https://example.org", "42"),
        )
        assert found.related_agents == (ada, team)
        assert found.agents == ()


class TestVersionOf2:
    @pytest.mark.parametrize("version", ["2.0", "2.0.0", "2.0.7", "1.0", "1.0.9"])
    def test_is_accepted(self, version):
        assert check(encoded(LEAST | {"version": version}), version=Version.V2).version == version

    @pytest.mark.parametrize("version", ["0.9.9", "1.1.0", "2.1.0", "3.0.0", "2", "x"])
    def test_is_refused(self, version):
        fault = fault_of(LEAST | {"version": version}, Version.V2)

        assert (fault.path, fault.section) == ("$.version", "IEEE 9274.1.1, 4.2.4.3")


class TestFoundIn:
    def test_reads_what_either_version_stored(self):
        for members in ({"context": {"contextAgents": [AGENT]}}, {"version": "1.0.0"}):
            assert found_in(encoded(LEAST | members)).verb == LEAST["verb"]["id"]
