"""The inbox of providers' events, and what they measure of activities beyond what was known so far.

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("subscription", sa.Text(), nullable=True),
        sa.Column("event_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('APPLIED', 'COALESCED', 'LATE', 'VOID')", name=op.f("ck_provider_events_outcome")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_provider_events_settled")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_events")),
        sa.UniqueConstraint("provider", "name", name=op.f("uq_provider_events_provider_name")),
    )
    op.create_index(op.f("ix_provider_events_key"), "provider_events", ["key"])
    op.create_index(
        op.f("ix_provider_events_provider_owner_id"), "provider_events", ["provider", "owner", "id"]
    )
    op.create_index(
        "ix_provider_events_waiting",
        "provider_events",
        ["provider", "received_at"],
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "provider_event_totals",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "outcome", name=op.f("pk_provider_event_totals")),
    )
    op.add_column("activities", sa.Column("average_watts", sa.Float(), nullable=True))
    op.add_column("activities", sa.Column("elevation_gain_m", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("activities", "elevation_gain_m")
    op.drop_column("activities", "average_watts")
    op.drop_table("provider_event_totals")
    op.drop_table("provider_events")
