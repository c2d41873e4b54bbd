"""How many statements came each day: what the chart of the traces is drawn from."""

from datetime import date
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText
from caire.lrs.models.numbers import BigNumber, KeyBytes

#: `key_id` of what was imported: a primary key holds no NULL.
IMPORTED = -1
#: The one verb under which all are counted that come after the first `caire.lrs.counting` keeps.
OTHER_VERBS = bytes(16)


class StatementDay(Base):
    """Statements by day in Paris of `stored`, by who sent them, by verb: counted when sealed."""

    __tablename__ = "statement_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    key_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    verb_key: Mapped[bytes] = mapped_column(KeyBytes, primary_key=True)
    total: Mapped[int] = mapped_column(BigNumber)


class KnownVerb(Base):
    """A verb that some statement has, as the first one displayed it."""

    __tablename__ = "lrs_verb"

    verb_key: Mapped[bytes] = mapped_column(KeyBytes, primary_key=True)
    iri: Mapped[str] = mapped_column(Text)
    display: Mapped[dict[str, Any]] = mapped_column(JSONText)


class CountedLog(Base):
    """How much of the log `StatementDay` holds: the leaves below `position`. One row."""

    __tablename__ = "statement_day_counted"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigNumber)
