"""A trainer's agenda; plan a half-day, change it, cancel it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from caire.catalogue.queries import current_courses
from caire.clock import in_paris, utcnow
from caire.errors import Refusal
from caire.organisations.queries import rooms
from caire.web.database import current_db, transaction
from caire.web.errors import sentence_of
from caire.web.guards import changes_allowed, current_account, trainer_required
from caire.web.language import localised
from caire.web.platform import current_config
from caire.workshops.duties import duties_of
from caire.workshops.errors import NoSuchWorkshop, NotYours
from caire.workshops.forms import PlanForm
from caire.workshops.policies import planning_scope, reading_scope
from caire.workshops.queries.sessions import agenda as half_days
from caire.workshops.queries.sessions import trainers
from caire.workshops.services.planning import (
    Plan,
    cancel_workshop,
    change_workshop,
    plan_workshop,
)
from caire.workshops.views.common import refused, sheet_to_read, sheet_to_run


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/train/", view_func=agenda)
    bp.add_url_rule("/train/plan", view_func=plan)
    bp.add_url_rule("/train/plan", endpoint="save_plan", view_func=save_plan, methods=["POST"])
    bp.add_url_rule("/train/<int:workshop_id>/edit", view_func=edit)
    bp.add_url_rule(
        "/train/<int:workshop_id>/edit", endpoint="save_edit", view_func=save_edit, methods=["POST"]
    )
    bp.add_url_rule("/train/<int:workshop_id>/cancel", view_func=cancel, methods=["POST"])


@trainer_required
def agenda() -> str:
    """Coming and past half-days: one's own, and for administrators those of their scope."""
    db, account, now = current_db(), current_account(), utcnow()
    shown = "past" if request.args.get("show") == "past" else "coming"
    return render_template(
        "workshops/agenda.html",
        rows=half_days(
            db,
            trainer_id=account.id,
            organisation_ids=reading_scope(account),
            now=now,
            past=shown == "past",
        ),
        shown=shown,
        can_plan=planning_scope(account) != frozenset(),
        duties=duties_of(db, account, now=now),
        now=now,
    )


@trainer_required
def plan() -> str:
    changes_allowed(current_account())
    form = _with_choices(PlanForm(data={"trainer": current_account().id}))
    return _plan_page(form)


@trainer_required
def save_plan() -> Response | tuple[str, int]:
    changes_allowed(current_account())
    form = _with_choices(PlanForm(request.form))
    if not form.validate():
        return _plan_page(form), 422
    try:
        with transaction() as db:
            workshop = plan_workshop(
                db,
                actor=current_account(),
                course_key=form.course.data,
                plan=_planned(form),
                now=utcnow(),
            )
    except Refusal as refusal:
        status = refused(form, refusal)
        return _plan_page(form), status
    flash(_("La séance est prévue. Les personnes inscrites à ce niveau la voient."), "success")
    return redirect(url_for("workshops.session", workshop_id=workshop.id), code=303)


@trainer_required
def edit(workshop_id: int) -> str:
    row = sheet_to_run(workshop_id).row
    start = in_paris(row.starts_at)
    form = PlanForm(
        data={
            "course": row.course_key,
            "room": row.room_id,
            "trainer": row.trainer_id,
            "day": start.date(),
            "start": start.time(),
            "minutes": row.slot.minutes,
            "capacity": row.capacity,
            "is_open": row.is_open,
            "notes": row.notes,
        }
    )
    return _edit_page(workshop_id, _with_choices(form, row.course_key, row.title))


@trainer_required
def save_edit(workshop_id: int) -> Response | tuple[str, int]:
    row = sheet_to_run(workshop_id).row
    form = _with_choices(PlanForm(request.form), row.course_key, row.title)
    if not form.validate():
        return _edit_page(workshop_id, form), 422
    try:
        with transaction() as db:
            change_workshop(
                db,
                workshop_id=workshop_id,
                actor=current_account(),
                plan=_planned(form),
                now=utcnow(),
            )
    except (NoSuchWorkshop, NotYours):
        raise
    except Refusal as refusal:
        status = refused(form, refusal)
        return _edit_page(workshop_id, form), status
    flash(_("La séance est modifiée. Les personnes concernées sont prévenues."), "success")
    return redirect(url_for("workshops.session", workshop_id=workshop_id), code=303)


@trainer_required
def cancel(workshop_id: int) -> Response:
    try:
        with transaction() as db:
            cancel_workshop(
                db,
                workshop_id=workshop_id,
                actor=current_account(),
                reason=request.form.get("reason", ""),
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except (NoSuchWorkshop, NotYours):
        raise
    except Refusal as refusal:
        flash(sentence_of(refusal), "error")
    else:
        flash(_("La séance est annulée. Les personnes inscrites sont prévenues."), "success")
    return redirect(url_for("workshops.session", workshop_id=workshop_id), code=303)


def _planned(form: PlanForm) -> Plan:
    # The form is valid: nothing that is required is missing.
    assert form.day.data
    assert form.start.data
    assert form.minutes.data
    assert form.capacity.data
    return Plan(
        room_id=form.room.data,
        trainer_id=form.trainer.data,
        day=form.day.data,
        start=form.start.data,
        minutes=form.minutes.data,
        capacity=form.capacity.data,
        is_open=bool(form.is_open.data),
        notes=(form.notes.data or "").strip(),
    )


def _with_choices(form: PlanForm, course_key: str = "", title: str = "") -> PlanForm:
    """Only what this person may use; the course of a half-day that exists stays."""
    db, account = current_db(), current_account()
    usable = planning_scope(account)
    if course_key:
        form.course.choices = [SelectChoice(course_key, title)]
    else:
        form.course.choices = [
            SelectChoice(
                course.key,
                _("Niveau %(n)d – %(title)s", n=course.number, title=localised(course.title)),
            )
            for _version, course in current_courses(db)
            if course.run_sheet is not None and course.status == "open"
        ]
    form.room.choices = [
        SelectChoice(
            room.id,
            _(
                "%(site)s, %(room)s (%(seats)d places)",
                site=room.site_name,
                room=room.name,
                seats=room.capacity,
            ),
            optgroup=room.organisation_name,
        )
        for room in rooms(db, organisation_ids=usable)
    ]
    form.trainer.choices = [
        SelectChoice(t.id, t.name) for t in trainers(db, organisation_ids=usable)
    ]
    return form


def _plan_page(form: PlanForm) -> str:
    return render_template("workshops/plan.html", form=form, row=None)


def _edit_page(workshop_id: int, form: PlanForm) -> str:
    return render_template("workshops/plan.html", form=form, row=sheet_to_read(workshop_id).row)
