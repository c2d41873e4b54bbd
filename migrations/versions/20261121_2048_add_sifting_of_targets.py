"""add sifting of targets.

Revision: 20261121_2048
Revises: 20261121_2032
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2048"
down_revision = "20261121_2032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("forward_target", schema=None) as batch_op:
        batch_op.add_column(sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("sifts", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("forward_target", schema=None) as batch_op:
        batch_op.drop_column("sifts")
        batch_op.drop_column("failing_since")
