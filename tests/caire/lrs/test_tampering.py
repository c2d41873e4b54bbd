"""Whatever is changed, removed or inserted by hand in a sealed store, `verify` names it."""

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from caire.db import UTCDateTime
from caire.lrs.log import ensure_signer, seal, verify
from caire.lrs.log.tree import LOWEST_LEVEL
from caire.lrs.models import LogHead, LogLeaf, LogNode, StatementId, StoredStatement
from caire.lrs.services import void
from tests.caire.lrs.factories import HOME, NOW, id_of, own_statement, store_some

#: Which columns say something: all but those below.
FREE = {
    # Who stored it and for whom is no part of the statement.
    "organisation_id",
    # With text and salt it says that a person was erased; alone it says nothing.
    "erased_at",
}
TABLES = tuple(
    model.__table__ for model in (StoredStatement, StatementId, LogLeaf, LogHead, LogNode)
)
TAMPERED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
#: One node, and leaves beside it.
COUNT = (1 << LOWEST_LEVEL) + 3


@pytest.fixture
def signer(tmp_path):
    return ensure_signer(tmp_path)


@pytest.fixture
def store(db, signer):
    """Statements under three heads, one of them taken back; sealed, sound and committed."""
    store_some(db, *(own_statement(f"n:{n}") for n in range(COUNT)))
    seal(db, signer=signer, now=NOW)
    store_some(db, own_statement("a"), own_statement("b"))
    seal(db, signer=signer, now=NOW)
    void(db, statement_id=id_of("a"), authority_home=HOME, now=NOW)
    seal(db, signer=signer, now=NOW)
    assert verify(db, signer=signer).sound
    db.commit()
    return db


class TestVerify:
    @TAMPERED
    @given(st.data())
    def test_names_any_changed_removed_or_inserted_row(self, store, signer, data):
        table = data.draw(st.sampled_from(TABLES), label="table")
        row = data.draw(row_of(store, table), label="row")
        act = data.draw(st.sampled_from([change, remove, insert_copy]), label="act")
        try:
            try:
                act(store, table, row, data)
            except IntegrityError:
                reject()  # the database itself refused

            fault = verify(store, signer=signer).fault

            assert fault is not None
            assert named_by(fault, table, row)
        finally:
            store.rollback()

    def test_names_what_was_removed_from_the_queue(self, store, signer):
        store_some(store, own_statement("c"))
        store.execute(StoredStatement.__table__.delete().where(StoredStatement.id == id_of("c")))

        assert verify(store, signer=signer).fault.statement_id == id_of("c")


def row_of(db, table: Table):
    """Mostly rows near the ends, where trees have their corners."""
    key = list(table.primary_key.columns)
    count = db.scalar(select(func.count()).select_from(table))
    ends = [at for at in (*range(3), *range(count - 6, count)) if 0 <= at < count]
    return (st.sampled_from(ends) | st.integers(0, count - 1)).map(
        lambda at: db.execute(select(table).order_by(*key).offset(at).limit(1)).one()
    )


def where(table: Table, row):
    return [column == row._mapping[column.name] for column in table.primary_key.columns]


def change(db, table: Table, row, data) -> None:
    """One value becomes another of its type."""
    told = [column for column in table.columns if column.name not in FREE]
    column = data.draw(st.sampled_from(told), label="column")
    value = data.draw(others(column, row._mapping[column.name]), label="value")
    db.execute(table.update().where(*where(table, row)).values({column.name: value}))


def remove(db, table: Table, row, data) -> None:
    db.execute(table.delete().where(*where(table, row)))


def insert_copy(db, table: Table, row, data) -> None:
    """The same row once more, under a free key."""
    last = list(table.primary_key.columns)[-1]
    values = dict(row._mapping)
    if isinstance(values[last.name], str):
        values[last.name] = id_of("copy")
    else:
        top = db.scalar(select(func.max(last)))
        values[last.name] = data.draw(st.integers(top + 1, top + 3), label="key")
    if table is LogLeaf.__table__:  # unique in its own right
        values["seq"] = values["position"] + 1
    db.execute(insert(table).values(values))


def others(column, value):
    if isinstance(column.type, UTCDateTime):
        return st.just(NOW.replace(year=2027))
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(column.type, LargeBinary):
        size = len(value) if value else column.type.length or 16
        found = st.binary(min_size=size, max_size=size)
    elif isinstance(value, int):
        found = st.integers(value + 1, value + 2) if column.primary_key else st.integers(0, 5)
    elif column.name in {"id", "statement_id", "registration", "refers", "voided_by"}:
        found = st.sampled_from([id_of(name) for name in ("a", "b", "n:3", "unknown")])
    else:
        at = len(value) // 2
        found = st.sampled_from("Aa0x").map(lambda sign: value[:at] + sign + value[at + 1 :])
    if column.nullable:
        found = found | st.none()
    return found.filter(lambda one: one != value)


def named_by(fault, table: Table, row) -> bool:
    """Whether the message leads to the row: by its id, its position, its head or its node."""
    if table is LogHead.__table__:
        return fault.kind in {"head", "removed"}
    if table is LogNode.__table__:
        return fault.kind == "node"
    said = row._mapping
    known = {str(said.get("id") or said.get("statement_id")), id_of("copy")}
    return fault.statement_id in known or fault.position == said.get("position", -1)
