"""The screen of the room: a code that changes every minute, and its QR code."""

import io

import segno
from flask import Blueprint, render_template, url_for
from markupsafe import Markup

from caire.clock import utcnow
from caire.web.guards import trainer_required
from caire.web.platform import current_config
from caire.workshops.access import refuse_unless_open
from caire.workshops.errors import NotYours
from caire.workshops.room_code import room_code, seconds_left
from caire.workshops.views.common import sheet_to_read


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/train/<int:workshop_id>/room", view_func=room)


@trainer_required
def room(workshop_id: int) -> str:
    """To be projected. Only who runs the half-day sees the code."""
    sheet, now = sheet_to_read(workshop_id), utcnow()
    if not sheet.can_run:
        raise NotYours(f"workshop {workshop_id}")
    refuse_unless_open(sheet.row)
    code = room_code(sheet.workshop().secret, now)
    site_url = current_config().site.url.rstrip("/")
    path = url_for("workshops.sign", workshop_id=workshop_id)
    return render_template(
        "workshops/room.html",
        sheet=sheet,
        row=sheet.row,
        code=f"{code[:3]} {code[3:]}",
        qr=qr_code(f"{site_url}{path}?code={code}"),
        address=f"{site_url}{path}",
        seconds=seconds_left(now),
    )


def qr_code(address: str) -> Markup:
    """The address as an SVG element, dark on light with its quiet zone, error correction M."""
    buffer = io.BytesIO()
    segno.make(address, error="m").save(
        buffer, kind="svg", xmldecl=False, border=4, dark="#14202b", light="#ffffff",
        omitsize=True, svgclass="qr",
    )  # fmt: skip
    return Markup(buffer.getvalue().decode())
