"""Refusals: what a service says when it will not do what was asked.

Each slice derives its own from these four. `caire.web.errors` turns them into pages, `caire.cli`
into exit code 1. A bug is not a refusal: it reaches the log.
"""


class Refusal(Exception):
    """A rule says no. `code` names the refusal in the API and in the table of sentences."""

    code = "refused"


class NotFound(Refusal):
    """There is no such thing, or the actor may not know that there is."""

    code = "not_found"


class NotAllowed(Refusal):
    """The actor may see this, but not do that."""

    code = "not_allowed"


class Conflict(Refusal):
    """True when it was asked, no longer possible: a seat taken, a sheet closed."""

    code = "conflict"


class Invalid(Refusal):
    """The input breaks a rule that its form could not see."""

    code = "invalid"
