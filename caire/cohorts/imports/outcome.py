"""What will happen to each row of a staff list, before anything happens."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.cohorts.imports.reading import Table, TableRow
from caire.cohorts.models import Enrolment
from caire.people.emails import normal_email
from caire.people.errors import BadEmail, BadName
from caire.people.models import Person
from caire.people.names import clean_name

Kind = Literal["invited", "enrolled", "already", "duplicate", "error"]
CHUNK = 400
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """`kind`: a new person is invited, a known one enrolled, or nothing is to do, and why.

    `problem` is `email`, `given_name` or `family_name` for an error, else empty;
    `duplicate_of` is the line of the first row with the same address.
    """

    row: TableRow
    email: str
    given_name: str
    family_name: str
    kind: Kind
    problem: str = ""
    duplicate_of: int | None = None

    @property
    def is_applied(self) -> bool:
        return self.kind in {"invited", "enrolled"}


def preview(db: Session, *, table: Table, course_key: str) -> list[RowOutcome]:
    """The outcome of every row, in order; reads only, in a few queries whatever the size."""
    cleaned = [_cleaned(row) for row in table.rows]
    addresses = {outcome.email for outcome in cleaned if outcome.kind != "error"}
    known = _known(db, addresses)
    enrolled = _enrolled(db, known.values(), course_key)
    first_line: dict[str, int] = {}
    return [_decided(outcome, known, enrolled, first_line) for outcome in cleaned]


def _cleaned(row: TableRow) -> RowOutcome:
    given, family, email = row.given_name, row.family_name, row.email
    try:
        email = normal_email(row.email)
    except BadEmail:
        return RowOutcome(row, row.email, given, family, "error", "email")
    for field, text in (("given_name", given), ("family_name", family)):
        try:
            clean_name(text)
        except BadName:
            return RowOutcome(row, email, given, family, "error", field)
    return RowOutcome(
        row, email, _readable(clean_name(given)), _readable(clean_name(family)), "invited"
    )


def _readable(name: str) -> str:
    """`DUPONT` is typed in capitals for the sheet, not because it is written so."""
    if not name.isupper() or len(name) <= 2:
        return name
    return re.sub(r"[^\W_]+", lambda part: part.group().capitalize(), name)


def _known(db: Session, addresses: Collection[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for chunk in _chunks(sorted(addresses)):
        rows = db.execute(select(Person.email, Person.id).where(Person.email.in_(chunk)))
        known.update((email, person_id) for email, person_id in rows)
    return known


def _enrolled(db: Session, person_ids: Iterable[int], course_key: str) -> set[int]:
    enrolled: set[int] = set()
    for chunk in _chunks(sorted(person_ids)):
        enrolled.update(
            db.scalars(
                select(Enrolment.person_id).where(
                    Enrolment.person_id.in_(chunk),
                    Enrolment.course_key == course_key,
                    Enrolment.organisation_id.is_not(None),
                    Enrolment.withdrawn_at.is_(None),
                )
            )
        )
    return enrolled


def _chunks(values: list[T]) -> Iterable[list[T]]:
    return (values[i : i + CHUNK] for i in range(0, len(values), CHUNK))


def _decided(
    outcome: RowOutcome,
    known: Mapping[str, int],
    enrolled: Collection[int],
    first_line: dict[str, int],
) -> RowOutcome:
    if outcome.kind == "error":
        return outcome
    earlier = first_line.setdefault(outcome.email, outcome.row.line)
    if earlier != outcome.row.line:
        return _as(outcome, "duplicate", duplicate_of=earlier)
    person_id = known.get(outcome.email)
    if person_id is None:
        return outcome
    return _as(outcome, "already" if person_id in enrolled else "enrolled")


def _as(outcome: RowOutcome, kind: Kind, duplicate_of: int | None = None) -> RowOutcome:
    return RowOutcome(
        outcome.row,
        outcome.email,
        outcome.given_name,
        outcome.family_name,
        kind,
        duplicate_of=duplicate_of,
    )
