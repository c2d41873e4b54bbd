"""One trace with what belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from babel.numbers import format_decimal
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from caire.administration.browser.words import Names, ToldTrace, told_traces
from caire.administration.queries import Evidence, enrolment_of, evidence_of
from caire.cohorts.queries import EnrolmentRow
from caire.lrs.browsing import (
    Sealed,
    SeenStatement,
    kept_files,
    referring_to,
    sealed,
    seen_by_id,
)
from caire.lrs.sentences import named
from caire.web.language import NO_BREAK, current_language

#: A longer text is not laid out on the page, only offered as a file: characters.
RAW_MAX = 100_000
ATTACHMENTS_MAX = 50


@dataclass(frozen=True, slots=True)
class ShownFile:
    """`size` in bytes, as the store keeps it; None when it keeps no such file."""

    name: str
    mime: str
    sha2: str
    url: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Detail:
    """`raw` is the statement laid out, empty when it is too long or erased.

    `voided_by`, `refers_to`: None when there is none; `referring` tells those that refer to it.
    """

    told: ToldTrace
    raw: str
    is_long: bool
    sealed: Sealed | None
    enrolment: EnrolmentRow | None
    evidence: list[Evidence]
    refers_to: ToldTrace | None
    voided_by: ToldTrace | None
    referring: list[ToldTrace]
    files: list[ShownFile]

    @property
    def data(self) -> Mapping[str, Any]:
        record = self.told.seen.record
        return record.data if record else {}


def detail_of(db: Session, one: SeenStatement, names: Names) -> Detail:
    """Everything about a trace, in a dozen queries whatever its size."""
    around = seen_by_id(db, [id for id in (one.refers, one.voided_by) if id is not None])
    referring = [row for row in referring_to(db, one.id) if row.id != one.voided_by]
    rows = [one, *around.values(), *referring]
    told = {trace.seen.id: trace for trace in told_traces(db, rows, names)}
    record = one.record
    enrolment = enrolment_of(db, record.registration if record else None)
    is_long = record is not None and len(record.raw) > RAW_MAX
    return Detail(
        told=told[one.id],
        raw=msgspec.json.format(record.raw, indent=2) if record and not is_long else "",
        is_long=is_long,
        sealed=sealed(db, one.seq),
        enrolment=enrolment,
        evidence=evidence_of(db, enrolment_id=enrolment.id, statement_id=one.id)
        if enrolment and one.is_own
        else [],
        refers_to=told.get(one.refers or ""),
        voided_by=told.get(one.voided_by or ""),
        referring=[told[row.id] for row in referring],
        files=_files(record.data, kept_files(db, one.seq)) if record else [],
    )


def shown_size(size: int) -> str:
    """`14 o`, `12,3 ko`, `4 Mo`, that no line breaks; `14 B` in English."""
    units = (_("o"), _("ko"), _("Mo"))
    rank = next((rank for rank in (2, 1) if size >= 1_000**rank), 0)
    number = format_decimal(size / 1_000**rank, format="#,##0.#", locale=current_language())
    return f"{number}{NO_BREAK}{units[rank]}"


def _files(data: Mapping[str, Any], kept: Mapping[str, int]) -> list[ShownFile]:
    spoken_of = [*data.get("attachments", []), *data["object"].get("attachments", [])]
    return [
        ShownFile(
            named({"definition": {"name": one.get("display", {})}}, current_language()),
            one["contentType"][:100],
            one["sha2"].lower(),
            one.get("fileUrl", ""),
            kept.get(one["sha2"].lower()),
        )
        for one in spoken_of[:ATTACHMENTS_MAX]
    ]
