"""How many of their days a business's athletes checked in, by month.

Months are counted, not told: those of before are forgotten here, and counted again by the lane.

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_COLUMNS = ("kept", "athlete_days", "athletes")


def upgrade() -> None:
    op.execute("DELETE FROM business_trends")
    op.execute("DELETE FROM business_summaries")  # so that they are behind, and owed within minutes
    for name in _COLUMNS:
        op.add_column("business_trends", sa.Column(name, sa.Integer(), nullable=False))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("business_trends", name)
