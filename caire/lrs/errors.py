"""What the store refuses."""

from caire.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal


class StatementInvalid(Invalid):
    """A statement breaks a rule of xAPI.

    `path` says where: `$[2].actor.mbox`; `section` which rule: `xAPI 1.0.3, part two, 2.4.2.3`.
    """

    code = "statement_invalid"

    def __init__(self, path: str, reason: str, section: str | None = None) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
        self.section = section

    def inside(self, prefix: str) -> "StatementInvalid":
        """The same fault, seen from the document that holds the statement: `$` -> `prefix`."""
        return StatementInvalid(prefix + self.path.removeprefix("$"), self.reason, self.section)


class StatementConflict(Conflict):
    """Another statement is stored under this id; statements never change."""

    code = "statement_conflict"

    def __init__(self, statement_id: str) -> None:
        super().__init__(f"another statement is stored under the id {statement_id}")
        self.statement_id = statement_id


class NoSuchStatement(NotFound):
    code = "no_such_statement"


class VoidingRefused(Invalid):
    """A voiding statement cannot be voided."""

    code = "voiding_refused"


class VoidingNotAllowed(NotAllowed):
    """Only what the same key stored can be voided by it."""

    code = "voiding_not_allowed"


class KeyRefused(NotAllowed):
    """Unknown key, wrong secret, or revoked."""

    code = "key_refused"


class ScopeMissing(NotAllowed):
    """The key does not reach that far. `needed` names a scope that would."""

    code = "scope_missing"

    def __init__(self, needed: str) -> None:
        super().__init__(f"the key needs the scope {needed}")
        self.needed = needed


class UnknownScope(Invalid):
    code = "unknown_scope"


class KeyNameTaken(Conflict):
    code = "key_name_taken"


class NoSuchKey(NotFound):
    code = "no_such_key"


class NameInvalid(Invalid):
    """A key's name is empty, too long, or holds what cannot be printed."""

    code = "name_invalid"


class LimitInvalid(Invalid):
    """A limit or a time of a key is out of range."""

    code = "limit_invalid"


class KeyIsRevoked(Conflict):
    """What ended stays ended."""

    code = "key_is_revoked"


class RateExceeded(Refusal):
    """The key did what it may do in this minute. `retry_after_s`: whole seconds, at least 1."""

    code = "rate_exceeded"

    def __init__(self, limit: int, what: str, retry_after_s: int) -> None:
        super().__init__(
            f"at most {limit} {what} a minute with this key: go on in {retry_after_s} s"
        )
        self.limit = limit
        self.retry_after_s = retry_after_s


class SigningKeyMissing(Conflict):
    """The log was signed before, and the file with its key is gone or unreadable."""

    code = "signing_key_missing"


class NotInLog(NotFound):
    """The statement is not sealed yet, or does not exist."""

    code = "not_in_log"


class NoSuchHead(NotFound):
    """No head was signed over so many statements."""

    code = "no_such_head"


class LogIncomplete(Conflict):
    """A part of the log is missing: it was removed by hand."""

    code = "log_incomplete"


class BundleRefused(Invalid):
    """A bundle of proofs cannot be made so, or the file is none."""

    code = "bundle_refused"


class HeadsRefused(Invalid):
    """The file of published heads holds something else."""

    code = "heads_refused"


class ImportRefused(Invalid):
    """A line of the file is no statement; what stood well before it was imported."""

    code = "import_refused"


class ExportRefused(Invalid):
    """What was asked cannot be exported so, or does not go on with what was begun."""

    code = "export_refused"


class RetiringRefused(Conflict):
    """Statements of that time are still needed, or not sealed yet; nothing was dropped."""

    code = "retiring_refused"
