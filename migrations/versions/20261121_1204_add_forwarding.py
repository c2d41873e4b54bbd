"""Add the stores that statements are forwarded to, and what they refused.

Revision: 20261121_1204
Revises: 20261121_1203
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261121_1204"
down_revision = "20261121_1203"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID = sa.String(length=36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def upgrade() -> None:
    op.create_table(
        "forward_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("endpoint", sa.String(length=2000), nullable=False),
        sa.Column("username", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", BIG, nullable=False),
        sa.Column("delivered", BIG, nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forward_target")),
        sa.UniqueConstraint("name", name=op.f("uq_forward_target_name")),
    )
    op.create_table(
        "forward_dead_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("statement_id", UUID, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["forward_target.id"],
            name=op.f("fk_forward_dead_letter_target_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forward_dead_letter")),
        sa.UniqueConstraint("target_id", "seq", name=op.f("uq_forward_dead_letter_target_id_seq")),
    )
    with op.batch_alter_table("forward_dead_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forward_dead_letter_seq"), ["seq"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("forward_dead_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forward_dead_letter_seq"))
    op.drop_table("forward_dead_letter")
    op.drop_table("forward_target")
