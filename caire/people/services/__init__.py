"""The verbs of people; each story has its file."""

from caire.people.services.privacy import erase_person, export_person
from caire.people.services.profile import change_name, choose_language
from caire.people.services.recovery import (
    change_password,
    request_reset,
    reset_password,
    sign_out_everywhere,
)
from caire.people.services.registration import (
    accept_invitation,
    confirm_email,
    create_person,
    find_or_invite,
    register,
)
from caire.people.services.roles import grant_role, revoke_role
from caire.people.services.sign_in import authenticate

__all__ = [
    "accept_invitation",
    "authenticate",
    "change_name",
    "change_password",
    "choose_language",
    "confirm_email",
    "create_person",
    "erase_person",
    "export_person",
    "find_or_invite",
    "grant_role",
    "register",
    "request_reset",
    "reset_password",
    "revoke_role",
    "sign_out_everywhere",
]
