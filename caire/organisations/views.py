"""Organisations for administrators; contacts, sites and rooms for their managers too."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.errors import Refusal
from caire.organisations.errors import (
    BadIdentifier,
    BadOrganisationField,
    NoSuchRoom,
    NoSuchSite,
    RoomExists,
    SiteExists,
    SlugTaken,
)
from caire.organisations.forms import (
    ContactsForm,
    NewOrganisationForm,
    OrganisationForm,
    RoomForm,
    SiteForm,
)
from caire.organisations.policies import can_change, can_read
from caire.organisations.queries import (
    OrganisationRow,
    SiteRow,
    organisation_by_slug,
    organisations,
    room_by_id,
    rooms,
    sites,
)
from caire.organisations.sentences import register
from caire.organisations.services import (
    add_room,
    add_site,
    change_organisation,
    change_room,
    change_site,
    create_organisation,
)
from caire.web.database import current_db, transaction
from caire.web.errors import sentence_of, status_of
from caire.web.forms import Form
from caire.web.guards import (
    admin_required,
    administration_allowed,
    changes_allowed,
    current_account,
    manager_required,
)

bp = Blueprint("organisations", __name__, template_folder="templates")
register()

Page = str | tuple[str, int] | Response


@bp.get("/admin/organisations/")
@admin_required
def index() -> str:
    """Every organisation, and what it still lacks to hold half-days."""
    db = current_db()
    rooms_of: dict[int, int] = {}
    for room in rooms(db, organisation_ids=None):
        rooms_of[room.organisation_id] = rooms_of.get(room.organisation_id, 0) + 1
    return render_template(
        "organisations/index.html",
        organisations=organisations(db),
        rooms_of=rooms_of,
        may_change=current_account().is_admin,
    )


@bp.route("/admin/organisations/new", methods=["GET", "POST"])
@admin_required
def create() -> Page:
    administration_allowed(current_account())
    form = NewOrganisationForm(request.form)
    status = _saved(form, lambda db: create_organisation(db, now=utcnow(), **_typed(form)))
    if status == 303:
        flash(_("L’organisation est créée. Ajoutez ses sites et ses salles."), "success")
        return _to_settings(form.slug.data or "")
    return render_template("organisations/form.html", form=form, organisation=None), status


@bp.route("/admin/organisations/<slug>/edit", methods=["GET", "POST"])
@admin_required
def edit(slug: str) -> Page:
    administration_allowed(current_account())
    row = _readable(slug)
    form = OrganisationForm(request.form, obj=row)
    status = _saved(
        form, lambda db: change_organisation(db, organisation_id=row.id, **_typed(form))
    )
    if status == 303:
        flash(_("L’organisation est modifiée."), "success")
        return _to_settings(slug)
    return render_template("organisations/form.html", form=form, organisation=row), status


@bp.route("/organisation/<slug>/settings", methods=["GET", "POST"])
@manager_required
def settings(slug: str) -> Page:
    """Who answers learners, and where half-days are held."""
    row = _readable(slug)
    if request.method == "POST":
        _refuse_readers(row)
    form = ContactsForm(request.form, obj=row)
    status = _saved(
        form, lambda db: change_organisation(db, organisation_id=row.id, **_typed(form))
    )
    if status == 303:
        flash(_("Les contacts sont enregistrés."), "success")
        return _to_settings(slug)
    db, account = current_db(), current_account()
    known = rooms(db, organisation_ids=[row.id])
    page = render_template(
        "organisations/settings.html",
        organisation=row,
        form=form,
        places=[
            (site, [room for room in known if room.site_id == site.id])
            for site in sites(db, organisation_ids=[row.id])
        ],
        may_change=can_change(account, row.id),
        may_administer=account.is_admin,
        nav_current=_section(),
    )
    return page, status


@bp.route("/organisation/<slug>/sites/new", methods=["GET", "POST"])
@manager_required
def new_site(slug: str) -> Page:
    row = _changeable(slug)
    form = SiteForm(request.form)
    status = _saved(form, lambda db: add_site(db, organisation_id=row.id, **_typed(form)))
    if status == 303:
        flash(_("Le site est ajouté. Ajoutez ses salles."), "success")
        return _to_settings(slug)
    return _place_page(form, row, _("Ajouter un site")), status


@bp.route("/organisation/<slug>/sites/<int:site_id>/edit", methods=["GET", "POST"])
@manager_required
def edit_site(slug: str, site_id: int) -> Page:
    row = _changeable(slug)
    site = _site_of(row, site_id)
    form = SiteForm(request.form, obj=site)
    status = _saved(form, lambda db: change_site(db, site_id=site.id, **_typed(form)))
    if status == 303:
        flash(_("Le site est modifié."), "success")
        return _to_settings(slug)
    return _place_page(form, row, _("Modifier le site %(site)s", site=site.name)), status


@bp.route("/organisation/<slug>/sites/<int:site_id>/rooms/new", methods=["GET", "POST"])
@manager_required
def new_room(slug: str, site_id: int) -> Page:
    row = _changeable(slug)
    site = _site_of(row, site_id)
    form = RoomForm(request.form)
    status = _saved(form, lambda db: add_room(db, site_id=site.id, **_typed(form)))
    if status == 303:
        flash(_("La salle est ajoutée."), "success")
        return _to_settings(slug)
    return _place_page(form, row, _("Ajouter une salle"), site.name), status


@bp.route("/organisation/<slug>/rooms/<int:room_id>/edit", methods=["GET", "POST"])
@manager_required
def edit_room(slug: str, room_id: int) -> Page:
    row = _changeable(slug)
    room = room_by_id(current_db(), room_id)
    if room is None or room.organisation_id != row.id:
        raise NoSuchRoom(f"room {room_id}")
    form = RoomForm(request.form, obj=room)
    status = _saved(form, lambda db: change_room(db, room_id=room_id, **_typed(form)))
    if status == 303:
        flash(_("La salle est modifiée."), "success")
        return _to_settings(slug)
    title = _("Modifier la salle %(room)s", room=room.name)
    return _place_page(form, row, title, room.site_name), status


def _saved(form: Form, act: Callable[[Session], object]) -> int:
    """Do what the form that was sent says: 303 when it is done, else the status of its page."""
    if request.method != "POST":
        return 200
    if not form.validate():
        return 422
    try:
        with transaction() as db:
            act(db)
    except Refusal as refusal:
        return _refused(form, refusal)
    return 303


def _to_settings(slug: str) -> Response:
    return redirect(url_for("organisations.settings", slug=slug), code=303)


def _place_page(form: Form, row: OrganisationRow, title: str, where: str = "") -> str:
    return render_template(
        "organisations/place.html",
        form=form,
        organisation=row,
        title=title,
        where=where or row.name,
        nav_current=_section(),
    )


def _section() -> str | None:
    """An administrator comes from her own pages; a manager is in hers already."""
    return "admin" if current_account().is_admin else None


def _typed(form: Form) -> dict[str, Any]:
    """The fields that were sent: what a program leaves out stays as it is."""
    return {
        name: value
        for name, value in form.data.items()
        if name != "csrf_token" and value is not None
    }


def _refused(form: Form, refusal: Refusal) -> int:
    """Say the refusal at the field it is about, else above the form; gives the page's status."""
    field = ""
    if isinstance(refusal, BadOrganisationField):
        field = refusal.field
    elif isinstance(refusal, SlugTaken):
        field = "slug"
    elif isinstance(refusal, SiteExists | RoomExists):
        field = "name"
    elif isinstance(refusal, BadIdentifier):
        field = refusal.kind
    if field in form:
        form[field].errors = [sentence_of(refusal)]
    else:
        form.form_errors.append(sentence_of(refusal))
    return status_of(refusal)


def _readable(slug: str) -> OrganisationRow:
    """The organisation, for who may read it; strangers get the same 404 as for nothing."""
    found = organisation_by_slug(current_db(), slug)
    if found is None or not can_read(current_account(), found.id):
        abort(404)
    return found


def _changeable(slug: str) -> OrganisationRow:
    row = _readable(slug)
    _refuse_readers(row)
    return row


def _refuse_readers(row: OrganisationRow) -> None:
    """Raises: WrongRole, or 404 when she may change other organisations only."""
    account = current_account()
    changes_allowed(account)
    if not can_change(account, row.id):
        abort(404)


def _site_of(row: OrganisationRow, site_id: int) -> SiteRow:
    """Raises: NoSuchSite: there is none, or it is another organisation's."""
    for site in sites(current_db(), organisation_ids=[row.id]):
        if site.id == site_id:
            return site
    raise NoSuchSite(f"site {site_id}")
