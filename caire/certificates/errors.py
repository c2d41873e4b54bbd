"""Refusals of certificates."""

from caire.errors import Conflict, Invalid, NotFound


class NoSuchCertificate(NotFound):
    code = "no_such_certificate"


class NotEarned(Conflict):
    """Conditions are missing; `missing` names them."""

    code = "not_earned"

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"conditions not met: {', '.join(missing)}")
        self.missing = missing


class NotValidAnyMore(Conflict):
    """The certificate is revoked or replaced already."""

    code = "not_valid_any_more"


class ReasonMissing(Invalid):
    code = "reason_missing"
