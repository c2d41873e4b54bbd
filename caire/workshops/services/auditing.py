"""Check that no attendance record was changed, deleted or inserted (R-EMG-7)."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from caire.workshops.chain import Break, fingerprint, first_break
from caire.workshops.models import AttendanceSheet, Signature, Workshop
from caire.workshops.queries.roster import chain_of


def first_broken_record(db: Session) -> Break | None:
    """The first record of any half-day that does not hold, or None.

    A frozen sheet whose document was changed counts as its closing record being `altered`.
    """
    signed = select(Signature.workshop_id).distinct()
    for workshop in db.scalars(
        select(Workshop)
        .where(or_(Workshop.chain_length > 0, Workshop.id.in_(signed)))
        .order_by(Workshop.id)
    ):
        found = first_break(
            workshop.id,
            chain_of(db, workshop.id),
            length=workshop.chain_length,
            head=workshop.chain_head,
        )
        found = found or _broken_sheet(db, workshop.id)
        if found is not None:
            return found
    return None


def _broken_sheet(db: Session, workshop_id: int) -> Break | None:
    """The versions are chained too; each names the chain as it was."""
    heads = {record.seq: record.record_hash for record in chain_of(db, workshop_id)}
    previous = ""
    for sheet in db.scalars(
        select(AttendanceSheet)
        .where(AttendanceSheet.workshop_id == workshop_id)
        .order_by(AttendanceSheet.version)
    ):
        frozen = sheet.document["chain"]
        holds = (
            fingerprint(sheet.document) == sheet.document_hash
            and sheet.document["previous_hash"] == previous
            and heads.get(frozen["length"]) == frozen["head"]
        )
        if not holds:
            return Break(workshop_id, frozen["length"], None, "sheet")
        previous = sheet.document_hash
    return None
