"""What the pages of people take from the settings and from the request."""

from datetime import timedelta

from flask import request

from caire.people.services.sign_in import SignInLimits
from caire.people.services.throttle import network_of
from caire.people.tokens import TokenSigner
from caire.web.platform import current_config


def signer() -> TokenSigner:
    return TokenSigner(current_config().site.secret_key)


def asking_network() -> str:
    """Where the request comes from, as attempts are counted."""
    return network_of(request.remote_addr or "")


def sign_in_limits() -> SignInLimits:
    security = current_config().security
    return SignInLimits(
        attempts=security.sign_in_attempts, window=timedelta(minutes=security.sign_in_window_min)
    )
