"""Who may do what: roles given and taken back from a person's page."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from structlog import get_logger
from werkzeug.wrappers import Response

from caire.administration.forms import EVERYWHERE, RoleForm
from caire.errors import Refusal
from caire.organisations.queries import OrganisationRow, organisations
from caire.people.account import Account
from caire.people.errors import OwnAdministration, UnknownRole
from caire.people.queries import account as account_of
from caire.people.services.roles import PLATFORM_ROLES, grant_role_as, revoke_role_as
from caire.web.database import current_db, transaction
from caire.web.errors import register_sentences, sentence_of, status_of
from caire.web.forms import options
from caire.web.guards import admin_required, administration_allowed, current_account

log = get_logger(__name__)

GIVEN = ("trainer", "manager", "auditor", "admin")


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/people/<int:person_id>/roles", view_func=roles)
    bp.add_url_rule(
        "/people/<int:person_id>/roles", endpoint="grant", view_func=grant, methods=["POST"]
    )
    bp.add_url_rule("/people/<int:person_id>/roles/revoke", view_func=revoke, methods=["POST"])


register_sentences(
    {
        OwnAdministration: lambda r: _(
            "Personne ne change son propre rôle d’administration\xa0: demandez-le à une autre "
            "personne de l’administration."
        ),
        UnknownRole: lambda r: _("Ce rôle n’existe pas, ou ne se donne pas ainsi."),
    }
)


@admin_required
def roles(person_id: int) -> str:
    """The roles alone: where the form of the person's page is sent, and its faults are shown."""
    return _page(_person(person_id), None)


@admin_required
def grant(person_id: int) -> Response | tuple[str, int]:
    administration_allowed(current_account())
    person = _person(person_id)
    form = role_form(organisations(current_db()), request.form)
    if not form.validate() or not _scope_is_right(form):
        return _page(person, form), 422
    scope = None if form.scope.data == EVERYWHERE else int(form.scope.data)
    try:
        with transaction() as db:
            grant_role_as(
                db,
                actor=current_account(),
                person_id=person_id,
                role=form.role.data,
                organisation_id=scope,
            )
    except Refusal as refusal:
        form.form_errors.append(sentence_of(refusal))
        return _page(person, form), status_of(refusal)
    _note("role granted", person_id, form.role.data, scope)
    flash(_("Le rôle est donné. Il vaut dès la prochaine page ouverte."), "success")
    return redirect(url_for("administration.person", person_id=person_id), code=303)


@admin_required
def revoke(person_id: int) -> Response:
    administration_allowed(current_account())
    role = request.form.get("role", "")
    scope = request.form.get("scope", type=int)
    try:
        with transaction() as db:
            revoke_role_as(
                db,
                actor=current_account(),
                person_id=person_id,
                role=role,
                organisation_id=scope,
            )
    except OwnAdministration as refusal:
        flash(sentence_of(refusal), "error")
    else:
        _note("role revoked", person_id, role, scope)
        flash(_("Le rôle est retiré. Il cesse dès la prochaine page ouverte."), "success")
    return redirect(url_for("administration.person", person_id=person_id), code=303)


def role_form(rows: list[OrganisationRow], sent: Any = None) -> RoleForm:
    """The form, with what may be chosen."""
    names = role_names()
    form = RoleForm(sent)
    form.role.choices = options((role, names[role]) for role in GIVEN)
    form.scope.choices = options(
        [(EVERYWHERE, _("Toute la plateforme")), *((str(row.id), row.name) for row in rows)]
    )
    return form


def role_names() -> dict[str, str]:
    return {
        "learner": _("apprenante ou apprenant"),
        "trainer": _("animation"),
        "manager": _("gestion"),
        "admin": _("administration"),
        "auditor": _("audit"),
    }


def _scope_is_right(form: RoleForm) -> bool:
    """Say at the list of organisations what the role needs there."""
    everywhere = form.scope.data == EVERYWHERE
    if form.role.data == "manager" and everywhere:
        form.scope.errors = [_("La gestion porte sur une organisation\xa0: choisissez laquelle.")]
        return False
    if form.role.data in PLATFORM_ROLES and not everywhere:
        form.scope.errors = [
            _("Ce rôle porte sur toute la plateforme\xa0: choisissez « Toute la plateforme ».")
        ]
        return False
    return True


def _person(person_id: int) -> Account:
    found = account_of(current_db(), person_id)
    if found is None:
        abort(404)
    return found


def _page(person: Account, form: RoleForm | None) -> str:
    rows = organisations(current_db())
    return render_template(
        "administration/roles.html",
        person=person,
        role_form=form or role_form(rows),
        names={row.id: row.name for row in rows},
        role_names=role_names(),
        may_change=current_account().is_admin,
    )


def _note(event: str, person_id: int, role: str, scope: int | None) -> None:
    """Who gave what to whom, for the operator's log."""
    log.info(event, by=current_account().id, person=person_id, role=role, organisation=scope)
