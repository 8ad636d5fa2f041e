"""By how much an assessment advises to change what was planned.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("daily_metrics", sa.Column("intensity_percent", sa.SmallInteger(), nullable=True))
    op.add_column("daily_metrics", sa.Column("volume_percent", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("daily_metrics", "volume_percent")
    op.drop_column("daily_metrics", "intensity_percent")
