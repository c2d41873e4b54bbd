"""What an organisation's fields may hold: texts made clean, numbers checked, the rest refused."""

import re
from collections.abc import Mapping
from typing import Any

from caire.organisations.errors import BadOrganisationField
from caire.organisations.identifiers import checked_nda, checked_siret, checked_uai
from caire.organisations.models import KINDS, NAME_MAX, TEXT_MAX

_POSTCODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{1,9}")

#: Free texts of an organisation and their longest length.
_TEXTS = {
    "address": TEXT_MAX,
    "city": NAME_MAX,
    "signatory_name": NAME_MAX,
    "signatory_title": NAME_MAX,
    "technical_contact": TEXT_MAX,
    "pedagogical_contact": TEXT_MAX,
    "support_hours": TEXT_MAX,
}
CHANGEABLE = frozenset(
    {*_TEXTS, "name", "kind", "siret", "nda", "uai", "postcode", "reply_hours"}
)  # fmt: skip


def checked_values(values: Mapping[str, Any], accept_other_uai_key: bool) -> dict[str, Any]:
    """The columns of an organisation, from any of `CHANGEABLE`.

    Raises:
        BadIdentifier, BadOrganisationField
    """
    unknown = sorted(set(values) - CHANGEABLE)
    if unknown:
        raise BadOrganisationField(unknown[0], f"unknown; use {', '.join(sorted(CHANGEABLE))}")
    checked: dict[str, Any] = {}
    for field, value in values.items():
        if field == "name":
            checked[field] = checked_text(field, value, NAME_MAX, required=True)
        elif field in _TEXTS:
            checked[field] = checked_text(field, value or "", _TEXTS[field])
        elif field == "postcode":
            checked[field] = checked_postcode(value) if value else ""
        elif field == "reply_hours":
            checked[field] = _reply_hours(value)
        elif field == "kind":
            checked[field] = _kind(value)
        else:
            checked[field] = _number(field, value, accept_other_uai_key)
    return checked


def _number(field: str, value: str | None, accept_other_uai_key: bool) -> str | None:
    """An official number as it is stored; empty is None."""
    if not value or not value.strip():
        return None
    if field == "siret":
        return checked_siret(value)
    if field == "nda":
        return checked_nda(value)
    return checked_uai(value, accept_other_key=accept_other_uai_key)


def checked_text(field: str, value: str, longest: int, *, required: bool = False) -> str:
    """Single spaces; raises BadOrganisationField when it is too long, or empty and required."""
    text = " ".join(value.split())
    if required and not text:
        raise BadOrganisationField(field, "empty")
    if len(text) > longest:
        raise BadOrganisationField(field, f"longer than {longest} characters")
    return text


def checked_postcode(value: str) -> str:
    """Upper case; of any country. Raises BadOrganisationField."""
    text = " ".join(value.split())
    if not _POSTCODE.fullmatch(text):
        raise BadOrganisationField("postcode", "2 to 10 letters or digits")
    return text.upper()


def _kind(value: str) -> str:
    if value not in KINDS:
        raise BadOrganisationField("kind", f"one of {', '.join(KINDS)}")
    return value


def _reply_hours(value: int) -> int:
    if not 1 <= value <= 720:
        raise BadOrganisationField("reply_hours", "1 to 720 hours")
    return value
