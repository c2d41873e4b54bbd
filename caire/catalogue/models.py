"""The courses as they were loaded: every version that somebody may still be following."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, UTCDateTime

LEVELS = ("aware", "informed", "responsible")


class CourseVersion(Base):
    """One compiled course. Never changed once written: learners stay pinned to their version.

    `digest` is the SHA-256 of `document`, which is a `catalogue.course.Course` as JSON.
    `is_current` says which version newcomers get; a course taken away has none.
    """

    __tablename__ = "course_version"
    __table_args__ = (
        UniqueConstraint("course_key", "digest"),
        CheckConstraint("level IN ('aware', 'informed', 'responsible')", name="level_known"),
        Index(
            "uq_course_version_current",
            "course_key",
            unique=True,
            sqlite_where=text("is_current = 1"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_key: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(12))
    version: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    is_current: Mapped[bool]


class CourseMedia(Base):
    """A figure, named by the SHA-256 of its bytes; kept as long as a version may show it."""

    __tablename__ = "course_media"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str] = mapped_column(String(40))
    data: Mapped[bytes] = mapped_column(LargeBinary)
