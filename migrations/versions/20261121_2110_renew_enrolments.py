"""renew enrolments: the attempts that a reopening opens are named.

Revision: 20261121_2110
Revises: 20261121_2048
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2110"
down_revision = "20261121_2048"
branch_labels = None
depends_on = None

#: The attempt that follows those begun before: what the trace of a reopening says too.
FILL = """
UPDATE exam_reopening SET attempt = 1 + (
    SELECT count(*) FROM sitting
    WHERE sitting.enrolment_id = exam_reopening.enrolment_id AND sitting.kind = 'exam'
    AND sitting.started_at < exam_reopening.reopened_at
)
"""


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("exam_reopening", sa.Column("attempt", sa.Integer(), nullable=True))
    op.execute(FILL)
    with op.batch_alter_table("exam_reopening", schema=None) as batch_op:
        batch_op.alter_column("attempt", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(op.f("pk_exam_reopening"), type_="primary")
        batch_op.create_primary_key(op.f("pk_exam_reopening"), ["enrolment_id", "attempt"])


def downgrade() -> None:
    # One reopening for each enrolment is what the earlier key allows: the latest stays.
    op.execute(
        "DELETE FROM exam_reopening WHERE attempt < ("
        "SELECT max(later.attempt) FROM exam_reopening AS later"
        " WHERE later.enrolment_id = exam_reopening.enrolment_id)"
    )
    with op.batch_alter_table("exam_reopening", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("pk_exam_reopening"), type_="primary")
        batch_op.create_primary_key(op.f("pk_exam_reopening"), ["enrolment_id"])
    op.drop_column("exam_reopening", "attempt")
    op.drop_column("enrolment", "renewed_at")
