"""The trainer's page of one half-day: who booked, who signed, what was seen."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.errors import Refusal
from caire.web.database import transaction
from caire.web.errors import sentence_of
from caire.web.guards import current_account, trainer_required
from caire.web.platform import current_config
from caire.workshops.errors import NoSuchWorkshop, NotYours
from caire.workshops.forms import WalkInForm
from caire.workshops.services.booking import add_walk_in
from caire.workshops.services.noting import Observed, observe
from caire.workshops.views.common import programme, refused, sheet_to_read, sheet_to_run
from caire.workshops.windows import departures_open_at, signing_window


def add_routes(bp: Blueprint) -> None:
    base = "/train/<int:workshop_id>"
    bp.add_url_rule(base, view_func=session)
    bp.add_url_rule(f"{base}/walk-in", view_func=walk_in, methods=["POST"])
    bp.add_url_rule(f"{base}/observations", view_func=observations, methods=["POST"])


@trainer_required
def session(workshop_id: int) -> str:
    return _page(workshop_id, WalkInForm())


def _page(workshop_id: int, form: WalkInForm) -> str:
    sheet, rules, now = sheet_to_read(workshop_id), current_config().workshops, utcnow()
    return render_template(
        "workshops/session.html",
        sheet=sheet,
        row=sheet.row,
        form=form,
        programme=programme(sheet.row.starts_at, sheet.run_sheet),
        window=signing_window(sheet.row.slot, rules),
        can_close=sheet.is_trainer and now >= departures_open_at(sheet.row.slot, rules),
        now=now,
    )


@trainer_required
def walk_in(workshop_id: int) -> Response | tuple[str, int]:
    sheet_to_run(workshop_id)
    form = WalkInForm(request.form)
    if not form.validate():
        return _page(workshop_id, form), 422
    try:
        with transaction() as db:
            add_walk_in(
                db,
                workshop_id=workshop_id,
                email=form.email.data or "",
                actor=current_account(),
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except (NoSuchWorkshop, NotYours):
        raise
    except Refusal as refusal:
        status = refused(form, refusal)
        return _page(workshop_id, form), status
    flash(_("La personne est ajoutée à la feuille d’émargement."), "success")
    return redirect(url_for("workshops.session", workshop_id=workshop_id), code=303)


@trainer_required
def observations(workshop_id: int) -> Response:
    """One form for the whole room: `act-<booking>` repeats, `identity-<booking>` is a tick."""
    seen = {
        person.booking_id: Observed(
            frozenset(request.form.getlist(f"act-{person.booking_id}")),
            f"identity-{person.booking_id}" in request.form,
        )
        for person in sheet_to_read(workshop_id).people
        # Somebody added since the page was opened keeps what was noted of her.
        if f"row-{person.booking_id}" in request.form
    }
    try:
        with transaction() as db:
            observe(db, workshop_id=workshop_id, actor=current_account(), seen=seen, now=utcnow())
    except (NoSuchWorkshop, NotYours):
        raise
    except Refusal as refusal:
        flash(sentence_of(refusal), "error")
    else:
        flash(_("Les observations sont enregistrées."), "success")
    return redirect(url_for("workshops.session", workshop_id=workshop_id), code=303)
