"""Add the nodes of the log, so that a proof reads few leaves; fill them for the leaves there are.

Revision: 20261121_1158
Revises: 20261121_1123
"""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "20261121_1158"
down_revision = "20261121_1123"
branch_labels = None
depends_on = None

LOWEST_LEVEL = 8
AT_ONCE = 4_096

leaves = sa.table("log_leaf", sa.column("position"), sa.column("leaf_hash"))
nodes = sa.table("log_node", sa.column("level"), sa.column("number"), sa.column("hash"))


def upgrade() -> None:
    op.create_table(
        "log_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_log_node")),
    )
    _fill()


def downgrade() -> None:
    op.drop_table("log_node")


def _fill() -> None:
    connection = op.get_bind()
    roots: list[bytes] = []
    size = 0
    while True:
        batch = connection.scalars(
            sa.select(leaves.c.leaf_hash)
            .where(leaves.c.position >= size, leaves.c.position < size + AT_ONCE)
            .order_by(leaves.c.position)
        ).all()
        if not batch:
            return
        made = []
        for leaf in batch:
            grown, level = leaf, 0
            while size >> level & 1:
                grown, level = sha256(b"\x01" + roots.pop() + grown).digest(), level + 1
                if level >= LOWEST_LEVEL:
                    made.append({"level": level, "number": size >> level, "hash": grown})
            roots.append(grown)
            size += 1
        if made:
            connection.execute(nodes.insert(), made)
