"""Statistics of items: sums over answers, which name nobody and from which nobody can be told."""

from datetime import datetime

from sqlalchemy import BigInteger, Float, String
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime


class ItemStatistic(Base):
    """One item of one major version, as asked in one way: a major change starts anew (G.8).

    `mode`: formative, diagnostic, exam. The sums of pairs are those of `assessment.analysis.Sums`;
    `failing` counts the parts chosen in the answers that failed; `exposure` is the share of the
    exam forms of 90 days that held it.
    """

    __tablename__ = "item_statistic"

    course_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    major: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mode: Mapped[str] = mapped_column(String(12), primary_key=True)
    answers: Mapped[int]
    points: Mapped[float] = mapped_column(Float)
    pairs: Mapped[int]
    sum_x: Mapped[float] = mapped_column(Float)
    sum_xx: Mapped[float] = mapped_column(Float)
    sum_r: Mapped[float] = mapped_column(Float)
    sum_rr: Mapped[float] = mapped_column(Float)
    sum_xr: Mapped[float] = mapped_column(Float)
    failures: Mapped[int]
    failing: Mapped[dict[str, int]] = mapped_column(JSONText)
    sure_and_wrong: Mapped[int]
    exposure: Mapped[float | None] = mapped_column(Float)


class StatisticsMark(Base):
    """Up to which statement the statistics have counted; one row."""

    __tablename__ = "item_statistics_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    counted_at: Mapped[datetime] = mapped_column(UTCDateTime)
