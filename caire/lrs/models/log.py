"""The log that seals statements."""

from datetime import datetime

from sqlalchemy import LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, UTCDateTime
from caire.lrs.models.numbers import BigNumber, UuidText


class LogLeaf(Base):
    """The leaf of one sealed statement. Leaves are added, never changed nor deleted.

    `statement_id` names a statement of which nothing else is left.
    """

    __tablename__ = "log_leaf"

    position: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigNumber, unique=True)
    statement_id: Mapped[str] = mapped_column(UuidText)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class LogNode(Base):
    """The root of 2**`level` leaves, of which `number` such groups stand to the left.

    Kept from `caire.lrs.log.tree.LOWEST_LEVEL` upwards, so that a proof reads few leaves.
    """

    __tablename__ = "log_node"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class LogHead(Base):
    """A signed head: the log had `size` leaves and this root. `jws` proves who said so, and when.

    `frontier` is what is needed to go on hashing without reading the leaves again.
    """

    __tablename__ = "log_head"

    size: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    root_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    frontier: Mapped[bytes] = mapped_column(LargeBinary)
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    jws: Mapped[str] = mapped_column(Text)


class RetiredSpan(Base):
    """Statements that were dropped when their time was over: those numbered so, up to `end_seq`.

    `jws` proves who said so, and when: without it, missing statements are removed ones.
    """

    __tablename__ = "log_retired"

    first_seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    end_seq: Mapped[int] = mapped_column(BigNumber)
    retired_at: Mapped[datetime] = mapped_column(UTCDateTime)
    jws: Mapped[str] = mapped_column(Text)


class LogErasure(Base):
    """The signed record of one erasure. Records are added, never changed nor deleted.

    `jws` proves who said so, when and for which reason: without it, emptied statements are altered
    ones.
    """

    __tablename__ = "log_erasure"

    number: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    jws: Mapped[str] = mapped_column(Text)


class ErasedStatement(Base):
    """A statement that the erasure of this `number` emptied.

    `leaf_hash` is that of its leaf; None when it was not sealed yet, so that it has none.
    """

    __tablename__ = "log_erased"
    __table_args__ = (UniqueConstraint("seq"),)

    number: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    leaf_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
