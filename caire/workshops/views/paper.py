"""The printed sheet, entered for the whole room in one form."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.errors import Refusal
from caire.web.database import transaction
from caire.web.errors import sentence_of
from caire.web.guards import current_account, trainer_required
from caire.workshops.access import refuse_unless_open
from caire.workshops.errors import NoSuchWorkshop, NotYours, TimesOutsideSlot
from caire.workshops.forms import PaperLineForm, ReasonForm
from caire.workshops.services.noting import check_times
from caire.workshops.services.paper import note_paper_sheet
from caire.workshops.views.common import Sheet, refused, sheet_to_run, slot_times, typed_times

Lines = dict[int, PaperLineForm]


def add_routes(bp: Blueprint) -> None:
    rule = "/train/<int:workshop_id>/paper"
    bp.add_url_rule(rule, view_func=paper)
    bp.add_url_rule(rule, endpoint="save_paper", view_func=save, methods=["POST"])


@trainer_required
def paper(workshop_id: int) -> str:
    sheet = _open_sheet(workshop_id)
    return _page(sheet, ReasonForm(), _lines(sheet, None))


@trainer_required
def save(workshop_id: int) -> Response | tuple[str, int]:
    sheet = _open_sheet(workshop_id)
    form, lines = ReasonForm(request.form), _lines(sheet, request.form)
    # Both are always asked, so that everything to mend is said at once.
    if not all([form.validate(), _readable(sheet, form, lines)]):
        return _page(sheet, form, lines), 422
    try:
        with transaction() as db:
            entered = note_paper_sheet(
                db,
                workshop_id=workshop_id,
                actor=current_account(),
                signed={n: typed_times(sheet, line) for n, line in _ticked(lines).items()},
                reason=form.reason.data or "",
                now=utcnow(),
            )
    except (NoSuchWorkshop, NotYours):
        raise
    except Refusal as refusal:
        status = refused(form, refusal)
        sheet = _open_sheet(workshop_id)
        return _page(sheet, form, _lines(sheet, request.form)), status
    flash(
        ngettext(
            "%(num)d présence est reportée. Gardez la feuille papier signée.",
            "%(num)d présences sont reportées. Gardez la feuille papier signée.",
            entered,
        ),
        "success",
    )
    return redirect(url_for("workshops.session", workshop_id=workshop_id), code=303)


def _page(sheet: Sheet, form: ReasonForm, lines: Lines) -> str:
    return render_template(
        "workshops/paper.html", sheet=sheet, row=sheet.row, form=form, lines=lines, now=utcnow()
    )


def _open_sheet(workshop_id: int) -> Sheet:
    """Raises: NoSuchWorkshop, NotYours, WorkshopIsCancelled, SheetIsClosed."""
    sheet = sheet_to_run(workshop_id)
    refuse_unless_open(sheet.row)
    return sheet


def _lines(sheet: Sheet, posted: MultiDict[str, str] | None) -> Lines:
    """A line for each participant whose departure is not signed yet, by booking id."""
    known = slot_times(sheet)
    return {
        person.booking_id: PaperLineForm(
            posted,
            prefix=f"line-{person.booking_id}",
            data=known if person.standing.arrival is None else {"left_at": known["left_at"]},
        )
        for person in sheet.people
        if person.standing.departure is None
    }


def _ticked(lines: Lines) -> Lines:
    return {booking_id: line for booking_id, line in lines.items() if line.signed.data}


def _readable(sheet: Sheet, form: ReasonForm, lines: Lines) -> bool:
    """Whether every time that was typed can be; else its line and the summary say what is wrong."""
    for booking_id, line in _ticked(lines).items():
        if line.validate():
            try:
                check_times(sheet.row, typed_times(sheet, line))
            except TimesOutsideSlot as refusal:
                line.form_errors.append(sentence_of(refusal))
        if line.errors:
            name = sheet.person(booking_id).name
            form.form_errors.append(_("%(name)s\xa0: heures à corriger, sur sa ligne.", name=name))
    return not any(line.errors for line in lines.values())
