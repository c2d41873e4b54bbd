"""add signed erasures.

Revision: 20261121_2032
Revises: 20261121_2030
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2032"
down_revision = "20261121_2030"
branch_labels = None
depends_on = None

#: 64 bits: SQLite numbers rows itself only for INTEGER, which is 64 bits there.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "log_erasure",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("jws", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_log_erasure")),
    )
    op.create_table(
        "log_erased",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("number", "seq", name=op.f("pk_log_erased")),
        sa.UniqueConstraint("seq", name=op.f("uq_log_erased_seq")),
    )


def downgrade() -> None:
    op.drop_table("log_erased")
    op.drop_table("log_erasure")
