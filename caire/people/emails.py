"""E-mail addresses: one spelling for each, without asking the network."""

from email_validator import EmailNotValidError, validate_email

from caire.people.errors import BadEmail
from caire.people.models import EMAIL_MAX


def normal_email(text: str) -> str:
    """The address in lower case, its domain in Unicode.

    Only the domain may be international: many servers refuse other signs before the @.

    Raises:
        BadEmail: what is wrong with it, in English, for operators.
    """
    if len(text) > EMAIL_MAX + 2:
        raise BadEmail(f"an address has at most {EMAIL_MAX} characters")
    try:
        checked = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise BadEmail(str(error)) from None
    return checked.normalized.lower()


def wire_email(address: str) -> str:
    """The same address in ASCII, as mail servers want it."""
    checked = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    return checked.ascii_email or address
