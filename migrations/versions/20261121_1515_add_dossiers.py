"""add dossiers.

Revision: 20261121_1515
Revises: 20261121_1452
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1515"
down_revision = "20261121_1452"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("deposited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_rank", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('to_mark', 'second', 'agreement', 'passed', 'failed')",
            name=op.f("ck_dossier_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_dossier_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("enrolment_id", "number", name=op.f("uq_dossier_enrolment_id_number")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_status"), ["status"], unique=False)

    op.create_table(
        "dossier_agreement",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("kept_rank", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kept_rank IN (1, 2)", name=op.f("ck_dossier_agreement_kept_rank_known")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_agreement_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["person.id"], name=op.f("fk_dossier_agreement_proposed_by")
        ),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_dossier_agreement")),
    )
    with op.batch_alter_table("dossier_agreement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dossier_agreement_proposed_by"), ["proposed_by"], unique=False
        )

    op.create_table(
        "dossier_marking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rank IN (1, 2)", name=op.f("ck_dossier_marking_rank_known")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_marking_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["marker_id"], ["person.id"], name=op.f("fk_dossier_marking_marker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_marking")),
        sa.UniqueConstraint(
            "dossier_id", "marker_id", name=op.f("uq_dossier_marking_dossier_id_marker_id")
        ),
        sa.UniqueConstraint("dossier_id", "rank", name=op.f("uq_dossier_marking_dossier_id_rank")),
    )
    with op.batch_alter_table("dossier_marking", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dossier_marking_marker_id"), ["marker_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("dossier_marking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_marking_marker_id"))

    op.drop_table("dossier_marking")
    with op.batch_alter_table("dossier_agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_agreement_proposed_by"))

    op.drop_table("dossier_agreement")
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_status"))

    op.drop_table("dossier")
