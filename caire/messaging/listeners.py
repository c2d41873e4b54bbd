"""What people announce, told to them by mail."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.events import listen
from caire.messaging.queries import mails_of
from caire.messaging.services import erase_mails_of, queue_mail_to
from caire.people.events import (
    AccountErased,
    Invited,
    PasswordResetRequested,
    Registered,
    RegistrationRepeated,
)
from caire.people.exporters import register_exporter


def wire() -> None:
    """Listen to people; twice is once."""
    listen(Registered, on_registered)
    listen(RegistrationRepeated, on_registration_repeated)
    listen(PasswordResetRequested, on_reset_requested)
    listen(Invited, on_invited)
    listen(AccountErased, on_account_erased)
    register_exporter("messages", mails_of)


def on_registered(db: Session, event: Registered) -> None:
    _queue(db, event.person_id, "confirm_address", {})


def on_registration_repeated(db: Session, event: RegistrationRepeated) -> None:
    _queue(db, event.person_id, "address_already_registered", {})


def on_reset_requested(db: Session, event: PasswordResetRequested) -> None:
    _queue(db, event.person_id, "reset_password", {})


def on_invited(db: Session, event: Invited) -> None:
    _queue(db, event.person_id, "invitation", {"organisation_name": event.organisation_name})


def on_account_erased(db: Session, event: AccountErased) -> None:
    erase_mails_of(db, person_id=event.person_id)


def _queue(db: Session, person_id: int, template: str, context: Mapping[str, Any]) -> None:
    # Events carry no time: a mail is due from the moment it is asked for.
    queue_mail_to(db, person_id=person_id, template=template, context=context, now=utcnow())
