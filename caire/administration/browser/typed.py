"""What stands in the address of the browser of traces: kept as it was typed, whatever it is."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

#: No field is longer in earnest; what is, is cut before it is shown again.
TYPED_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of the form, and where the list is open (`older`, `newer`: a number)."""

    person: str = ""
    under: str = ""
    sender: str = ""
    verb: str = ""
    activity: str = ""
    related: str = ""
    registration: str = ""
    since: str = ""
    until: str = ""
    gone: str = ""
    older: str = ""
    newer: str = ""

    def given(self) -> list[tuple[str, str]]:
        """What is not empty, in the order of the form."""
        values = [(field.name, str(getattr(self, field.name))) for field in fields(self)]
        return [(name, text) for name, text in values if text]

    def cut(self) -> "Typed":
        return replace(self, **{name: text[:TYPED_MAX] for name, text in self.given()})

    def query(self, **changes: str) -> str:
        """The address that asks this; a change is of the first page, unless it says which."""
        place = {"older": "", "newer": ""}
        asked = replace(self, **{**place, **changes}).given()
        return "?" + urlencode(asked) if asked else "?"


def typed(given: Mapping[str, str]) -> Typed:
    """The fields that an address gives, without the spaces around them nor no-break spaces."""
    names = [field.name for field in fields(Typed)]
    return Typed(**{name: _plain(given.get(name, "")) for name in names})


def _plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ").strip()
