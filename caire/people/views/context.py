"""What the pages of people take from the settings."""

from datetime import timedelta

from caire.people.services.sign_in import SignInLimits
from caire.people.tokens import TokenSigner
from caire.web.platform import current_config


def signer() -> TokenSigner:
    return TokenSigner(current_config().site.secret_key)


def sign_in_limits() -> SignInLimits:
    security = current_config().security
    return SignInLimits(
        attempts=security.sign_in_attempts, window=timedelta(minutes=security.sign_in_window_min)
    )
