"""Imports of files with check-ins.

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COUNTS = ("records", "rejected", "new_days", "changed_days", "unchanged_days", "new_athletes")


def upgrade() -> None:
    counts = [
        sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False) for name in _COUNTS
    ]
    op.create_table(
        "imports",
        sa.Column("file_digest", sa.Text(), nullable=False),
        sa.Column("options_digest", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        *counts,
        sa.PrimaryKeyConstraint("file_digest", "options_digest", name=op.f("pk_imports")),
    )


def downgrade() -> None:
    op.drop_table("imports")
