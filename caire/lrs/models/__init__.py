"""The tables of the store: statements, the keys of programs, the log."""

from caire.lrs.models.keys import LrsKey
from caire.lrs.models.log import LogHead, LogLeaf
from caire.lrs.models.statements import StoredStatement

__all__ = ["LogHead", "LogLeaf", "LrsKey", "StoredStatement"]
