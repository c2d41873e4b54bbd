"""Apply a staff list: invite, add as member, enrol.

A long list is applied some rows at a time, so that nobody who is learning meanwhile waits for it.
Each transaction takes its rows off the list: a server that stops loses nothing, and pressing the
button again goes on with what is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from caire.cohorts.imports.outcome import RowOutcome, preview
from caire.cohorts.imports.reading import Table, TableRow
from caire.cohorts.models import StaffImport
from caire.cohorts.services import cohort_named, enrol
from caire.errors import NotFound
from caire.organisations.queries import organisation_by_id
from caire.organisations.services import add_member
from caire.people.services.registration import find_or_invite

#: A list that was previewed and left holds personal data: it is forgotten after this time.
KEPT_UNAPPLIED = timedelta(days=2)
#: Rows of one transaction: about half a second of the only writer that SQLite has.
ROWS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class ImportReport:
    outcomes: tuple[RowOutcome, ...]

    def count(self, kind: str) -> int:
        return sum(1 for outcome in self.outcomes if outcome.kind == kind)

    @property
    def applied(self) -> int:
        return sum(1 for outcome in self.outcomes if outcome.is_applied)


def keep_for_review(
    db: Session,
    *,
    table: Table,
    filename: str,
    organisation_id: int,
    course_key: str,
    uploaded_by: int,
    now: datetime,
) -> StaffImport:
    """Keep a list between its preview and its confirmation."""
    db.execute(
        delete(StaffImport).where(
            StaffImport.applied_at.is_(None), StaffImport.uploaded_at < now - KEPT_UNAPPLIED
        )
    )
    kept = StaffImport(
        organisation_id=organisation_id,
        course_key=course_key,
        filename=filename[:200],
        rows=[_plain(row) for row in table.rows],
        uploaded_by=uploaded_by,
        uploaded_at=now,
    )
    db.add(kept)
    db.flush()
    return kept


def staff_import(db: Session, *, import_id: int, organisation_id: int) -> StaffImport:
    """A kept list of this organisation, locked. Raises: NotFound."""
    found = db.scalar(
        select(StaffImport)
        .where(StaffImport.id == import_id, StaffImport.organisation_id == organisation_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound(f"import {import_id}")
    return found


def kept_table(kept: StaffImport) -> Table:
    return Table(tuple(TableRow(*row) for row in kept.rows), ())


def apply_kept(
    db: Session, *, kept: StaffImport, xapi_root: str, now: datetime, at_once: int = ROWS_AT_ONCE
) -> ImportReport | None:
    """Apply the next rows of a list; None when it was applied before.

    To be called again, each time in its own transaction, until `kept.applied_at` is set. Its rows
    are forgotten as they are applied.
    """
    if kept.applied_at is not None:
        return None
    outcomes = preview(db, table=kept_table(kept), course_key=kept.course_key)
    now_done, later = _split(outcomes, at_once)
    _apply(
        db,
        now_done,
        organisation_id=kept.organisation_id,
        course_key=kept.course_key,
        enrolled_by=kept.uploaded_by,
        xapi_root=xapi_root,
        now=now,
    )
    kept.rows = [_plain(outcome.row) for outcome in later]
    kept.applied_at = None if later else now
    db.flush()
    return ImportReport(tuple(now_done))


def _split(
    outcomes: Sequence[RowOutcome], at_once: int
) -> tuple[list[RowOutcome], list[RowOutcome]]:
    """The rows up to so many that are to be applied, and the rest; a repeated row goes with its
    first."""
    workable = [index for index, outcome in enumerate(outcomes) if _is_workable(outcome)]
    if len(workable) <= at_once:
        return list(outcomes), []
    cut = workable[at_once]
    lines = {outcome.row.line for outcome in outcomes[:cut]}
    repeated = [outcome for outcome in outcomes[cut:] if outcome.duplicate_of in lines]
    return (
        [*outcomes[:cut], *repeated],
        [outcome for outcome in outcomes[cut:] if outcome.duplicate_of not in lines],
    )


def _is_workable(outcome: RowOutcome) -> bool:
    return outcome.kind not in {"error", "duplicate"}


def apply_table(
    db: Session,
    *,
    table: Table,
    organisation_id: int,
    course_key: str,
    enrolled_by: int | None,
    xapi_root: str,
    now: datetime,
) -> ImportReport:
    """Invite and enrol whom the list names; rows in error are left out and reported.

    Raises:
        NotFound: no such organisation or course.
        CourseNotOpen: the course is announced only.
    """
    outcomes = preview(db, table=table, course_key=course_key)
    _apply(
        db,
        outcomes,
        organisation_id=organisation_id,
        course_key=course_key,
        enrolled_by=enrolled_by,
        xapi_root=xapi_root,
        now=now,
    )
    return ImportReport(tuple(outcomes))


def _apply(
    db: Session,
    outcomes: Sequence[RowOutcome],
    *,
    organisation_id: int,
    course_key: str,
    enrolled_by: int | None,
    xapi_root: str,
    now: datetime,
) -> None:
    organisation = organisation_by_id(db, organisation_id)
    if organisation is None:
        raise NotFound(f"organisation {organisation_id}")
    for outcome in filter(_is_workable, outcomes):
        person, _invited = find_or_invite(
            db,
            email=outcome.email,
            given_name=outcome.given_name,
            family_name=outcome.family_name,
            locale="fr",
            organisation_name=organisation.name,
            now=now,
        )
        add_member(
            db,
            organisation_id=organisation_id,
            person_id=person.id,
            employee_reference=outcome.row.reference or None,
            now=now,
        )
        enrol(
            db,
            person_id=person.id,
            course_key=course_key,
            organisation_id=organisation_id,
            cohort_id=_cohort_id(db, outcome, organisation_id, course_key, now),
            enrolled_by=enrolled_by,
            xapi_root=xapi_root,
            now=now,
        )


def _cohort_id(
    db: Session, outcome: RowOutcome, organisation_id: int, course_key: str, now: datetime
) -> int | None:
    if not outcome.row.cohort:
        return None
    return cohort_named(
        db,
        organisation_id=organisation_id,
        course_key=course_key,
        name=outcome.row.cohort[:160],
        now=now,
    ).id


def _plain(row: TableRow) -> list[object]:
    return [row.line, row.email, row.given_name, row.family_name, row.reference, row.cohort]
