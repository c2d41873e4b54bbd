"""remember erased agents.

Revision: 20261122_0016
Revises: 20261121_2358
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0016"
down_revision = "20261121_2358"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lrs_erased_agent",
        sa.Column("mark", sa.LargeBinary(length=16), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("with_traces", sa.Boolean(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_lrs_erased_agent")),
    )
    with op.batch_alter_table("lrs_erased_agent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lrs_erased_agent_erased_at"), ["erased_at"], unique=False
        )


def downgrade() -> None:
    op.drop_table("lrs_erased_agent")
