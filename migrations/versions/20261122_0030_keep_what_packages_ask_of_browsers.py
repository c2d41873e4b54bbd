"""keep what packages ask of browsers.

Revision: 20261122_0030
Revises: 20261122_0016
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0030"
down_revision = "20261122_0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cmi5_course", schema=None) as batch_op:
        batch_op.add_column(sa.Column("storage", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("cmi5_course", schema=None) as batch_op:
        batch_op.drop_column("storage")
