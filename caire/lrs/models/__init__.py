"""The tables of the store: statements, documents, the keys of programs, the log, forwarding."""

from caire.lrs.models.attachments import StatementFile, StoredFile
from caire.lrs.models.days import CountedLog, KnownVerb, StatementDay
from caire.lrs.models.documents import NO_ORGANISATION, KnownActivity, StoredDocument
from caire.lrs.models.erased import ErasedAgent
from caire.lrs.models.forwarding import DeadLetter, ForwardTarget
from caire.lrs.models.keys import LrsKey
from caire.lrs.models.log import ErasedStatement, LogErasure, LogHead, LogLeaf, LogNode, RetiredSpan
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
    "CountedLog",
    "DeadLetter",
    "ErasedAgent",
    "ErasedStatement",
    "ForwardTarget",
    "KnownActivity",
    "KnownVerb",
    "LogErasure",
    "LogHead",
    "LogLeaf",
    "LogNode",
    "LrsKey",
    "RetiredSpan",
    "StatementDay",
    "StatementFile",
    "StatementId",
    "StatementRelation",
    "StoredDocument",
    "StoredFile",
    "StoredStatement",
    "UnsealedStatement",
]
