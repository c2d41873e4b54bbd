"""What a person changes about herself."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from caire.errors import NotFound
from caire.people.models import LOCALES, Person
from caire.people.names import clean_name, searchable, sortable


def choose_language(db: Session, *, person_id: int, language: str) -> None:
    """Read pages and mails in `fr` or `en` from now on."""
    if language not in LOCALES:
        raise ValueError(f"language {language!r} is not one of {LOCALES}")
    db.execute(update(Person).where(Person.id == person_id).values(locale=language))


def change_name(db: Session, *, person_id: int, given_name: str, family_name: str) -> None:
    """Correct the name. Documents already issued keep the one they bear.

    Raises:
        NotFound: no such person.
        BadName: one of the two is not a name.
    """
    person = db.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NotFound(f"person {person_id}")
    person.given_name = clean_name(given_name)
    person.family_name = clean_name(family_name)
    person.search_text = searchable(person.given_name, person.family_name, person.email)
    person.sort_name = sortable(person.family_name, person.given_name)
    db.flush()
