"""sort people by name.

Revision: 20261121_2030
Revises: 20261121_1748
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "20261121_2030"
down_revision = "20261121_1748"
branch_labels = None
depends_on = None

_READ_AS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "-": " ", "·": " "}
    | dict.fromkeys("'’ʼ.", "")
)
_PERSON = sa.table(
    "person",
    sa.column("id", sa.Integer()),
    sa.column("family_name", sa.Text()),
    sa.column("given_name", sa.Text()),
    sa.column("sort_name", sa.Text()),
)


def upgrade() -> None:
    by_sign = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("person", sa.Column("sort_name", by_sign, nullable=False, server_default=""))
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    columns = (_PERSON.c.id, _PERSON.c.family_name, _PERSON.c.given_name)
    named = [
        {"person": row.id, "sorted": "\t".join(map(_alphabetical, row[1:]))}
        for row in connection.execute(sa.select(*columns))
    ]
    if named:
        connection.execute(
            sa.update(_PERSON)
            .where(_PERSON.c.id == sa.bindparam("person"))
            .values(sort_name=sa.bindparam("sorted")),
            named,
        )


def _alphabetical(name: str) -> str:
    split = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in split if not unicodedata.combining(sign))
    return " ".join(plain.translate(_READ_AS).split())


def downgrade() -> None:
    # Not in a batch: copying the table and dropping the old one would take what refers to it along.
    op.drop_column("person", "sort_name")
