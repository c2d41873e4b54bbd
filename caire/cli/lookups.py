"""What commands name by words of people, and services by ids."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.errors import NotFound
from caire.lrs.errors import NoSuchKey
from caire.lrs.models import LrsKey
from caire.organisations.queries import organisation_by_slug


class UnknownOrganisation(NotFound):
    code = "unknown_organisation"


def organisation_id(db: Session, slug: str | None) -> int | None:
    """None for None. Raises: UnknownOrganisation."""
    if slug is None:
        return None
    found = organisation_by_slug(db, slug)
    if found is None:
        raise UnknownOrganisation(f"no organisation {slug!r}: check the slug")
    return found.id


def key_ids(db: Session, names: tuple[str, ...]) -> tuple[int, ...]:
    """Keys of programs by their names. Raises: NoSuchKey."""
    known = {row.name: row.id for row in db.execute(select(LrsKey.id, LrsKey.name))}
    for name in names:
        if name not in known:
            raise NoSuchKey(f"no key {name}: `caire lrs keys list` shows them")
    return tuple(known[name] for name in names)
