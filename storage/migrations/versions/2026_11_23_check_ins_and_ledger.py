"""People, check-ins, and the ledger of owed work.

Revision: 0001
Follows: nothing
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "businesses",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), server_default="Europe/Stockholm", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_businesses")),
    )
    op.create_table(
        "owed_work",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("done_revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("done_revision <= revision", name=op.f("ck_owed_work_done_within_revision")),
        sa.PrimaryKeyConstraint("lane", "key", name=op.f("pk_owed_work")),
    )
    op.create_index(
        "ix_owed_work_still_owed",
        "owed_work",
        ["owed_at", "lane", "key"],
        unique=False,
        postgresql_where=sa.text("done_revision < revision AND dead_at IS NULL"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("role IN ('ADMIN', 'COACH', 'ATHLETE', 'PHYSIO')", name=op.f("ck_users_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "business_members",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_business_members_business_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_business_members_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_members")),
        sa.UniqueConstraint("business_id", "user_id", name=op.f("uq_business_members_business_id_user_id")),
    )
    op.create_index(op.f("ix_business_members_user_id"), "business_members", ["user_id"], unique=False)
    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_teams_business_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_teams_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    op.create_index(op.f("ix_teams_business_id"), "teams", ["business_id"], unique=False)
    op.create_index(op.f("ix_teams_user_id"), "teams", ["user_id"], unique=False)
    op.create_table(
        "clients",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), server_default="Europe/Stockholm", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_clients_business_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_clients_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_clients_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
    )
    op.create_index(op.f("ix_clients_business_id"), "clients", ["business_id"], unique=False)
    op.create_index(op.f("ix_clients_team_id"), "clients", ["team_id"], unique=False)
    op.create_index(op.f("ix_clients_user_id"), "clients", ["user_id"], unique=False)
    op.create_table(
        "athlete_accounts",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_athlete_accounts_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_athlete_accounts_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_athlete_accounts")),
        sa.UniqueConstraint("user_id", name=op.f("uq_athlete_accounts_user_id")),
    )
    op.create_table(
        "daily_metrics",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("hrv_rmssd", sa.Float(), nullable=True),
        sa.Column("hrv_quality", sa.Text(), nullable=True),
        sa.Column("hrv_artifact_percent", sa.Float(), nullable=True),
        sa.Column("hrv_duration", sa.Float(), nullable=True),
        sa.Column("hrv_position", sa.Text(), nullable=True),
        sa.Column("resting_hr", sa.Float(), nullable=True),
        sa.Column("sleep_quality", sa.SmallInteger(), nullable=True),
        sa.Column("sleep_hours", sa.Float(), nullable=True),
        sa.Column("muscle_soreness", sa.SmallInteger(), nullable=True),
        sa.Column("energy_level", sa.SmallInteger(), nullable=True),
        sa.Column("mood", sa.SmallInteger(), nullable=True),
        sa.Column("stress", sa.SmallInteger(), nullable=True),
        sa.Column("injury_pain", sa.SmallInteger(), nullable=True),
        sa.Column("athlete_notes", sa.Text(), nullable=True),
        sa.Column("injury_body_part", sa.Text(), nullable=True),
        sa.Column("injury_specific_type", sa.Text(), nullable=True),
        sa.Column("injury_side", sa.Text(), nullable=True),
        sa.Column("is_illness", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("illness_type", sa.Text(), nullable=True),
        sa.Column(
            "detected_keywords", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("keyword_body_part", sa.Text(), nullable=True),
        sa.Column("keyword_severity", sa.Text(), nullable=True),
        sa.Column("keyword_summary", sa.Text(), nullable=True),
        sa.Column("rehab_exercises_done", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("rehab_pain_during", sa.SmallInteger(), nullable=True),
        sa.Column("rehab_pain_after", sa.SmallInteger(), nullable=True),
        sa.Column("rehab_notes", sa.Text(), nullable=True),
        sa.Column("request_physio_contact", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("physio_contact_reason", sa.Text(), nullable=True),
        sa.Column("hrv_status", sa.Text(), nullable=True),
        sa.Column("hrv_percent", sa.Float(), nullable=True),
        sa.Column("hrv_trend", sa.Text(), nullable=True),
        sa.Column("resting_hr_status", sa.Text(), nullable=True),
        sa.Column("resting_hr_dev", sa.Float(), nullable=True),
        sa.Column("wellness_score", sa.Float(), nullable=True),
        sa.Column("wellness_status", sa.Text(), nullable=True),
        sa.Column("readiness_score", sa.Float(), nullable=True),
        sa.Column("readiness_level", sa.Text(), nullable=True),
        sa.Column("readiness_confidence", sa.Text(), nullable=True),
        sa.Column("recommended_action", sa.Text(), nullable=True),
        sa.Column("factor_scores", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("red_flags", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("yellow_flags", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column(
            "measurement_remarks", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("reasons", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("assessed_revision", sa.BigInteger(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assessed_signature", sa.LargeBinary(), nullable=True),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_daily_metrics_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_metrics")),
        sa.UniqueConstraint(
            "client_id",
            "date",
            name=op.f("uq_daily_metrics_client_id_date"),
            postgresql_include=["hrv_rmssd", "hrv_quality", "hrv_artifact_percent", "resting_hr"],
        ),
    )


def downgrade() -> None:
    op.drop_table("daily_metrics")
    op.drop_table("athlete_accounts")
    op.drop_index(op.f("ix_clients_user_id"), table_name="clients")
    op.drop_index(op.f("ix_clients_team_id"), table_name="clients")
    op.drop_index(op.f("ix_clients_business_id"), table_name="clients")
    op.drop_table("clients")
    op.drop_index(op.f("ix_teams_user_id"), table_name="teams")
    op.drop_index(op.f("ix_teams_business_id"), table_name="teams")
    op.drop_table("teams")
    op.drop_index(op.f("ix_business_members_user_id"), table_name="business_members")
    op.drop_table("business_members")
    op.drop_table("users")
    op.drop_index(
        "ix_owed_work_still_owed",
        table_name="owed_work",
        postgresql_where=sa.text("done_revision < revision AND dead_at IS NULL"),
    )
    op.drop_table("owed_work")
    op.drop_table("businesses")
