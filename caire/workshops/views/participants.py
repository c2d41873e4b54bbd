"""One participant: hand over the device, note an absence, times, paper; take back; correct."""

from collections.abc import Callable
from datetime import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from caire.clock import utcnow
from caire.errors import Refusal
from caire.web.database import transaction
from caire.web.forms import Form
from caire.web.guards import current_account, trainer_required
from caire.web.language import localised
from caire.web.platform import current_config
from caire.workshops.errors import NoSuchParticipant, NoSuchWorkshop, NotYours
from caire.workshops.forms import CorrectionForm, HandOverForm, ReasonForm, TimesForm
from caire.workshops.services.closing import Correction, correct_sheet
from caire.workshops.services.noting import (
    Observed,
    note_absence,
    note_paper,
    note_times,
    take_back_signatures,
)
from caire.workshops.services.signing import sign_on_trainer_device
from caire.workshops.views.common import (
    Sheet,
    clock,
    given_by,
    refused,
    sheet_to_read,
    sheet_to_run,
    slot_times,
    typed_times,
)
from caire.workshops.windows import signing_window

NOTES: dict[str, Callable[..., None]] = {
    "absence": note_absence,
    "times": note_times,
    "paper": note_paper,
    "take-back": take_back_signatures,
}
HIDDEN = (NoSuchWorkshop, NoSuchParticipant, NotYours)


def add_routes(bp: Blueprint) -> None:
    base = "/train/<int:workshop_id>/participants/<int:booking_id>"
    bp.add_url_rule(base, view_func=participant)
    bp.add_url_rule(
        f"{base}/<any({','.join(map(repr, NOTES))}):what>", view_func=note, methods=["POST"]
    )
    bp.add_url_rule(f"{base}/correct", view_func=correct, methods=["POST"])
    bp.add_url_rule(f"{base}/sign", view_func=hand_over)
    bp.add_url_rule(
        f"{base}/sign", endpoint="save_hand_over", view_func=save_hand_over, methods=["POST"]
    )


@trainer_required
def participant(workshop_id: int, booking_id: int) -> str:
    sheet = sheet_to_read(workshop_id)
    return _page(sheet, booking_id)


def _page(sheet: Sheet, booking_id: int, shown: dict[str, Form] | None = None) -> str:
    """`shown`: a form that was refused, with what was typed."""
    person = sheet.person(booking_id)
    forms: dict[str, Form] = {
        "absence": ReasonForm(),
        "times": TimesForm(data=_known_times(sheet, booking_id)),
        "paper": TimesForm(data=slot_times(sheet)),
        "take-back": ReasonForm(),
        "correct": _correction_form(sheet, booking_id, None),
    }
    return render_template(
        "workshops/participant.html",
        sheet=sheet,
        row=sheet.row,
        person=person,
        records=[record for record in sheet.chain if record.booking_id == booking_id],
        forms_of={**forms, **(shown or {})},
        refused=next(iter(shown or ()), ""),
    )


@trainer_required
def note(workshop_id: int, booking_id: int, what: str) -> Response | tuple[str, int]:
    sheet = sheet_to_run(workshop_id)
    form = TimesForm(request.form) if what in {"times", "paper"} else ReasonForm(request.form)
    if not form.validate():
        return _page(sheet, booking_id, {what: form}), 422
    times = {"times": typed_times(sheet, form)} if isinstance(form, TimesForm) else {}
    try:
        with transaction() as db:
            NOTES[what](
                db,
                workshop_id=workshop_id,
                booking_id=booking_id,
                actor=current_account(),
                reason=form.reason.data or "",
                now=utcnow(),
                **times,
            )
    except HIDDEN:
        raise
    except Refusal as refusal:
        status = refused(form, refusal)
        return _page(sheet_to_read(workshop_id), booking_id, {what: form}), status
    flash(_("C’est noté sur la feuille d’émargement."), "success")
    return redirect(url_for("workshops.session", workshop_id=workshop_id), code=303)


@trainer_required
def correct(workshop_id: int, booking_id: int) -> Response | tuple[str, int]:
    sheet = sheet_to_run(workshop_id)
    form = _correction_form(sheet, booking_id, request.form)
    if not form.validate():
        return _page(sheet, booking_id, {"correct": form}), 422
    correction = Correction(
        present=form.present.data == "yes",
        times=typed_times(sheet, form),
        observed=Observed(frozenset(form.acts.data or ()), bool(form.identity.data)),
    )
    try:
        with transaction() as db:
            correct_sheet(
                db,
                workshop_id=workshop_id,
                booking_id=booking_id,
                actor=current_account(),
                correction=correction,
                reason=form.reason.data or "",
                rules=current_config().workshops,
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except HIDDEN:
        raise
    except Refusal as refusal:
        status = refused(form, refusal)
        return _page(sheet_to_read(workshop_id), booking_id, {"correct": form}), status
    flash(_("La feuille est corrigée\xa0: les deux versions sont conservées."), "success")
    return redirect(url_for("workshops.sheet", workshop_id=workshop_id), code=303)


@trainer_required
def hand_over(workshop_id: int, booking_id: int) -> str:
    sheet_to_run(workshop_id)
    return _hand_over_page(workshop_id, booking_id, HandOverForm())


def _hand_over_page(workshop_id: int, booking_id: int, form: HandOverForm) -> str:
    sheet = sheet_to_read(workshop_id)
    person = sheet.person(booking_id)
    form.point.data = "departure" if person.standing.arrival else "arrival"
    window = signing_window(sheet.row.slot, current_config().workshops)
    return render_template(
        "workshops/hand_over.html",
        sheet=sheet,
        row=sheet.row,
        person=person,
        form=form,
        is_late=utcnow() > window.closes_at,
    )


@trainer_required
def save_hand_over(workshop_id: int, booking_id: int) -> Response | tuple[str, int]:
    sheet_to_run(workshop_id)
    form = HandOverForm(request.form)
    if not form.validate():
        return _hand_over_page(workshop_id, booking_id, form), 422
    try:
        with transaction() as db:
            sign_on_trainer_device(
                db,
                workshop_id=workshop_id,
                booking_id=booking_id,
                actor=current_account(),
                point=form.point.data or "",
                given=given_by(form),
                late_reason=form.late_reason.data or "",
                rules=current_config().workshops,
                now=utcnow(),
            )
    except HIDDEN:
        raise
    except Refusal as refusal:
        status = refused(form, refusal)
        return _hand_over_page(workshop_id, booking_id, form), status
    flash(_("C’est signé, merci. Vous pouvez rendre l’appareil."), "success")
    return redirect(url_for("workshops.session", workshop_id=workshop_id), code=303)


def _correction_form(sheet: Sheet, booking_id: int, posted: object) -> CorrectionForm:
    person = sheet.person(booking_id)
    known = {
        **_known_times(sheet, booking_id),
        "present": "yes" if person.presence.share > 0 else "no",
        "acts": list(person.acts),
        "identity": person.identity_checked,
    }
    form = CorrectionForm(posted, data=known)
    acts = sheet.run_sheet.acts if sheet.run_sheet else {}
    form.acts.choices = [SelectChoice(act, localised(label)) for act, label in acts.items()]
    return form


def _known_times(sheet: Sheet, booking_id: int) -> dict[str, time]:
    presence = sheet.person(booking_id).presence
    return {
        "arrived_at": clock(presence.arrived_at or sheet.row.starts_at),
        "left_at": clock(presence.left_at or sheet.row.ends_at),
    }
