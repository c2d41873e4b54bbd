"""Files that came with statements."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base
from caire.lrs.models.numbers import BigNumber


class StoredFile(Base):
    """A file, once however many statements speak of it. `sha2` in lower case: 56 to 128 digits."""

    __tablename__ = "lrs_file"

    sha2: Mapped[str] = mapped_column(String(128), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StatementFile(Base):
    """Which statements came with which files; erasing the last one takes the file away."""

    __tablename__ = "statement_file"

    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    sha2: Mapped[str] = mapped_column(String(128), primary_key=True, index=True)
