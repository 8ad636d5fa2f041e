"""Connections of athletes with other services.

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_connections",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("external_user_id", sa.Text(), nullable=False),
        sa.Column("access_token", sa.Text(), nullable=True),
        sa.Column("refresh_token", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("sync_enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "connected_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("last_sync_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sync_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "provider IN ('STRAVA', 'GARMIN', 'CONCEPT2')", name=op.f("ck_provider_connections_provider")
        ),
        sa.CheckConstraint(
            "sync_enabled = (access_token IS NOT NULL) AND sync_enabled = (refresh_token IS NOT NULL)"
            " AND sync_enabled = (expires_at IS NOT NULL)",
            name=op.f("ck_provider_connections_tokens"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.id"],
            name=op.f("fk_provider_connections_client_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_connections")),
        sa.UniqueConstraint("client_id", "provider", name=op.f("uq_provider_connections_client_id_provider")),
    )
    op.create_index(
        "uq_provider_connections_account",
        "provider_connections",
        ["provider", "external_user_id"],
        unique=True,
        postgresql_where=sa.text("sync_enabled"),
    )
    op.create_table(
        "used_oauth_states",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_oauth_states")),
    )
    op.create_index(op.f("ix_used_oauth_states_expires_at"), "used_oauth_states", ["expires_at"])


def downgrade() -> None:
    op.drop_table("used_oauth_states")
    op.drop_table("provider_connections")
