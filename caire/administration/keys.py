"""The keys of programs: made, replaced, limited and revoked. An auditor reads the list."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from structlog import get_logger
from werkzeug.wrappers import Response

from caire.administration.forms import EVERYWHERE
from caire.administration.key_forms import (
    KeyForm,
    LimitsForm,
    key_form,
    limits_form,
    rotation_form,
    scope_names,
)
from caire.clock import utcnow
from caire.errors import Refusal
from caire.lrs.errors import KeyIsRevoked, KeyNameTaken, NameInvalid
from caire.lrs.queries import KeyRow, key_row
from caire.lrs.queries import keys as all_keys
from caire.lrs.services.keys import CreatedKey, create_key, limit_key, revoke_key, rotate_key
from caire.organisations.queries import organisations
from caire.web.database import current_db, transaction
from caire.web.errors import register_sentences, sentence_of, status_of
from caire.web.guards import admin_required, administration_allowed, current_account
from caire.web.language import shown_whole
from caire.web.platform import current_config

log = get_logger(__name__)


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/keys/", view_func=keys)
    bp.add_url_rule("/keys/", view_func=new_key, methods=["POST"])
    bp.add_url_rule("/keys/<int:key_id>", view_func=key)
    for verb, view in (("rotate", rotate), ("limits", set_limits), ("revoke", end_key)):
        bp.add_url_rule(f"/keys/<int:key_id>/{verb}", view_func=view, methods=["POST"])


register_sentences(
    {
        KeyNameTaken: lambda r: _(
            "Une clé porte déjà ce nom, ou l’a porté\xa0: choisissez-en un autre."
        ),
        NameInvalid: lambda r: _("Le nom tient sur une ligne, en 120 signes lisibles."),
        KeyIsRevoked: lambda r: _("Cette clé est révoquée\xa0: créez-en une autre."),
    }
)


@admin_required
def keys() -> str:
    """Every key, those in use first."""
    return _list_page(None)


@admin_required
def new_key() -> str | tuple[str, int]:
    """Make a key and show its secret, this once."""
    administration_allowed(current_account())
    form = key_form(organisations(current_db()), request.form)
    if not form.validate():
        return _list_page(form), 422
    scope = form.organisation.data
    try:
        with transaction() as db:
            made = create_key(
                db,
                name=(form.name.data or "").strip(),
                scopes=form.scopes.data or (),
                organisation_id=None if scope == EVERYWHERE else int(scope),
                limits=form.limits,
                now=utcnow(),
            )
    except Refusal as refusal:
        form.form_errors.append(sentence_of(refusal))
        return _list_page(form), status_of(refusal)
    return _secret_page("key created", made)


@admin_required
def key(key_id: int) -> str:
    return _key_page(_found(key_id))


@admin_required
def rotate(key_id: int) -> str | tuple[str, int]:
    """Give the key a new secret and show it, this once."""
    administration_allowed(current_account())
    row, form = _found(key_id), rotation_form(request.form)
    if not form.validate():
        return _key_page(row), 422
    try:
        with transaction() as db:
            made = rotate_key(
                db,
                name=row.key,
                overlap=timedelta(hours=int(form.overlap.data)),
                now=utcnow(),
            )
    except KeyIsRevoked as refusal:
        flash(sentence_of(refusal), "error")
        return _key_page(row), status_of(refusal)
    return _secret_page("key rotated", made)


@admin_required
def set_limits(key_id: int) -> Response | tuple[str, int]:
    administration_allowed(current_account())
    row = _found(key_id)
    form = limits_form(row, request.form)
    if not form.validate():
        return _key_page(row, form), 422
    with transaction() as db:
        limit_key(db, name=row.key, limits=form.limits)
    _note("key limited", key_id)
    flash(_("Les limites sont enregistrées. Elles valent dès la prochaine requête."), "success")
    return redirect(url_for("administration.key", key_id=key_id), code=303)


@admin_required
def end_key(key_id: int) -> Response:
    administration_allowed(current_account())
    row = _found(key_id)
    with transaction() as db:
        revoke_key(db, name=row.key, now=utcnow())
    _note("key revoked", key_id)
    flash(_("La clé est révoquée. Elle est refusée dès la prochaine requête."), "success")
    return redirect(url_for("administration.keys"), code=303)


def _found(key_id: int) -> KeyRow:
    row = key_row(current_db(), key_id)
    if row is None:
        abort(404)
    return row


def _list_page(form: KeyForm | None) -> str:
    db = current_db()
    rows, known = all_keys(db), organisations(db)
    may_change = current_account().is_admin
    return render_template(
        "administration/keys.html",
        good=[row for row in rows if row.revoked_at is None],
        ended=[row for row in rows if row.revoked_at is not None],
        names={row.id: row.name for row in known},
        scope_names=scope_names(),
        form=(form or key_form(known)) if may_change else None,
        settings=current_config().lrs,
        number=shown_whole,
    )


def _key_page(row: KeyRow, form: LimitsForm | None = None) -> str:
    ends = row.previous_ends_at
    return render_template(
        "administration/key.html",
        row=row,
        names={one.id: one.name for one in organisations(current_db())},
        scope_names=scope_names(),
        old_secret_ends_at=ends if ends is not None and ends > utcnow() else None,
        limits_form=form or limits_form(row),
        rotation_form=rotation_form(),
        may_change=current_account().is_admin and row.revoked_at is None,
        settings=current_config().lrs,
        number=shown_whole,
    )


def _secret_page(event: str, made: CreatedKey) -> str:
    """Shown in answer to the form itself: an address that shows a secret could be opened again."""
    _note(event, made.id)
    row = _found(made.id)
    return render_template(
        "administration/key_secret.html",
        row=row,
        made=made,
        endpoint=current_config().xapi_root + "/",
        is_new=row.rotated_at is None,
    )


def _note(event: str, key_id: int) -> None:
    """Who did what, for the operator's log."""
    log.info(event, by=current_account().id, key=key_id)
