"""Alembic's environment: one engine given by the caller, batch mode for SQLite."""

from logging import getLogger

from alembic import context
from sqlalchemy import Connection, Engine

from caire.config import Config
from caire.db import make_engine
from caire.models import metadata

getLogger("alembic").setLevel("WARNING")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    engine: Engine | None = context.config.attributes.get("engine")
    if engine is None:
        engine = make_engine(Config.load().database.url)
    with engine.connect() as connection:
        run(connection)
        connection.commit()


main()
