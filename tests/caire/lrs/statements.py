"""Statements that the rules are tried on, and how a fault is looked for."""

import json
from typing import Any

import pytest

from caire.lrs.errors import StatementInvalid
from caire.lrs.validation import check
from caire.lrs.versions import Version

UUID_1 = "8c2f4f0e-9d3e-4d0f-8f7b-2a0f3c1b5e6d"
UUID_2 = "1b671a64-40d5-491e-99b0-da01ff1f3341"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
ADA = {"mbox": "mailto:ada@example.org"}
ACCOUNT = {"account": {"homePage": "https://example.org", "name": "42"}}
GROUP = {"objectType": "Group", "member": [ADA]}
TEAM = {"objectType": "Group", **ACCOUNT}
REF = {"objectType": "StatementRef", "id": UUID_2}
LEAST: dict[str, Any] = {
    "actor": ADA,
    "verb": {"id": "http://example.org/verbs/did"},
    "object": {"id": "http://example.org/activities/it"},
}
SUB: dict[str, Any] = {"objectType": "SubStatement", **LEAST}
ATTACHMENT = {
    "usageType": "http://example.org/usage",
    "display": {"fr": "Pièce"},
    "contentType": "text/plain",
    "length": 3,
    "sha2": "a" * 64,
    "fileUrl": "https://example.org/piece.txt",
}

#: Section of xAPI 1.0.3, part two; what is told; members laid over LEAST; path of the fault.
Row = tuple[str, str, dict[str, Any], str]


def encoded(statement: Any) -> bytes:
    return json.dumps(statement).encode()


def activity(**definition: Any) -> dict[str, Any]:
    return {"id": "http://example.org/q", "definition": definition}


def fault_of(statement: Any, version: Version = Version.V1) -> StatementInvalid:
    """The refusal of a statement, or of the bytes of one."""
    raw = statement if isinstance(statement, bytes) else encoded(statement)
    with pytest.raises(StatementInvalid) as refusal:
        check(raw, version=version)
    return refusal.value


def refuse_row(row: Row) -> None:
    """Assert that the statement is refused with this path and this section."""
    section, _, members, path = row
    fault = fault_of(LEAST | members)
    assert (fault.path, fault.section) == (path, f"xAPI 1.0.3, part two, {section}")


def refuse_row_inside(row: Row) -> None:
    """The same for a sub-statement, which is held to the same rules."""
    section, _, members, path = row
    fault = fault_of(LEAST | {"object": SUB | members})
    inside = f"$.object{path[1:]}"
    assert (fault.path, fault.section) == (inside, f"xAPI 1.0.3, part two, {section}")


def named(row: Row) -> str:
    return f"{row[0]} {row[1]}"
