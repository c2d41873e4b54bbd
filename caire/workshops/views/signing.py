"""A learner signs on her own phone, with the code that the room shows."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.errors import Refusal
from caire.web.database import transaction
from caire.web.guards import current_account, signed_in
from caire.web.platform import current_config
from caire.workshops.errors import NoSuchWorkshop
from caire.workshops.forms import OwnSignatureForm
from caire.workshops.services.signing import sign_on_own_device
from caire.workshops.views.common import given_by, refused
from caire.workshops.views.offers import my_seat
from caire.workshops.windows import window_of


def add_routes(bp: Blueprint) -> None:
    rule = "/learn/workshops/<int:workshop_id>/sign"
    bp.add_url_rule(rule, view_func=sign)
    bp.add_url_rule(rule, endpoint="save_signature", view_func=save, methods=["POST"])


@signed_in
def sign(workshop_id: int) -> str:
    """The page that the room's QR code opens; it brings the code along."""
    form = OwnSignatureForm(data={"room_code": request.args.get("code", "")[:12]})
    return _page(workshop_id, form)


def _page(workshop_id: int, form: OwnSignatureForm) -> str:
    seat = my_seat(workshop_id)
    if seat is None:
        raise NoSuchWorkshop(f"workshop {workshop_id}")
    row, rules = seat.booked.workshop, current_config().workshops
    form.point.data = form.point.data or seat.point or ""
    return render_template(
        "workshops/sign.html",
        form=form,
        row=row,
        seat=seat,
        windows={point: window_of(point, row.slot, rules) for point in ("arrival", "departure")},
        name=current_account().display_name,
    )


@signed_in
def save(workshop_id: int) -> Response | tuple[str, int]:
    form = OwnSignatureForm(request.form)
    if not form.validate():
        return _page(workshop_id, form), 422
    try:
        with transaction() as db:
            sign_on_own_device(
                db,
                workshop_id=workshop_id,
                person_id=current_account().id,
                point=form.point.data or "",
                room_code=form.room_code.data or "",
                given=given_by(form),
                rules=current_config().workshops,
                now=utcnow(),
            )
    except NoSuchWorkshop:
        raise
    except Refusal as refusal:
        status = refused(form, refusal)
        return _page(workshop_id, form), status
    if form.point.data == "arrival":
        flash(_("Votre arrivée est signée. Bonne séance\u202f!"), "success")
    else:
        flash(_("Votre départ est signé. Merci d’être venue ou venu\u202f!"), "success")
    return redirect(url_for("workshops.workshop", workshop_id=workshop_id), code=303)
