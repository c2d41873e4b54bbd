"""add exam reopening.

Revision: 20261121_1748
Revises: 20261121_1530
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1748"
down_revision = "20261121_1530"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exam_reopening",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reopened_by", sa.Integer(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_exam_reopening_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["reopened_by"], ["person.id"], name=op.f("fk_exam_reopening_reopened_by")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_exam_reopening")),
    )
    with op.batch_alter_table("exam_reopening", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exam_reopening_reopened_by"), ["reopened_by"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("exam_reopening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_reopening_reopened_by"))

    op.drop_table("exam_reopening")
