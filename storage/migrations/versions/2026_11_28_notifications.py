"""Who is told, and how: notifications, preferences, channels, deliveries, physiotherapists.

Revision: 0009
Follows: 0008
"""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
