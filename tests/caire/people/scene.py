"""What the tests of people share: a visitor's form, the mails that left, a signer."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.messaging.models import Mail
from caire.people.models import Person
from caire.people.tokens import TokenSigner
from tests.support.client import PASSWORD, Page, PageClient

LINK = re.compile(r"http://localhost(/\S+/\S+)")
#: Made at the first use and shared: Argon2 takes its time on purpose.
OTHER_PASSWORD = "sept mots tout à fait différents cette fois"
SIGNER = TokenSigner("a-secret-for-tests-of-32-characters")


def sign_up(client: PageClient, **changes: Any) -> Page:
    """Fill in the form as Léa would."""
    typed = {
        "given_name": "Léa",
        "family_name": "Dupont",
        "email": "lea@exemple.fr",
        "password": PASSWORD,
        "consent": "y",
    }
    return client.submit("/sign-up", **{**typed, **changes})


def mails(app: Flask) -> list[Mail]:
    """What is in the outbox, the oldest first."""
    with app.extensions["caire"].sessions() as db:
        return list(db.scalars(select(Mail).order_by(Mail.id)))


def kinds(app: Flask) -> list[str]:
    return [mail.template for mail in mails(app)]


def last_link(app: Flask) -> str:
    """The path of the first link of the last mail."""
    found = LINK.search(mails(app)[-1].body_text or "")
    assert found, mails(app)[-1].body_text
    return found.group(1)


def person_of(db: Session, email: str) -> Person:
    """The row as it stands now."""
    db.rollback()
    return db.scalars(select(Person).where(Person.email == email)).one()
