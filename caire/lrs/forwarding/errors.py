"""What forwarding refuses."""

from caire.errors import Conflict, Invalid, NotFound


class TargetInvalid(Invalid):
    """The address or the credentials of a target cannot be used."""

    code = "target_invalid"


class TargetNameTaken(Conflict):
    code = "target_name_taken"


class NoSuchTarget(NotFound):
    code = "no_such_target"


class TargetBusy(Conflict):
    """Another process is delivering to it at this moment."""

    code = "target_busy"


class CredentialsUnreadable(Conflict):
    """They were encrypted with another `site.secret_key`."""

    code = "credentials_unreadable"
