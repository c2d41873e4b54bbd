"""Add courses of other makers, their files, and what learners did with their units.

Revision: 20261121_1123
Revises: 20261121_1115
"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1123"
down_revision = "20261121_1115"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cmi5_file_content",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_cmi5_file_content")),
    )
    op.create_table(
        "cmi5_course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(length=2000), nullable=False),
        sa.Column("structure", sa.Text(), nullable=False),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["person.id"], name=op.f("fk_cmi5_course_imported_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmi5_course")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_cmi5_course_name_version")),
    )
    op.create_table(
        "cmi5_file",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["cmi5_course.id"],
            name=op.f("fk_cmi5_file_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["digest"], ["cmi5_file_content.digest"], name=op.f("fk_cmi5_file_digest")
        ),
        sa.PrimaryKeyConstraint("course_id", "path", name=op.f("pk_cmi5_file")),
    )
    with op.batch_alter_table("cmi5_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cmi5_file_digest"), ["digest"], unique=False)

    op.create_table(
        "cmi5_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=36), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("satisfied_blocks", sa.Text(), nullable=False),
        sa.Column("satisfied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["cmi5_course.id"], name=op.f("fk_cmi5_registration_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_cmi5_registration_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmi5_registration")),
        sa.UniqueConstraint(
            "enrolment_id", "name", name=op.f("uq_cmi5_registration_enrolment_id_name")
        ),
    )
    with op.batch_alter_table("cmi5_registration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cmi5_registration_course_id"), ["course_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cmi5_registration_registration"), ["registration"], unique=False
        )

    op.create_table(
        "cmi5_session",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=2000), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("content_key", sa.String(length=43), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=True),
        sa.Column("verbs", sa.Text(), nullable=False),
        sa.Column("launched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("terminated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("abandoned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["cmi5_registration.id"],
            name=op.f("fk_cmi5_session_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmi5_session")),
        sa.UniqueConstraint("content_key", name=op.f("uq_cmi5_session_content_key")),
    )
    with op.batch_alter_table("cmi5_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cmi5_session_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cmi5_session_registration_id"), ["registration_id"], unique=False
        )

    op.create_table(
        "cmi5_unit_state",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=2000), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waived_by", sa.Integer(), nullable=True),
        sa.Column("waived_reason", sa.String(length=60), nullable=True),
        sa.Column("waived_note", sa.Text(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["cmi5_registration.id"],
            name=op.f("fk_cmi5_unit_state_registration_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["waived_by"], ["person.id"], name=op.f("fk_cmi5_unit_state_waived_by")
        ),
        sa.PrimaryKeyConstraint("registration_id", "unit_name", name=op.f("pk_cmi5_unit_state")),
    )


def downgrade() -> None:
    op.drop_table("cmi5_unit_state")
    with op.batch_alter_table("cmi5_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cmi5_session_registration_id"))
        batch_op.drop_index(batch_op.f("ix_cmi5_session_expires_at"))

    op.drop_table("cmi5_session")
    with op.batch_alter_table("cmi5_registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cmi5_registration_registration"))
        batch_op.drop_index(batch_op.f("ix_cmi5_registration_course_id"))

    op.drop_table("cmi5_registration")
    with op.batch_alter_table("cmi5_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cmi5_file_digest"))

    op.drop_table("cmi5_file")
    op.drop_table("cmi5_course")
    op.drop_table("cmi5_file_content")
