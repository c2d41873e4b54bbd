"""Facts that people announce upwards. They carry ids: listeners read what they need."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody signed up, or did so again before confirming; her address is to be confirmed."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody got an account from an organisation, and chooses her password by a link."""

    person_id: int
    organisation_name: str


@dataclass(frozen=True, slots=True)
class PasswordResetRequested:
    person_id: int


@dataclass(frozen=True, slots=True)
class RegistrationRepeated:
    """Somebody signed up with the address of an account that is already confirmed."""

    person_id: int


@dataclass(frozen=True, slots=True)
class AccountErased:
    """Announced before the person's row is emptied: other slices erase what is theirs, now."""

    person_id: int
