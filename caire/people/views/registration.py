"""How an account begins: signing up, confirming the address, accepting an invitation."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.people.errors import SignInRefused, TooManyAttempts
from caire.people.forms import ConfirmForm, EmailForm, PasswordForm, PersonalPassword, SignUpForm
from caire.people.login import start_session
from caire.people.passwords import accepted_hash
from caire.people.services.registration import (
    accept_invitation,
    ask_confirmation_again,
    confirm_email,
    register,
)
from caire.people.services.sign_in import check_password
from caire.people.services.throttle import refuse_flood
from caire.people.tokens import CONFIRM, INVITE
from caire.people.views.context import Page, asking_network, form_page, sign_in_limits, signer
from caire.people.views.sentences import too_many
from caire.web.database import current_db, transaction
from caire.web.language import current_language


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/sign-up", view_func=sign_up, methods=["GET", "POST"])
    bp.add_url_rule("/sign-up/sent", view_func=sign_up_sent, methods=["GET", "POST"])
    bp.add_url_rule("/confirm/<token>", view_func=confirm, methods=["GET", "POST"])
    bp.add_url_rule("/invitation/<token>", view_func=invitation, methods=["GET", "POST"])


def sign_up() -> Page | Response:
    form = SignUpForm(request.form)
    if request.method == "POST" and form.validate():
        email, given_name, family_name = (
            form.email.data or "", form.given_name.data or "", form.family_name.data or "",
        )  # fmt: skip
        # Argon2 takes its time: before the transaction, so that nobody waits for it.
        password_hash = accepted_hash(
            form.password.data or "", email=email, names=(given_name, family_name)
        )
        with transaction() as db:
            refuse_flood(db, network=asking_network(), now=utcnow())
            register(
                db,
                email=email,
                given_name=given_name,
                family_name=family_name,
                password_hash=password_hash,
                locale=current_language(),
                now=utcnow(),
            )
        return redirect(url_for("people.sign_up_sent"), code=303)
    return form_page("people/sign_up.html", form)


def sign_up_sent() -> Page | Response:
    """The same page whether the address was known or not; the mail says the rest."""
    form = EmailForm(request.form)
    if request.method == "POST" and form.validate():
        with transaction() as db:
            refuse_flood(db, network=asking_network(), now=utcnow())
            ask_confirmation_again(db, email=form.email.data or "", now=utcnow())
        flash(_("Si un compte attend sa confirmation, un nouveau message est parti."), "info")
        return redirect(url_for("people.sign_up_sent"), code=303)
    return form_page("people/sign_up_sent.html", form)


def confirm(token: str) -> Page | Response:
    """Opening the link changes nothing: mail programs open links before their reader does."""
    now = utcnow()
    person = signer().person(current_db(), CONFIRM, token, now=now)
    form = ConfirmForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            check_password(
                transaction,
                person_id=person.id,
                password=form.password.data or "",
                limits=sign_in_limits(),
                now=now,
            )
        except SignInRefused:
            form.password.errors = [_("Ce n’est pas le mot de passe choisi à l’inscription.")]
        except TooManyAttempts as refusal:
            form.password.errors = [too_many(refusal)]
        else:
            with transaction() as db:
                account = confirm_email(db, signer=signer(), token=token, now=now)
            start_session(account)
            flash(_("Votre adresse est confirmée. Bienvenue !"), "success")
            return redirect(url_for("learning.home"), code=303)
    return form_page("people/confirm.html", form, person=person)


def invitation(token: str) -> Page | Response:
    now = utcnow()
    person = signer().person(current_db(), INVITE, token, now=now)
    rule = PersonalPassword(person.email, (person.given_name, person.family_name))
    form = PasswordForm(request.form, rule=rule)
    if request.method == "POST" and form.validate():
        password_hash = accepted_hash(form.password.data or "", email=rule.email, names=rule.names)
        with transaction() as db:
            account = accept_invitation(
                db, signer=signer(), token=token, password_hash=password_hash, now=now
            )
        start_session(account)
        flash(_("Votre compte est prêt. Bienvenue !"), "success")
        return redirect(url_for("learning.home"), code=303)
    return form_page("people/invitation.html", form, person=person)
