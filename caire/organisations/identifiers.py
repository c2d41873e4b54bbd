"""Official numbers of French organisations: forms and keys (DOMAIN 1.5).

Each function takes what was typed, with spaces, dots or no-break spaces, and returns the compact
form that is stored. A number that is well formed may still not exist: looking it up needs a network
and is not done here (R-ID-2).
"""

import re
import unicodedata

from caire.organisations.errors import BadIdentifier

LA_POSTE_SIREN = "356000000"
LA_POSTE_HEAD_OFFICE = "35600000000048"
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

_SIREN = re.compile(r"[0-9]{9}")
_SIRET = re.compile(r"[0-9]{14}")
_UAI = re.compile(r"[0-9]{7}[A-Z]")
_NDA = re.compile(r"[0-9]{11}")
# Social security number: sex, year, month, department (2A and 2B too), commune, order, key.
_NIR = re.compile(r"[1-478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?")
# National student number, in its two forms.
_INE = re.compile(r"[0-9]{10}[A-Z]|[0-9]{9}[A-Z]{2}")


def compact(text: str) -> str:
    """Upper case, without spaces of any kind, dots, hyphens and invisible signs (R-ID-1)."""
    return "".join(
        sign.upper()
        for sign in text
        if sign not in ".-" and unicodedata.category(sign) not in {"Zs", "Cf", "Cc"}
    )


def checked_siren(text: str) -> str:
    """Nine digits whose Luhn sum is a multiple of ten.

    Raises:
        BadIdentifier
    """
    number = _of_form("siren", text, _SIREN)
    if not luhn(number):
        raise BadIdentifier("siren", "key")
    return number


def checked_siret(text: str) -> str:
    """SIREN and five digits of the establishment, fourteen digits in all.

    Post offices are so many that La Poste has a rule of its own: the sum of the digits is a
    multiple of five, except for its head office, which follows Luhn.

    Raises:
        BadIdentifier
    """
    number = _of_form("siret", text, _SIRET)
    if number.startswith(LA_POSTE_SIREN) and number != LA_POSTE_HEAD_OFFICE:
        right = sum(map(int, number)) % 5 == 0
    else:
        right = luhn(number)
    if not right:
        raise BadIdentifier("siret", "key")
    return number


def checked_uai(text: str, *, accept_other_key: bool = False) -> str:
    """Number of a school or university: seven digits and the letter that follows from them.

    Args:
        accept_other_key: some establishments carry a letter that does not fit; an administrator
            may confirm it (R-ID-3).

    Raises:
        BadIdentifier
    """
    number = _of_form("uai", text, _UAI)
    if not accept_other_key and number[7] != UAI_LETTERS[int(number[:7]) % 23]:
        raise BadIdentifier("uai", "key")
    return number


def checked_nda(text: str) -> str:
    """Declaration number of a training provider: eleven digits, kept as text, no public key.

    Raises:
        BadIdentifier
    """
    return _of_form("nda", text, _NDA)


def luhn(digits: str) -> bool:
    """Whether the sum, every second digit from the right being doubled, is a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _of_form(kind: str, text: str, form: re.Pattern[str]) -> str:
    number = compact(text)
    if form.fullmatch(number):
        return number
    # R-ID-4: numbers of persons are recognised so that the refusal can say why.
    if _NIR.fullmatch(number) or _INE.fullmatch(number):
        raise BadIdentifier(kind, "personal")
    raise BadIdentifier(kind, "format")
