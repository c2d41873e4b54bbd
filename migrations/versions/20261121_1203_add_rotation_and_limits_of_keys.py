"""Add the rotation, the limits and the last use of the keys of programs.

Revision: 20261121_1203
Revises: 20261121_1158
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1203"
down_revision = "20261121_1158"
branch_labels = None
depends_on = None

_ADDED = (
    sa.Column("previous_hash", sa.String(length=64), nullable=True),
    sa.Column("previous_ends_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("requests_per_minute", sa.Integer(), nullable=True),
    sa.Column("statements_per_minute", sa.Integer(), nullable=True),
    sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
)


def upgrade() -> None:
    op.create_table(
        "lrs_usage",
        sa.Column("caller", sa.String(length=80), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("statements", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("caller", name=op.f("pk_lrs_usage")),
    )
    with op.batch_alter_table("lrs_key", schema=None) as batch_op:
        for column in _ADDED:
            batch_op.add_column(column)


def downgrade() -> None:
    with op.batch_alter_table("lrs_key", schema=None) as batch_op:
        for column in reversed(_ADDED):
            batch_op.drop_column(column.name)

    op.drop_table("lrs_usage")
