"""send fewer together after silence.

Revision: 20261121_2358
Revises: 20261121_2110
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2358"
down_revision = "20261121_2110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("forward_target", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("together", sa.Integer(), server_default="200", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("forward_target", schema=None) as batch_op:
        batch_op.drop_column("together")
