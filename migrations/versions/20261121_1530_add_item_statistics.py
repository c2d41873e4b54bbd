"""add item statistics.

Revision: 20261121_1530
Revises: 20261121_1515
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1530"
down_revision = "20261121_1515"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_statistic",
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("item_id", sa.String(length=40), nullable=False),
        sa.Column("major", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.Column("sum_x", sa.Float(), nullable=False),
        sa.Column("sum_xx", sa.Float(), nullable=False),
        sa.Column("sum_r", sa.Float(), nullable=False),
        sa.Column("sum_rr", sa.Float(), nullable=False),
        sa.Column("sum_xr", sa.Float(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing", sa.Text(), nullable=False),
        sa.Column("sure_and_wrong", sa.Integer(), nullable=False),
        sa.Column("exposure", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint(
            "course_key", "item_id", "major", "mode", name=op.f("pk_item_statistic")
        ),
    )
    op.create_table(
        "item_statistics_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_statistics_mark")),
    )


def downgrade() -> None:
    op.drop_table("item_statistics_mark")
    op.drop_table("item_statistic")
