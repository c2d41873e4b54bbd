"""A whole database in one file, and back, on SQLite and PostgreSQL alike.

The file is a ZIP of JSON Lines, one member a table, read in one snapshot: consistent while the
platform serves. Because it is logical, a SQLite installation can be restored on PostgreSQL. The key
that signs the log of traces is a member too: without it a restored log could not go on. The file
holds personal data and that key, in clear: only its owner may read it.
"""

import base64
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, DateTime, Engine, LargeBinary, Table, func, select, text

from caire.db import UTCDateTime
from caire.errors import Conflict, Invalid
from caire.lrs.log.signing import FILE_NAME as LOG_KEY
from caire.lrs.log.signing import install_key
from caire.lrs.partitions import PARTITIONED, ensure_months, month_of
from caire.models import metadata

FORMAT = "caire.backup/1"
BATCH = 500


class NotABackup(Invalid):
    """The file is not a backup of ours, or of another schema than the database's."""

    code = "not_a_backup"


class DatabaseNotEmpty(Conflict):
    code = "database_not_empty"


def write_backup(engine: Engine, path: Path, *, data_dir: str | Path) -> dict[str, int]:
    """Write every table to `path`, and the key of the log; returns the number of rows by table.

    The file appears whole or not at all.
    """
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    counts: dict[str, int] = {}
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            head = {"format": FORMAT, "schema": _revision(connection)}
            archive.writestr("backup.json", json.dumps(head))
            for table in metadata.sorted_tables:
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as member:
                    counts[table.name] = 0
                    for line in _lines(connection, table):
                        member.write(line)
                        counts[table.name] += 1
            # Read last: a log that has begun by then has its key.
            key = Path(data_dir) / LOG_KEY
            if key.exists():
                archive.writestr(LOG_KEY, key.read_bytes())
    partial.replace(path)
    return counts


def restore_backup(engine: Engine, path: Path, *, data_dir: str | Path) -> dict[str, int]:
    """Fill an empty, migrated database of the same schema; all or nothing.

    The key of the log goes back to the data folder; one that is there stays beside it under
    another name.

    Raises:
        NotABackup: unreadable file, or another schema: migrate first.
        DatabaseNotEmpty: there is data that would be mixed with the backup's.
    """
    try:
        archive = zipfile.ZipFile(path)
        head = json.loads(archive.read("backup.json"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotABackup(f"{path} is not a backup made by `caire backup`: {error}") from error
    counts: dict[str, int] = {}
    with archive, engine.begin() as connection:
        revision = _revision(connection)
        if head.get("format") != FORMAT or head.get("schema") != revision:
            raise NotABackup(
                f"the backup has schema {head.get('schema')}, the database {revision}: "
                "use the CAIRE release that made it, then upgrade with `caire init`"
            )
        _refuse_data(connection)
        for table in metadata.sorted_tables:
            counts[table.name] = _fill(connection, table, archive)
        if engine.dialect.name == "postgresql":
            _advance_sequences(connection)
        # In the transaction: a log never comes back without a key that could have.
        if LOG_KEY in archive.namelist():
            install_key(archive.read(LOG_KEY), data_dir)
    return counts


def _revision(connection: Connection) -> str:
    revision: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return revision


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=BATCH).execute(query):
        values = [_plain(value) for value in row]
        yield json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _fill(connection: Connection, table: Table, archive: zipfile.ZipFile) -> int:
    names = [column.name for column in table.columns]
    readers = [_reader(column.type) for column in table.columns]
    count, batch = 0, []
    with archive.open(f"{table.name}.jsonl") as member:
        for line in member:
            values = json.loads(line)
            batch.append(
                {
                    n: None if v is None else r(v)
                    for n, r, v in zip(names, readers, values, strict=True)
                }
            )
            count += 1
            if len(batch) == BATCH:
                _insert(connection, table, batch)
                batch = []
    if batch:
        _insert(connection, table, batch)
    return count


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if table.name in PARTITIONED:
        ensure_months(connection, {month_of(row["seq"]) for row in rows})
    connection.execute(table.insert(), rows)


def _reader(kind: Any) -> Any:
    if isinstance(kind, UTCDateTime | DateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return lambda value: base64.b64decode(value["bytes"])
    return _same


def _same(value: Any) -> Any:
    return value


def _refuse_data(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise DatabaseNotEmpty(
                f"the table {table.name} holds data: restore into an empty database"
            )


def _advance_sequences(connection: Connection) -> None:
    """Numbers given by PostgreSQL must go on after those that were restored."""
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            sequence = connection.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"),
                {"table": f'"{table.name}"', "column": column.name},
            ).scalar()
            if sequence:
                top = connection.execute(select(func.max(column))).scalar()
                connection.execute(
                    text("SELECT setval(:sequence, :top, :used)"),
                    {"sequence": sequence, "top": top or 1, "used": top is not None},
                )
