"""Statements about nobody in particular: people, enrolments and ids under keyed pseudonyms.

The same person has the same pseudonym wherever the same secret was used, and nobody without the
secret can tell whose it is, or try names against it. Names, addresses and attachments go. What
people wrote themselves (`result.response`, extensions) and times stay: they may still tell somebody
apart, so that the result is pseudonymous, not anonymous (GDPR, article 4 (5)).
"""

import hmac
from hashlib import sha1, sha256
from typing import Any
from uuid import UUID

import msgspec

#: RFC 2606 keeps `.invalid` for names that nobody has.
HOME = "https://pseudonyms.invalid"
_DIGITS = 32
#: Members of a statement, a sub-statement and a context that hold an agent or a group.
_OF_STATEMENT = ("actor", "authority")
_OF_CONTEXT = ("instructor", "team")
#: Lists of 2.0: each element holds one under this name.
_LISTS = {"contextAgents": "agent", "contextGroups": "group"}

Members = dict[str, Any]


class Pseudonyms:
    """Replaces what names people, by a secret of at least 16 characters."""

    def __init__(self, secret: str) -> None:
        self._key = secret.encode()

    def apply(self, raw: str) -> bytes:
        """The statement with pseudonyms."""
        return msgspec.json.encode(self._statement(msgspec.json.decode(raw)))

    def _statement(self, given: Members) -> Members:
        told = {name: value for name, value in given.items() if name != "attachments"}
        if "id" in told:
            told["id"] = self._uuid("statement", told["id"])
        for name in _OF_STATEMENT:
            if name in told:
                told[name] = self._actor(told[name])
        if "context" in told:
            told["context"] = self._context(told["context"])
        told["object"] = self._object(told["object"])
        return told

    def _object(self, given: Members) -> Members:
        kind = given.get("objectType")
        if kind in ("Agent", "Group"):
            return self._actor(given)
        if kind == "SubStatement":
            return self._statement(given)
        return self._reference(given) if kind == "StatementRef" else given

    def _context(self, given: Members) -> Members:
        told = dict(given)
        for name in _OF_CONTEXT:
            if name in told:
                told[name] = self._actor(told[name])
        for name, member in _LISTS.items():
            if name in told:
                told[name] = [{**one, member: self._actor(one[member])} for one in told[name]]
        if "registration" in told:
            told["registration"] = self._uuid("registration", told["registration"])
        if "statement" in told:
            told["statement"] = self._reference(told["statement"])
        return told

    def _reference(self, given: Members) -> Members:
        return {**given, "id": self._uuid("statement", given["id"])}

    def _actor(self, given: Members) -> Members:
        told: Members = {}
        if "objectType" in given:
            told["objectType"] = given["objectType"]
        identity = _identity(given)
        if identity is not None:
            name = self._digest("agent", identity).hex()[:_DIGITS]
            told["account"] = {"homePage": HOME, "name": name}
        if "member" in given:
            told["member"] = [self._actor(one) for one in given["member"]]
        return told

    def _uuid(self, kind: str, id: str) -> str:
        return str(UUID(bytes=self._digest(kind, id.lower())[:16], version=4))

    def _digest(self, kind: str, value: str) -> bytes:
        return hmac.new(self._key, f"{kind} {value}".encode(), sha256).digest()


def _identity(given: Members) -> str | None:
    """What identifies an agent or group; an address and its SHA-1 are the same person."""
    if "mbox" in given:
        return "mbox " + sha1(given["mbox"].encode(), usedforsecurity=False).hexdigest()
    if "mbox_sha1sum" in given:
        return "mbox " + str(given["mbox_sha1sum"]).lower()
    if "openid" in given:
        return f"openid {given['openid']}"
    if "account" in given:
        return f"account {given['account']['homePage']} {given['account']['name']}"
    return None
