"""Add statements by day, the verbs there are, and an index of what was imported.

Revision: 20261121_1210
Revises: 20261121_1204
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1210"
down_revision = "20261121_1204"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_IMPORTED = sa.text("key_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "statement_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verb_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("total", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("day", "key_id", "verb_key", name=op.f("pk_statement_day")),
    )
    op.create_table(
        "lrs_verb",
        sa.Column("verb_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("iri", sa.Text(), nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("verb_key", name=op.f("pk_lrs_verb")),
    )
    op.create_table(
        "statement_day_counted",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_day_counted")),
    )
    op.create_index(
        "ix_statement_imported",
        "statement",
        ["seq"],
        unique=False,
        sqlite_where=_IMPORTED,
        postgresql_where=_IMPORTED,
    )


def downgrade() -> None:
    op.drop_index("ix_statement_imported", table_name="statement")
    op.drop_table("statement_day_counted")
    op.drop_table("lrs_verb")
    op.drop_table("statement_day")
