"""Add what learners write on productions.

Revision: 20261121_1115
Revises: 20261121_1109
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1115"
down_revision = "20261121_1109"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "writing",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("screen_id", sa.String(length=40), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_writing_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "screen_id", name=op.f("pk_writing")),
    )


def downgrade() -> None:
    op.drop_table("writing")
