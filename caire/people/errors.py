"""What people are refused, by name."""

from collections.abc import Sequence
from datetime import datetime

from caire.errors import Conflict, Invalid, NotAllowed, Refusal


class SignInRefused(NotAllowed):
    """Unknown address or wrong password: never said which."""

    code = "sign_in_refused"


class EmailNotConfirmed(NotAllowed):
    """Right password, address not confirmed yet."""

    code = "email_not_confirmed"


class TooManyAttempts(Refusal):
    """`retry_at` (UTC) is when the next attempt will be heard."""

    code = "too_many_attempts"

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(f"too many attempts: try again at {retry_at:%Y-%m-%d %H:%M} UTC")
        self.retry_at = retry_at


class LinkInvalid(Invalid):
    """Not one of our links, cut short, or already used."""

    code = "link_invalid"


class LinkExpired(Invalid):
    """One of our links, too old."""

    code = "link_expired"


class BadEmail(Invalid):
    """Not an e-mail address that can receive mail."""

    code = "bad_email"


class BadName(Invalid):
    """Empty, too long, or not made of letters, spaces, hyphens, apostrophes and full stops."""

    code = "bad_name"


class AddressTaken(Conflict):
    """Another account has this address. Only told to operators, never on a public page."""

    code = "address_taken"


class UnknownRole(Invalid):
    """Not a role of the platform, or a scope that this role cannot have."""

    code = "unknown_role"


class OwnAdministration(NotAllowed):
    """Nobody gives or takes back her own administration: another administrator does."""

    code = "own_administration"


class PasswordRefused(Invalid):
    """The password breaks the rule; `faults` says in what, in the order of importance."""

    code = "password_refused"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("password refused: " + ", ".join(faults))
        self.faults = tuple(faults)
