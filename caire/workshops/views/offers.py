"""A learner finds a half-day, books it, gives her seat back, adds it to her calendar."""

from dataclasses import dataclass

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.catalogue.queries import course_version
from caire.clock import utcnow
from caire.cohorts.queries import enrolments_of
from caire.errors import Refusal
from caire.messaging.calendar import calendar_entry
from caire.web.database import current_db, transaction
from caire.web.errors import sentence_of
from caire.web.guards import current_account, signed_in
from caire.web.platform import current_config
from caire.workshops.errors import NoSuchWorkshop
from caire.workshops.presence import Standing, next_point, standings
from caire.workshops.queries.roster import chain_of
from caire.workshops.queries.sessions import BookedRow, bookings_of, upcoming_for
from caire.workshops.services.booking import book_seat, give_back_seat
from caire.workshops.views.common import programme
from caire.workshops.windows import signing_window


@dataclass(frozen=True, slots=True)
class MySeat:
    """A booking and what the learner can do with it now."""

    booked: BookedRow
    standing: Standing
    point: str | None
    can_cancel: bool


def add_routes(bp: Blueprint) -> None:
    base = "/learn/workshops/"
    bp.add_url_rule(base, view_func=offers)
    bp.add_url_rule(f"{base}<int:workshop_id>", view_func=workshop)
    bp.add_url_rule(f"{base}<int:workshop_id>/book", view_func=book, methods=["POST"])
    bp.add_url_rule(f"{base}<int:workshop_id>/cancel", view_func=give_back, methods=["POST"])
    bp.add_url_rule(f"{base}<int:workshop_id>/calendar.ics", view_func=calendar)


@signed_in
def offers() -> str:
    """«\xa0Mes séances\xa0», then those that can be booked."""
    db, account, now = current_db(), current_account(), utcnow()
    mine = bookings_of(db, account.id)
    coming = [seat for seat in mine if seat.workshop.ends_at > now]
    held = {s.workshop.course_key for s in coming if s.workshop.status == "planned"}
    booked_ids = {seat.workshop.id for seat in mine}
    attended = {seat.workshop.course_key for seat in mine if seat.presence}
    offered = [
        row for row in upcoming_for(db, person_id=account.id, now=now) if row.id not in booked_ids
    ]
    return render_template(
        "workshops/offers.html",
        coming=coming,
        past=[seat for seat in reversed(mine) if seat.workshop.ends_at <= now],
        # What she has not been to comes first; who was there may need to come again.
        offers=sorted(offered, key=lambda row: row.course_key in attended),
        attended=attended,
        held=held,
        follows=bool(enrolments_of(db, account.id)),
    )


@signed_in
def workshop(workshop_id: int) -> str:
    """One half-day: where, when, what will be done; and the learner's own seat."""
    db, account, now = current_db(), current_account(), utcnow()
    seat = my_seat(workshop_id)
    if seat is not None:
        row = seat.booked.workshop
    else:
        offered = upcoming_for(db, person_id=account.id, now=now)
        found = next((offer for offer in offered if offer.id == workshop_id), None)
        if found is None:
            raise NoSuchWorkshop(f"workshop {workshop_id}")
        row = found
    run_sheet = course_version(db, row.course_version_id).run_sheet
    return render_template(
        "workshops/workshop.html",
        row=row,
        seat=seat,
        run_sheet=run_sheet,
        # The texts of the steps speak to who runs the half-day.
        programme=[{**step, "text": ""} for step in programme(row.starts_at, run_sheet)],
        window=signing_window(row.slot, current_config().workshops),
        now=now,
    )


def my_seat(workshop_id: int) -> MySeat | None:
    """The visitor's own booking of this half-day."""
    db, now = current_db(), utcnow()
    found = bookings_of(db, current_account().id, workshop_id=workshop_id)
    if not found:
        return None
    [booked] = found
    row = booked.workshop
    standing = standings(chain_of(db, workshop_id)).get(booked.booking_id, Standing())
    is_planned = row.status == "planned"
    point = next_point(standing, row.slot, current_config().workshops, now)
    return MySeat(
        booked=booked,
        standing=standing,
        point=point if is_planned else None,
        can_cancel=is_planned and now < row.starts_at and not standing.is_signed,
    )


@signed_in
def book(workshop_id: int) -> Response:
    try:
        with transaction() as db:
            book_seat(
                db,
                workshop_id=workshop_id,
                person_id=current_account().id,
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except Refusal as refusal:
        flash(sentence_of(refusal), "error")
        return redirect(url_for("workshops.offers"), code=303)
    flash(_("Votre place est réservée. Un message de confirmation vous est envoyé."), "success")
    return redirect(url_for("workshops.workshop", workshop_id=workshop_id), code=303)


@signed_in
def give_back(workshop_id: int) -> Response:
    try:
        with transaction() as db:
            give_back_seat(
                db,
                workshop_id=workshop_id,
                person_id=current_account().id,
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except Refusal as refusal:
        flash(sentence_of(refusal), "error")
    else:
        flash(_("Votre réservation est annulée\xa0: la place est de nouveau libre."), "success")
    return redirect(url_for("workshops.offers"), code=303)


@signed_in
def calendar(workshop_id: int) -> Response:
    """The half-day as a file for calendars; the same entry as the one sent by mail."""
    seat = my_seat(workshop_id)
    if seat is None:
        raise NoSuchWorkshop(f"workshop {workshop_id}")
    row, site_url = seat.booked.workshop, current_config().site.url.rstrip("/")
    entry = calendar_entry(
        uid=f"workshop-{row.id}@{site_url.split('://', 1)[-1]}",
        title=row.title,
        place=f"{row.place}, {row.full_address}",
        url=site_url + url_for("workshops.workshop", workshop_id=row.id),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        now=utcnow(),
        revision=row.revision,
        cancelled=row.status == "cancelled",
    )
    response = make_response(entry.content)
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = f'attachment; filename="{entry.filename}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
