"""The request's database session: one for reading, one transaction for writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, g
from sqlalchemy.orm import Session

from caire import db as database
from caire.web.platform import current_platform


def current_db() -> Session:
    """The request's session, opened at its first use and closed with the request."""
    if "db" not in g:
        g.db = current_platform().sessions()
        database.read_without_transaction(g.db)
    session: Session = g.db
    return session


@contextmanager
def transaction() -> Iterator[Session]:
    """A writing transaction on the request's session: all is kept, or nothing."""
    with database.transaction(current_db()) as db:
        yield db


def init_database(app: Flask) -> None:
    @app.teardown_appcontext
    def close(error: BaseException | None) -> None:
        session: Session | None = g.pop("db", None)
        if session is not None:
            session.close()
