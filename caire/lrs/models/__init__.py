"""The tables of the store: statements, documents, the keys of programs, the log."""

from caire.lrs.models.attachments import StatementFile, StoredFile
from caire.lrs.models.documents import NO_ORGANISATION, KnownActivity, StoredDocument
from caire.lrs.models.keys import LrsKey
from caire.lrs.models.log import LogHead, LogLeaf, RetiredSpan
from caire.lrs.models.statements import (
    PLATFORM,
    StatementId,
    StatementRelation,
    StoredStatement,
    UnsealedStatement,
)

__all__ = [
    "NO_ORGANISATION",
    "PLATFORM",
    "KnownActivity",
    "LogHead",
    "LogLeaf",
    "LrsKey",
    "RetiredSpan",
    "StatementFile",
    "StatementId",
    "StatementRelation",
    "StoredDocument",
    "StoredFile",
    "StoredStatement",
    "UnsealedStatement",
]
