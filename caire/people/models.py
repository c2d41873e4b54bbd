"""Persons, what they may do, and how often somebody knocked in vain."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, UTCDateTime

ROLES = ("learner", "trainer", "manager", "admin", "auditor")
LOCALES = ("fr", "en")

EMAIL_MAX = 254
NAME_MAX = 60
#: Text whose order is that of its signs on every database, whatever the server's language.
_BY_SIGN = Text().with_variant(Text(collation="C"), "postgresql")


def _opaque_name() -> str:
    return uuid4().hex


class Person(Base):
    """Somebody with an account, invited or registered; a tombstone once erased.

    `actor_name` names her in learning traces and tells nothing about her. `session_epoch` is part
    of every session and of every link sent by mail: raising it ends them all. Lists of people are
    in the order of `sort_name`, then of `id` (`caire.people.names.sortable`).
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("locale IN ('fr', 'en')", name="locale_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(EMAIL_MAX), unique=True)
    given_name: Mapped[str] = mapped_column(String(NAME_MAX))
    family_name: Mapped[str] = mapped_column(String(NAME_MAX))
    search_text: Mapped[str] = mapped_column(Text, default="")
    sort_name: Mapped[str] = mapped_column(_BY_SIGN, default="", server_default="")
    password_hash: Mapped[str | None] = mapped_column(String(255))
    locale: Mapped[str] = mapped_column(String(2), default="fr")
    actor_name: Mapped[str] = mapped_column(String(32), unique=True, default=_opaque_name)
    session_epoch: Mapped[int] = mapped_column(default=1)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def display_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_confirmed(self) -> bool:
        return self.email_confirmed_at is not None


class RoleGrant(Base):
    """One role of one person, for the platform or for one organisation.

    Organisations are a slice above: their id is kept here without a foreign key.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "role IN ('learner', 'trainer', 'manager', 'admin', 'auditor')", name="role_known"
        ),
        # NULLs are distinct in a unique constraint: the platform's scope needs its own index.
        Index(
            "uq_role_grant_scoped", "person_id", "role", "organisation_id", unique=True,
            sqlite_where=text("organisation_id IS NOT NULL"),
            postgresql_where=text("organisation_id IS NOT NULL"),
        ),
        Index(
            "uq_role_grant_platform", "person_id", "role", unique=True,
            sqlite_where=text("organisation_id IS NULL"),
            postgresql_where=text("organisation_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    organisation_id: Mapped[int | None] = mapped_column(index=True)


class Throttle(Base):
    """Attempts counted for one e-mail or one network address, in one window of time.

    `key` is a digest, so the table holds no address in clear. One row a key, whatever the number
    of attempts, and one atomic statement to count them: many workers agree on the number.
    """

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_started_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    attempts: Mapped[int]
