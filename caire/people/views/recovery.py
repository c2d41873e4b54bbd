"""A password forgotten."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.people.forms import EmailForm, PasswordForm, PersonalPassword
from caire.people.login import start_session
from caire.people.passwords import accepted_hash
from caire.people.services.recovery import request_reset, reset_password
from caire.people.services.throttle import refuse_flood
from caire.people.tokens import RESET
from caire.people.views.context import Page, asking_network, form_page, signer
from caire.web.database import current_db, transaction


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/password/forgotten", view_func=forgotten, methods=["GET", "POST"])
    bp.add_url_rule("/password/sent", view_func=reset_sent)
    bp.add_url_rule("/password/reset/<token>", view_func=reset, methods=["GET", "POST"])


def forgotten() -> Page | Response:
    form = EmailForm(request.form)
    if request.method == "POST" and form.validate():
        with transaction() as db:
            refuse_flood(db, network=asking_network(), now=utcnow())
            request_reset(db, email=form.email.data or "", now=utcnow())
        return redirect(url_for("people.reset_sent"), code=303)
    return form_page("people/forgotten.html", form)


def reset_sent() -> str:
    """The same page whether the address has an account or not."""
    return render_template("people/reset_sent.html")


def reset(token: str) -> Page | Response:
    now = utcnow()
    person = signer().person(current_db(), RESET, token, now=now)
    rule = PersonalPassword(person.email, (person.given_name, person.family_name))
    form = PasswordForm(request.form, rule=rule)
    if request.method == "POST" and form.validate():
        password_hash = accepted_hash(form.password.data or "", email=rule.email, names=rule.names)
        with transaction() as db:
            account = reset_password(
                db, signer=signer(), token=token, password_hash=password_hash, now=now
            )
        start_session(account)
        flash(_("Votre mot de passe est changé. Les autres sessions sont fermées."), "success")
        return redirect(url_for("learning.home"), code=303)
    return form_page("people/reset.html", form, person=person)
