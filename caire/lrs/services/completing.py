"""A statement is checked and given what the store adds; what the sender wrote keeps its bytes."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import uuid4

import msgspec
from msgspec import Raw

from caire.lrs.findings import Checked
from caire.lrs.lists import listed_activities
from caire.lrs.numbering import instant
from caire.lrs.provenance import authority_of
from caire.lrs.texts import moment
from caire.lrs.validation import check
from caire.lrs.versions import Version

#: The version said of a statement that says none (1.0.3, part two, 2.4.10; 2.0, 4.2.10).
UNSAID = {Version.V1: "1.0.0", Version.V2: "2.0.0"}

_members = msgspec.json.Decoder(dict[str, Raw])


@dataclass(frozen=True, slots=True)
class Incoming:
    """A statement ready to be stored.

    `head` is its text without the closing brace and without what the store writes when it has its
    turn: `stored`, unless that is known (an export that comes back), and `timestamp`, unless the
    sender said it.
    """

    checked: Checked
    id: str
    head: str
    stored: datetime | None
    is_own: bool
    key_id: int | None
    organisation_id: int | None

    def raw(self, stored: datetime) -> str:
        """The whole text. What has no `timestamp` happened when it was stored."""
        said = instant(stored)
        timestamp = f',"timestamp":"{said}"' if self.checked.timestamp is None else ""
        kept = f',"stored":"{said}"' if self.stored is None else ""
        return f"{self.head}{timestamp}{kept}}}"


def complete(
    raw: bytes | Raw,
    *,
    home: str,
    authority: str,
    is_own: bool = False,
    key_id: int | None = None,
    organisation_id: int | None = None,
    keep_provenance: bool = False,
    default_id: str | None = None,
    version: Version = Version.V1,
    files: Container[str] | None = (),
) -> Incoming:
    """Check one statement and add what the store adds.

    Args:
        home, authority: the account that vouches for it.
        keep_provenance: an export comes back: keep its `stored` and `authority`.
        default_id: the id of a statement that has none; else a new one.
        version: what the sender speaks.
        files: the SHA-256 of the files that came with it; None: not looked at.

    Raises:
        StatementInvalid.
    """
    text = bytes(raw)
    checked = check(text, version=version, files=files)
    id = checked.id or default_id or str(uuid4())
    added = []
    stored = None
    kept_authority = False
    if checked.has_lone_activities:
        text = listed_activities(text)
    if checked.has_provenance or checked.id_differs:
        text, stored, kept_authority = _provenance_apart(text, id, keep=keep_provenance)
    elif checked.id is None:
        added.append(f'"id":"{id}"')
    if checked.version is None:
        added.append(f'"version":"{UNSAID[version]}"')
    if not kept_authority:
        added.append(_authority_member(home, authority))
    head = text.decode().rstrip()[:-1].rstrip()
    return Incoming(
        checked=checked,
        id=id,
        head=",".join([head, *added]),
        stored=stored,
        is_own=is_own,
        key_id=key_id,
        organisation_id=organisation_id,
    )


def _provenance_apart(text: bytes, id: str, *, keep: bool) -> tuple[bytes, datetime | None, bool]:
    """The text with this id and, unless they are kept, without `stored` and `authority`."""
    members = _members.decode(text)
    stored = None
    if keep and "stored" in members:
        stored = moment(msgspec.json.decode(members["stored"]), "$.stored")
    else:
        members.pop("stored", None)
    kept_authority = keep and "authority" in members
    if not kept_authority:
        members.pop("authority", None)
    members["id"] = Raw(b'"%s"' % id.encode())
    return msgspec.json.encode(members), stored, kept_authority


@lru_cache(maxsize=256)
def _authority_member(home: str, name: str) -> str:
    return '"authority":' + msgspec.json.encode(authority_of(home, name)).decode()
