"""Add placement tests taken, with their answers.

Revision: 20261121_1454
Revises: 20261121_1210
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1454"
down_revision = "20261121_1210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placement_sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("test_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("course_version_id", sa.Integer(), nullable=False),
        sa.Column("bank_version_id", sa.Integer(), nullable=False),
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("item_ids", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop", sa.String(length=10), nullable=True),
        sa.Column("waiver", sa.String(length=36), nullable=True),
        sa.Column("waivers", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stop IN ('rule', 'time', 'learner')",
            name=op.f("ck_placement_sitting_stop_known"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (stop IS NULL)",
            name=op.f("ck_placement_sitting_stop_told"),
        ),
        sa.ForeignKeyConstraint(
            ["bank_version_id"],
            ["course_version.id"],
            name=op.f("fk_placement_sitting_bank_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_placement_sitting_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_placement_sitting_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_sitting")),
        sa.UniqueConstraint(
            "person_id",
            "test_id",
            "number",
            name=op.f("uq_placement_sitting_person_id_test_id_number"),
        ),
    )
    for column in ("bank_version_id", "course_version_id", "registration"):
        op.create_index(
            op.f(f"ix_placement_sitting_{column}"), "placement_sitting", [column], unique=False
        )
    op.create_table(
        "placement_answer",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.String(length=40), nullable=False),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["placement_sitting.id"],
            name=op.f("fk_placement_answer_sitting_id_placement_sitting"),
        ),
        sa.PrimaryKeyConstraint("sitting_id", "rank", name=op.f("pk_placement_answer")),
    )


def downgrade() -> None:
    op.drop_table("placement_answer")
    for column in ("registration", "course_version_id", "bank_version_id"):
        op.drop_index(op.f(f"ix_placement_sitting_{column}"), table_name="placement_sitting")
    op.drop_table("placement_sitting")
