"""Apply a staff list: invite, add as member, enrol. Row by row, all in one transaction."""

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
    db: Session, *, kept: StaffImport, xapi_root: str, now: datetime
) -> ImportReport | None:
    """Apply a list once; None when it was applied before. Its rows are forgotten afterwards."""
    if kept.applied_at is not None:
        return None
    report = apply_table(
        db,
        table=kept_table(kept),
        organisation_id=kept.organisation_id,
        course_key=kept.course_key,
        enrolled_by=kept.uploaded_by,
        xapi_root=xapi_root,
        now=now,
    )
    kept.applied_at = now
    kept.rows = []
    db.flush()
    return report


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
    organisation = organisation_by_id(db, organisation_id)
    if organisation is None:
        raise NotFound(f"organisation {organisation_id}")
    outcomes = preview(db, table=table, course_key=course_key)
    for outcome in outcomes:
        if outcome.kind in {"error", "duplicate"}:
            continue
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
    return ImportReport(tuple(outcomes))


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
