"""What the pages of people take from the settings and from the request."""

from datetime import timedelta
from typing import Any

from flask import render_template, request

from caire.people.services.sign_in import SignInLimits
from caire.people.services.throttle import network_of
from caire.people.tokens import TokenSigner
from caire.web.forms import Form
from caire.web.platform import current_config

Page = str | tuple[str, int]


def signer() -> TokenSigner:
    return TokenSigner(current_config().site.secret_key)


def form_page(template: str, form: Form, **values: Any) -> Page:
    """The form, empty or with what was wrong in it (422)."""
    page = render_template(template, form=form, **values)
    return (page, 422) if form.errors else page


def asking_network() -> str:
    """Where the request comes from, as attempts are counted."""
    return network_of(request.remote_addr or "")


def sign_in_limits() -> SignInLimits:
    security = current_config().security
    return SignInLimits(
        attempts=security.sign_in_attempts, window=timedelta(minutes=security.sign_in_window_min)
    )
