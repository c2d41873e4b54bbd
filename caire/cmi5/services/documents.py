"""Documents that the platform writes for a unit before it is launched (cmi5, 10 and 11)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from caire.cmi5.vocabulary import LAUNCH_DATA, PREFERENCES
from caire.lrs.documents.agents import agent_in
from caire.lrs.documents.contents import JSON, Content
from caire.lrs.documents.places import Kind, Place, Shelf
from caire.lrs.documents.preconditions import NO_PRECONDITION, Blind
from caire.lrs.documents.reading import document_at
from caire.lrs.services.documents import put_document


def write_launch_documents(
    db: Session,
    *,
    actor: Mapping[str, Any],
    registration: str,
    activity_id: str,
    launch_data: Mapping[str, Any],
    locale: str,
    organisation_id: int | None,
    now: datetime,
) -> None:
    """Launch data anew; the learner's preferences only where there are none yet."""
    agent = agent_in(msgspec.json.encode(dict(actor)).decode())
    state = Shelf(Kind.STATE, organisation_id, activity=activity_id, agent=agent)
    _put(db, state.place(LAUNCH_DATA, registration), launch_data, now)
    preferences = Shelf(Kind.AGENT_PROFILE, organisation_id, agent=agent).place(PREFERENCES)
    if document_at(db, preferences) is None:
        said = {"languagePreference": locale, "audioPreference": "on"}
        _put(db, preferences, said, now)


def _put(db: Session, place: Place, document: Mapping[str, Any], now: datetime) -> None:
    put_document(
        db,
        place=place,
        content=Content(msgspec.json.encode(dict(document)), JSON),
        precondition=NO_PRECONDITION,
        blind=Blind.REPLACE,
        now=now,
    )
