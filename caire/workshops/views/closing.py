"""The trainer reads the sheet once more, signs it, closes it, prints it."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.errors import Refusal
from caire.web.database import current_db, transaction
from caire.web.guards import current_account, trainer_required
from caire.web.platform import current_config
from caire.workshops.documents import sheet_document
from caire.workshops.errors import NoSuchWorkshop, NotYours
from caire.workshops.forms import ClosingForm
from caire.workshops.pdf.document import sheet_pdf
from caire.workshops.presentation import printed_sheet
from caire.workshops.queries.roster import SheetVersion, sheets_of
from caire.workshops.services.closing import close_sheet
from caire.workshops.views.common import Sheet, given_by, refused, sheet_to_read, sheet_to_run


def add_routes(bp: Blueprint) -> None:
    base = "/train/<int:workshop_id>"
    bp.add_url_rule(f"{base}/close", view_func=close)
    bp.add_url_rule(f"{base}/close", endpoint="save_close", view_func=save, methods=["POST"])
    bp.add_url_rule(f"{base}/sheet", view_func=sheet)
    bp.add_url_rule(f"{base}/sheet.pdf", view_func=pdf)


@trainer_required
def close(workshop_id: int) -> str:
    found = sheet_to_read(workshop_id)
    return _page(found, ClosingForm(data={"seen_length": found.workshop().chain_length}))


def _page(found: Sheet, form: ClosingForm) -> str:
    return render_template(
        "workshops/close.html",
        sheet=found,
        row=found.row,
        form=form,
        name=current_account().display_name,
    )


@trainer_required
def save(workshop_id: int) -> Response | tuple[str, int]:
    sheet_to_run(workshop_id)
    form = ClosingForm(request.form)
    if not form.validate():
        return _page(sheet_to_read(workshop_id), form), 422
    try:
        with transaction() as db:
            close_sheet(
                db,
                workshop_id=workshop_id,
                actor=current_account(),
                given=given_by(form),
                seen_length=form.seen_length.data or 0,
                rules=current_config().workshops,
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except (NoSuchWorkshop, NotYours):
        raise
    except Refusal as refusal:
        status = refused(form, refusal)
        found = sheet_to_read(workshop_id)
        # The page shows the sheet as it is now: signing it again is about this one.
        form.seen_length.raw_data = None
        form.seen_length.data = found.workshop().chain_length
        return _page(found, form), status
    flash(_("La feuille est close. Les présences sont enregistrées."), "success")
    return redirect(url_for("workshops.sheet", workshop_id=workshop_id), code=303)


@trainer_required
def sheet(workshop_id: int) -> str:
    """The sheet to be printed: blank before, as signed after."""
    found = sheet_to_read(workshop_id)
    versions = sheets_of(current_db(), workshop_id)
    document, digest = _document(found, versions)
    return render_template(
        "workshops/sheet.html",
        sheet=found,
        row=found.row,
        printed=printed_sheet(document, digest),
        versions=versions,
    )


@trainer_required
def pdf(workshop_id: int) -> Response:
    found = sheet_to_read(workshop_id)
    document, digest = _document(found, sheets_of(current_db(), workshop_id))
    response = make_response(sheet_pdf(printed_sheet(document, digest)))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = (
        f'attachment; filename="emargement-{workshop_id}-{found.row.slot.day}.pdf"'
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _document(found: Sheet, versions: list[SheetVersion]) -> tuple[dict[str, Any], str]:
    """The latest frozen version and its hash; the sheet as it stands while it is open."""
    if versions:
        return versions[-1].document, versions[-1].document_hash
    document = sheet_document(
        current_db(),
        found.workshop(),
        found.people,
        found.chain,
        version=0,
        previous_hash="",
        author="",
        reason="",
        made_at=utcnow(),
    )
    return document, ""
