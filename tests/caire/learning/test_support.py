"""Whose contacts a learner is shown."""

import pytest
from sqlalchemy.orm import Session

from caire.config import Config
from caire.learning.support import support_contacts
from caire.organisations.models import Organisation
from tests.factories import make_organisation


def institution(db: Session, name: str) -> Organisation:
    made = make_organisation(db, name=name, kind="institution")
    made.technical_contact, made.pedagogical_contact = f"Aide, {name}", f"Équipe, {name}"
    return made


def shown_to(db: Session, config: Config, organisation: Organisation | None) -> str:
    organisation_id = organisation.id if organisation else None
    return support_contacts(db, organisation_id=organisation_id, config=config).pedagogical


@pytest.fixture
def first(db: Session) -> Organisation:
    return institution(db, "Institut A")


class TestContacts:
    def test_are_those_of_the_learners_institution(
        self, db: Session, config: Config, first: Organisation
    ) -> None:
        own = institution(db, "Institut B")

        assert shown_to(db, config, own) == "Équipe, Institut B"

    def test_are_those_of_the_first_institution_for_who_comes_by_herself(
        self, db: Session, config: Config, first: Organisation
    ) -> None:
        institution(db, "Institut B")

        assert shown_to(db, config, None) == "Équipe, Institut A"

    def test_are_those_of_the_first_institution_for_who_is_sent_by_a_client(
        self, db: Session, config: Config, first: Organisation
    ) -> None:
        client = make_organisation(db, kind="client")

        assert shown_to(db, config, client) == "Équipe, Institut A"

    def test_are_the_platforms_own_while_the_institution_has_none(
        self, db: Session, config: Config
    ) -> None:
        bare = make_organisation(db, kind="institution")

        assert shown_to(db, config, bare) == config.site.contact_email
