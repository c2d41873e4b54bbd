"""Alembic's environment: one engine given by the caller, batch mode for SQLite."""

from logging import getLogger
from typing import Literal

from alembic import context
from sqlalchemy import Connection, Engine

from caire.config import Config
from caire.db import JSONText, UTCDateTime, make_engine
from caire.lrs.partitions import is_partition
from caire.models import metadata

getLogger("alembic").setLevel("WARNING")


def rendered(kind: str, item: object, autogen: object) -> str | Literal[False]:
    """Our types as what they are in the database: a migration must not change with the code."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSONText):
        return "sa.Text()"
    return False


def is_ours(item: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Months of statements are made by the store as time goes by, not by migrations."""
    table = getattr(item, "table", item)
    return not (reflected and is_partition(getattr(table, "name", "")))


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=rendered,
        include_object=is_ours,
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
