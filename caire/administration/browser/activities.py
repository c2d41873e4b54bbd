"""The activity that somebody means: by its address, or by the short name it has on the platform."""

import re

from sqlalchemy.orm import Session

from caire.lrs.browsing import with_statements
from caire.lrs.errors import StatementInvalid
from caire.lrs.hashing import activity_key
from caire.lrs.texts import check_iri
from caire.lrs.vocabulary import activity_iri

#: The kinds of activities of ours, in the order in which a short name is looked for.
KINDS = (
    "screen", "item", "activity", "sequence", "exam", "course", "workshop", "certificate",
    "package", "block", "unit", "mastery",
    "review", "card",
)  # fmt: skip
_SHORT = re.compile(r"(?:([a-z][a-z0-9-]*)/)?([A-Za-z0-9][\w.#-]{0,199})")


def found_activity(db: Session, text: str, *, xapi_root: str) -> tuple[str | None, bool]:
    """Its IRI, and whether it is only around what traces are about, as a sequence is.

    None when no trace knows a thing of that short name; an address is believed as it is.
    """
    short = _SHORT.fullmatch(text)
    if short is None:
        try:
            check_iri(text, "$")
        except StatementInvalid:
            return None, False
        return text, False
    kinds = (short[1],) if short[1] else KINDS
    iris = [activity_iri(xapi_root, kind, short[2]) for kind in kinds]
    direct, around = with_statements(db, [activity_key(iri) for iri in iris])
    if direct:
        return iris[direct[0]], False
    return (iris[around[0]], True) if around else (None, False)
