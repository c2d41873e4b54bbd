"""My account: name, language, password, sessions, a copy of my data, erasure."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from caire.clock import utcnow
from caire.people.errors import SignInRefused, TooManyAttempts
from caire.people.exporters import kept
from caire.people.forms import ChangePasswordForm, EraseForm, PersonalPassword, ProfileForm
from caire.people.login import end_session, start_session
from caire.people.passwords import accepted_hash
from caire.people.services.privacy import erase_person, export_archive, export_person
from caire.people.services.profile import change_name, choose_language
from caire.people.services.recovery import change_password, sign_out_everywhere
from caire.people.services.sign_in import check_password
from caire.people.views.context import Page, form_page, sign_in_limits
from caire.people.views.sentences import too_many
from caire.web.database import current_db, transaction
from caire.web.guards import current_account, signed_in


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/account/", view_func=account)
    bp.add_url_rule("/account/profile", view_func=save_profile, methods=["GET", "POST"])
    bp.add_url_rule("/account/password", view_func=password, methods=["GET", "POST"])
    bp.add_url_rule("/account/sessions/end", view_func=end_sessions, methods=["POST"])
    bp.add_url_rule("/account/data.zip", view_func=export)
    bp.add_url_rule("/account/erase", view_func=erase, methods=["GET", "POST"])


@signed_in
def account() -> str:
    return render_template("people/account.html", me=current_account())


@signed_in
def save_profile() -> Page | BaseResponse:
    me = current_account()
    form = ProfileForm(request.form, obj=me)
    if request.method == "POST" and form.validate():
        with transaction() as db:
            change_name(
                db,
                person_id=me.id,
                given_name=form.given_name.data or "",
                family_name=form.family_name.data or "",
            )
            choose_language(db, person_id=me.id, language=form.locale.data)
        flash(_("Vos informations sont enregistrées."), "success")
        return redirect(url_for("people.account"), code=303)
    return form_page("people/profile.html", form)


@signed_in
def password() -> Page | BaseResponse:
    me = current_account()
    rule = PersonalPassword(me.email, (me.given_name, me.family_name))
    form = ChangePasswordForm(request.form, rule=rule)
    if request.method == "POST" and form.validate() and _password_is_hers(form):
        password_hash = accepted_hash(form.password.data or "", email=rule.email, names=rule.names)
        with transaction() as db:
            renewed = change_password(db, person_id=me.id, password_hash=password_hash)
        start_session(renewed)
        flash(_("Votre mot de passe est changé. Les autres sessions sont fermées."), "success")
        return redirect(url_for("people.account"), code=303)
    return form_page("people/password.html", form)


@signed_in
def end_sessions() -> BaseResponse:
    with transaction() as db:
        renewed = sign_out_everywhere(db, person_id=current_account().id)
    start_session(renewed)
    flash(_("Toutes vos autres sessions sont fermées."), "success")
    return redirect(url_for("people.account"), code=303)


@signed_in
def export() -> Response:
    now = utcnow()
    data = export_person(current_db(), person_id=current_account().id, now=now)
    page = render_template("people/export.html", data=data, made_at=now)
    return Response(
        export_archive(data, page),
        mimetype="application/zip",
        headers={"Content-Disposition": 'attachment; filename="caire-data.zip"'},
    )


@signed_in
def erase() -> Page | BaseResponse:
    me = current_account()
    form = EraseForm(request.form)
    if request.method == "POST" and form.validate() and _password_is_hers(form):
        with transaction() as db:
            erase_person(db, person_id=me.id, now=utcnow())
        end_session()
        flash(_("Votre compte est effacé. Merci d’avoir appris avec nous."), "success")
        return redirect("/", code=303)
    return form_page("people/erase.html", form, kept=kept(current_db(), me.id))


def _password_is_hers(form: ChangePasswordForm | EraseForm) -> bool:
    try:
        check_password(
            transaction,
            person_id=current_account().id,
            password=form.current.data or "",
            limits=sign_in_limits(),
            now=utcnow(),
        )
    except SignInRefused:
        form.current.errors = [_("Ce n’est pas votre mot de passe actuel.")]
        return False
    except TooManyAttempts as refusal:
        form.current.errors = [too_many(refusal)]
        return False
    return True
