"""What the document resources refuse."""

from caire.errors import Conflict, Invalid, NotFound


class NoSuchDocument(NotFound):
    code = "no_such_document"


class PreconditionFailed(Conflict):
    """The document is not what If-Match or If-None-Match says it is."""

    code = "precondition_failed"


class PreconditionMissing(Conflict):
    """A document that exists is replaced only by who says which one they have read."""

    code = "precondition_missing"


class PreconditionUnsaid(Invalid):
    """1.0.3 wants every writer of a profile to say what is expected to be there."""

    code = "precondition_unsaid"


class NotMergeable(Invalid):
    """POST merges JSON objects only."""

    code = "not_mergeable"


class DocumentInvalid(Invalid):
    """What says to be JSON is none."""

    code = "document_invalid"


class DocumentTooLarge(Invalid):
    code = "document_too_large"
