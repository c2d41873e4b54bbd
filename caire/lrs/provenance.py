"""Who vouches for a statement: what its `authority` says."""

from typing import Any

import msgspec

#: The name of the platform's own authority.
OWN_NAME = "caire"


class _Account(msgspec.Struct, rename="camel"):
    home_page: str = ""
    name: str = ""


class _Authority(msgspec.Struct):
    account: _Account = msgspec.field(default_factory=_Account)


class _Provenance(msgspec.Struct):
    authority: _Authority = msgspec.field(default_factory=_Authority)


_provenance = msgspec.json.Decoder(_Provenance)


def authority_of(home: str, name: str) -> dict[str, Any]:
    """The agent who vouches for the statements of the platform, or of a key."""
    return {"objectType": "Agent", "account": {"homePage": home, "name": name}}


def says_own(raw: str | bytes, home: str | None = None) -> bool:
    """Whether the authority is the platform's (of this address, when one is given)."""
    try:
        account = _provenance.decode(raw).authority.account
    except msgspec.MsgspecError:
        return False  # the full check says what is wrong with it
    return account.name == OWN_NAME and home in (None, account.home_page)
