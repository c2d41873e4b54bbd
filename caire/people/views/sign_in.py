"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.people.account import Account
from caire.people.errors import EmailNotConfirmed, SignInRefused, TooManyAttempts
from caire.people.forms import SignInForm
from caire.people.login import end_session, start_session
from caire.people.services.sign_in import authenticate
from caire.people.views.context import Page, asking_network, form_page, sign_in_limits
from caire.people.views.sentences import too_many
from caire.web.database import transaction
from caire.web.redirects import safe_target


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/sign-in", view_func=sign_in, methods=["GET", "POST"])
    bp.add_url_rule("/sign-out", view_func=sign_out, methods=["POST"])


def sign_in() -> Page | Response:
    target = safe_target(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(target or home_of(current_user), code=303)
    form = SignInForm(request.form)
    unconfirmed = False
    if request.method == "POST" and form.validate():
        try:
            account = authenticate(
                transaction,
                email=form.email.data or "",
                password=form.password.data or "",
                network=asking_network(),
                limits=sign_in_limits(),
                now=utcnow(),
            )
        except SignInRefused:
            form.form_errors.append(
                _("Adresse ou mot de passe incorrect. Vérifiez les deux, puis réessayez.")
            )
        except TooManyAttempts as refusal:
            form.form_errors.append(too_many(refusal))
            return render_template("people/sign_in.html", form=form, unconfirmed=False), 429
        except EmailNotConfirmed:
            unconfirmed = True
        else:
            start_session(account)
            return redirect(target or home_of(account), code=303)
    return form_page("people/sign_in.html", form, unconfirmed=unconfirmed)


def home_of(account: Account) -> str:
    """Where a day begins: the page of the widest role."""
    if account.is_admin or account.is_auditor:
        return "/admin/"
    if account.is_manager:
        return "/organisation/"
    if account.is_trainer:
        return "/train/"
    return url_for("learning.home")


def sign_out() -> Response:
    end_session()
    flash(_("Vous êtes déconnectée ou déconnecté. À bientôt !"), "info")
    return redirect("/", code=303)
