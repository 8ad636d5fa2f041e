"""Who is told, and how: notifications, preferences, channels, deliveries, physiotherapists.

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _one_of(column: str, values: str) -> str:
    listed = ", ".join(f"'{value}'" for value in values.split())
    return f"{column} IN ({listed})"


def upgrade() -> None:
    op.create_table(
        "delivery_providers",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_delivery_providers")),
    )
    op.create_table(
        "organizations",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
    )
    op.create_table(
        "locations",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_locations_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
    )
    op.create_index(op.f("ix_locations_business_id"), "locations", ["business_id"])
    op.create_table(
        "notification_channels",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("minimum_priority", sa.Text(), server_default="NORMAL", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'WEBHOOK') = (secret IS NOT NULL)", name=op.f("ck_notification_channels_secret")
        ),
        sa.CheckConstraint(_one_of("kind", "APPRISE WEBHOOK"), name=op.f("ck_notification_channels_kind")),
        sa.CheckConstraint(
            _one_of("minimum_priority", "LOW NORMAL HIGH URGENT"),
            name=op.f("ck_notification_channels_minimum_priority"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notification_channels_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_channels")),
    )
    op.create_index(op.f("ix_notification_channels_user_id"), "notification_channels", ["user_id"])
    op.create_table(
        "notification_preferences",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("switches", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_to", sa.Time(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("outside_health_details", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_to IS NULL)",
            name=op.f("ck_notification_preferences_quiet_from_and_to"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notification_preferences_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_preferences")),
    )
    op.create_table(
        "physio_assignments",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("physio_user_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), server_default="PRIMARY", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("start_date", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("role", "PRIMARY SECONDARY CONSULTANT"), name=op.f("ck_physio_assignments_role")
        ),
        sa.CheckConstraint("end_date >= start_date", name=op.f("ck_physio_assignments_ends_after_start")),
        sa.CheckConstraint(
            "num_nonnulls(client_id, team_id, organization_id, business_id, location_id) = 1",
            name=op.f("ck_physio_assignments_scope"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_physio_assignments_business_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_physio_assignments_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["locations.id"],
            name=op.f("fk_physio_assignments_location_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_physio_assignments_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["physio_user_id"],
            ["users.id"],
            name=op.f("fk_physio_assignments_physio_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_physio_assignments_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physio_assignments")),
    )
    op.create_index(op.f("ix_physio_assignments_business_id"), "physio_assignments", ["business_id"])
    op.create_index(op.f("ix_physio_assignments_client_id"), "physio_assignments", ["client_id"])
    op.create_index(op.f("ix_physio_assignments_location_id"), "physio_assignments", ["location_id"])
    op.create_index(op.f("ix_physio_assignments_organization_id"), "physio_assignments", ["organization_id"])
    op.create_index(op.f("ix_physio_assignments_physio_user_id"), "physio_assignments", ["physio_user_id"])
    op.create_index(op.f("ix_physio_assignments_team_id"), "physio_assignments", ["team_id"])
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("times_over", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            _one_of("audience", "ATHLETE COACH PHYSIO"), name=op.f("ck_notifications_audience")
        ),
        sa.CheckConstraint(
            _one_of("priority", "LOW NORMAL HIGH URGENT"), name=op.f("ck_notifications_priority")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_notifications_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notifications_notice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["users.id"], name=op.f("fk_notifications_recipient_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint(
            "notice_id", "recipient_id", name=op.f("uq_notifications_notice_id_recipient_id")
        ),
    )
    op.create_index(op.f("ix_notifications_client_id"), "notifications", ["client_id"])
    op.create_index(
        op.f("ix_notifications_recipient_id_told_at"), "notifications", ["recipient_id", "told_at"]
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=True),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("round", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status", sa.Text(), server_default="OWED", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(what = 'TEST') = (notification_id IS NULL)", name=op.f("ck_deliveries_notification")
        ),
        sa.CheckConstraint(
            _one_of("priority", "LOW NORMAL HIGH URGENT"), name=op.f("ck_deliveries_priority")
        ),
        sa.CheckConstraint(_one_of("status", "OWED SENT CANCELLED DEAD"), name=op.f("ck_deliveries_status")),
        sa.CheckConstraint(_one_of("what", "NEW CORRECTION TEST"), name=op.f("ck_deliveries_what")),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["notification_channels.id"],
            name=op.f("fk_deliveries_channel_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notifications.id"],
            name=op.f("fk_deliveries_notification_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_deliveries_dedupe_key")),
    )
    op.create_index(op.f("ix_deliveries_channel_id"), "deliveries", ["channel_id"])
    op.create_index(op.f("ix_deliveries_notification_id"), "deliveries", ["notification_id"])
    op.add_column("clients", sa.Column("location_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_clients_location_id"), "clients", ["location_id"])
    op.create_foreign_key(op.f("fk_clients_location_id"), "clients", "locations", ["location_id"], ["id"])
    op.add_column("teams", sa.Column("organization_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_teams_organization_id"), "teams", ["organization_id"])
    op.create_foreign_key(
        op.f("fk_teams_organization_id"), "teams", "organizations", ["organization_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_teams_organization_id"), "teams", type_="foreignkey")
    op.drop_column("teams", "organization_id")
    op.drop_constraint(op.f("fk_clients_location_id"), "clients", type_="foreignkey")
    op.drop_column("clients", "location_id")
    op.drop_table("deliveries")
    op.drop_table("notifications")
    op.drop_table("physio_assignments")
    op.drop_table("notification_preferences")
    op.drop_table("notification_channels")
    op.drop_table("locations")
    op.drop_table("organizations")
    op.drop_table("delivery_providers")
