"""Names as people write them, and as they are searched."""

import unicodedata

from caire.people.errors import BadName
from caire.people.models import NAME_MAX

_SIGNS = " -'’.·ʼ"
#: How French alphabetical order reads what Unicode does not take apart, and signs within names.
_READ_AS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "-": " ", "·": " "}
    | dict.fromkeys("'’ʼ.", "")
)


def clean_name(text: str) -> str:
    """The name in NFC, with single spaces.

    Letters of every script, marks, spaces, hyphens, apostrophes, and a full stop only at the end
    of a word: a name stands in the mails that we send, so it must not be able to hold an address.

    Raises:
        BadName: empty, longer than 60 characters, or with another sign.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 0 < len(name) <= NAME_MAX:
        raise BadName(f"a name has 1 to {NAME_MAX} characters")
    for position, sign in enumerate(name):
        if sign == "." and name[position + 1 : position + 2] not in {"", " ", "-"}:
            raise BadName("a full stop ends a word")
        if unicodedata.category(sign)[0] not in "LM" and sign not in _SIGNS:
            raise BadName(f"{sign!r} is not part of a name")
    if not any(sign.isalpha() for sign in name):
        raise BadName("a name has at least one letter")
    return name


def plain(text: str) -> str:
    """Lower case without accents: `Élodie` → `elodie`."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def searchable(*texts: str) -> str:
    """What is searched, and what is searched for: plain, with single spaces, without NUL."""
    return " ".join(plain(" ".join(texts)).replace("\0", " ").split())


def sortable(family_name: str, given_name: str) -> str:
    """What lists of people are sorted by, compared sign by sign: as French readers expect.

    Case, accents, apostrophes and full stops do not matter; a particle is part of the name, so
    that « da Silva » stands under D; a hyphen counts as a space, and words come one after the
    other, so that « Le Goff » stands before « Lebrun ». The tab, which no name holds and which
    comes before the space, puts « Martin, Zoé » before « Martin Dubois, Anne ».
    """
    return "\t".join(_alphabetical(name) for name in (family_name, given_name))


def _alphabetical(name: str) -> str:
    return " ".join(plain(name).translate(_READ_AS).split())
