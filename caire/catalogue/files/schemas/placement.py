"""`placement/dispense.*.yaml` and `placement/entry.*.yaml`: tests of what a person knows already.

Source: CURRICULUM F.4. The rules of routing are these tables; nothing is fitted to data.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from caire.catalogue.files.schema import File, Part
from caire.catalogue.files.schemas.course import Count, FloorFile, Positive, Share


class PlacementMinutes(Part, frozen=True, kw_only=True):
    """`max` stops the test; `item` is what a question takes; a break counts `pause` at most."""

    max: Positive
    item: Positive
    pause: Positive


class ErrorRates(Part, frozen=True, kw_only=True):
    """Of one item: right by luck, and not right by a slip of somebody who knows."""

    guess: Share
    slip: Share


class DispenseCellFile(Part, frozen=True, kw_only=True):
    """`kept` names the screens that stay compulsory in the sequences dispensed."""

    id: Annotated[str, Meta(pattern="^[A-Z]$")]
    title: str
    competencies: Annotated[list[str], Meta(min_length=1)]
    sequences: Annotated[list[str], Meta(min_length=1)]
    kept: list[str] = []


class PlacementFileHead(File, frozen=True, kw_only=True):
    """`course` is the one that the test shortens or opens, `bank` the one whose items it asks."""

    id: str
    version: str
    valid_from: date
    course: str
    bank: str
    question: str
    title: str
    sentence: str
    minutes: PlacementMinutes
    again_after_months: Count
    right_from: Share


class DispenseFile(PlacementFileHead, frozen=True, kw_only=True):
    schema: Literal["caire.placement-dispense/1"]
    rates: ErrorRates
    cells: Annotated[list[DispenseCellFile], Meta(min_length=1)]


class EntryStop(Part, frozen=True, kw_only=True):
    """« Non » at `no_at` answers not right; « oui » from `yes_at` right, every floor held."""

    no_at: Count
    yes_at: Count
    floors: list[FloorFile] = []


class EntryFile(PlacementFileHead, frozen=True, kw_only=True):
    schema: Literal["caire.placement-entry/1"]
    order: Annotated[list[str], Meta(min_length=1)]
    stop: EntryStop
    published_shares: list[Share]


PlacementFile = DispenseFile | EntryFile
#: By the first word of the file's name.
PLACEMENTS: Mapping[str, type[DispenseFile] | type[EntryFile]] = {
    "dispense": DispenseFile,
    "entry": EntryFile,
}
