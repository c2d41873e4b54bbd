"""Who was erased, under marks that nobody reads without the key of the log."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, UTCDateTime
from caire.lrs.models.numbers import KeyBytes


class ErasedAgent(Base):
    """An agent who was erased at `erased_at`, with her traces or only with her documents.

    `mark` is made of the agent's key with a secret that is not in the database
    (`caire.lrs.services.remembering`); `key_id` names the key of the log that knows it.
    """

    __tablename__ = "lrs_erased_agent"

    mark: Mapped[bytes] = mapped_column(KeyBytes, primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    with_traces: Mapped[bool] = mapped_column()
    key_id: Mapped[str] = mapped_column(String(64))
