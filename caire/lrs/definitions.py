"""How descriptions of one activity become one.

Source: xAPI 1.0.3, part two, 2.4.4.1 and 3.0; IEEE 9274.1.1, 4.1.6.4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from msgspec import Raw
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs.hashing import activity_key
from caire.lrs.models import NO_ORGANISATION, KnownActivity

#: What is known of an activity stops growing here, so that no program can make it endless.
MAX_BYTES = 100_000
#: Members with parts of their own: languages, or the IRIs of extensions.
_BY_PART = ("name", "description", "extensions")
#: Members that make one question together: those of two questions do not mix.
_QUESTION = frozenset(
    {
        "interactionType",
        "correctResponsesPattern",
        "choices",
        "scale",
        "source",
        "target",
        "steps",
    }
)

_members = msgspec.json.Decoder(dict[str, Raw])
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Known:
    """`definition` is JSON."""

    definition: str
    updated_at: datetime


def known_definition(db: Session, *, organisation_id: int | None, iri: str) -> Known | None:
    """How the statements of this organisation describe an activity; None: they do not."""
    row = db.execute(
        select(KnownActivity.definition, KnownActivity.updated_at).where(
            KnownActivity.organisation == (organisation_id or NO_ORGANISATION),
            KnownActivity.activity_key == activity_key(iri),
        )
    ).one_or_none()
    return None if row is None else Known(row.definition, row.updated_at)


def known_definitions(
    db: Session, *, organisation_id: int | None, iris: Iterable[str]
) -> dict[str, str]:
    """How the statements of this organisation describe activities, as JSON by their IRI."""
    rows = db.execute(
        select(KnownActivity.iri, KnownActivity.definition).where(
            KnownActivity.organisation == (organisation_id or NO_ORGANISATION),
            KnownActivity.activity_key.in_([activity_key(iri) for iri in iris]),
        )
    )
    return {row.iri: row.definition for row in rows}


def merged_definition(known: bytes, given: bytes) -> bytes:
    """What is known after a statement gives a definition; both are JSON that was checked.

    What is given wins; languages and extensions that it does not name stay. Beyond MAX_BYTES what
    is known stays as it is.
    """
    if known == given:
        return known
    old, new = _members.decode(known), _members.decode(given)
    if not _QUESTION.isdisjoint(new):
        old = {name: value for name, value in old.items() if name not in _QUESTION}
    for name in _BY_PART:
        if name in old and name in new:
            parts = {**_members.decode(old[name]), **_members.decode(new[name])}
            new[name] = Raw(_encode(parts))
    result = _encode({**old, **new})
    return result if len(result) <= MAX_BYTES else known
