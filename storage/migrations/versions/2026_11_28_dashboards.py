"""Assignments, tests and subscriptions, and the summaries that dashboards read.

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _one_of(column: str, values: str) -> str:
    listed = ", ".join(f"'{value}'" for value in values.split())
    return f"{column} IN ({listed})"


def upgrade() -> None:
    op.create_table(
        "business_summaries",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_business_summaries_business_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("business_id", name=op.f("pk_business_summaries")),
    )
    op.create_table(
        "business_trends",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("tests_running", sa.Integer(), nullable=False),
        sa.Column("tests_cycling", sa.Integer(), nullable=False),
        sa.Column("tests_skiing", sa.Integer(), nullable=False),
        sa.Column("check_ins", sa.Integer(), nullable=False),
        sa.Column("readiness", sa.Float(), nullable=True),
        sa.Column("readiness_athletes", sa.Integer(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_business_trends_business_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("business_id", "month", name=op.f("pk_business_trends")),
    )
    op.create_table(
        "testers",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_testers_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_testers")),
    )
    op.create_index(op.f("ix_testers_business_id"), "testers", ["business_id"])
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("assigned_date", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("kind", "STRENGTH CARDIO HYBRID AGILITY"), name=op.f("ck_broadcasts_kind")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_broadcasts_team_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_broadcasts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sa.UniqueConstraint("id", "team_id", name=op.f("uq_broadcasts_id_team_id")),
    )
    op.create_index(
        "ix_broadcasts_team_id_assigned_date",
        "broadcasts",
        ["team_id", sa.text("assigned_date DESC")],
    )
    op.create_index(op.f("ix_broadcasts_user_id"), "broadcasts", ["user_id"])
    op.create_table(
        "team_summaries",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_summaries_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_team_summaries")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("broadcast_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("assigned_date", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), server_default="PENDING", nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("kind", "STRENGTH CARDIO HYBRID AGILITY"), name=op.f("ck_assignments_kind")
        ),
        sa.CheckConstraint(
            _one_of("status", "PENDING SCHEDULED COMPLETED SKIPPED MODIFIED"),
            name=op.f("ck_assignments_status"),
        ),
        sa.CheckConstraint(
            "broadcast_id IS NULL OR team_id IS NOT NULL", name=op.f("ck_assignments_team_of_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id", "team_id"],
            ["broadcasts.id", "broadcasts.team_id"],
            name=op.f("fk_assignments_broadcast_id_team_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_assignments_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_assignments_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("broadcast_id", "client_id", name=op.f("uq_assignments_broadcast_id_client_id")),
    )
    op.create_index(op.f("ix_assignments_broadcast_id_status"), "assignments", ["broadcast_id", "status"])
    op.create_index(
        op.f("ix_assignments_client_id_assigned_date"), "assignments", ["client_id", "assigned_date"]
    )
    op.create_index(op.f("ix_assignments_team_id_assigned_date"), "assignments", ["team_id", "assigned_date"])
    op.create_table(
        "athlete_subscriptions",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("tier", sa.Text(), server_default="FREE", nullable=False),
        sa.Column("status", sa.Text(), server_default="ACTIVE", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("status", "ACTIVE CANCELLED EXPIRED TRIAL"), name=op.f("ck_athlete_subscriptions_status")
        ),
        sa.CheckConstraint(
            _one_of("tier", "FREE STANDARD PRO ELITE"), name=op.f("ck_athlete_subscriptions_tier")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_athlete_subscriptions_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_athlete_subscriptions_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_athlete_subscriptions")),
    )
    op.create_index(op.f("ix_athlete_subscriptions_business_id"), "athlete_subscriptions", ["business_id"])
    op.create_table(
        "broadcast_summaries",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("assigned", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcasts.id"],
            name=op.f("fk_broadcast_summaries_broadcast_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("broadcast_id", name=op.f("pk_broadcast_summaries")),
    )
    op.create_table(
        "team_day_summaries",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("assigned", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("kind", "STRENGTH CARDIO HYBRID AGILITY"), name=op.f("ck_team_day_summaries_kind")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_team_day_summaries_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_day_summaries_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "day", "client_id", "kind", name=op.f("pk_team_day_summaries")),
    )
    op.create_index(op.f("ix_team_day_summaries_client_id"), "team_day_summaries", ["client_id"])
    op.create_table(
        "tests",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("test_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="COMPLETED", nullable=False),
        sa.Column("tester_id", sa.Uuid(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(_one_of("type", "RUNNING CYCLING SKIING"), name=op.f("ck_tests_type")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_tests_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_tests_location_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tester_id"], ["testers.id"], name=op.f("fk_tests_tester_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tests")),
    )
    op.create_index(op.f("ix_tests_client_id_test_date"), "tests", ["client_id", "test_date"])
    op.create_index(op.f("ix_tests_location_id_test_date"), "tests", ["location_id", "test_date"])
    op.create_index(op.f("ix_tests_tester_id_test_date"), "tests", ["tester_id", "test_date"])
    op.add_column("teams", sa.Column("description", sa.Text(), nullable=True))
    op.add_column("teams", sa.Column("sport_type", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("teams", "sport_type")
    op.drop_column("teams", "description")
    op.drop_table("tests")
    op.drop_table("team_day_summaries")
    op.drop_table("broadcast_summaries")
    op.drop_table("athlete_subscriptions")
    op.drop_table("assignments")
    op.drop_table("team_summaries")
    op.drop_table("broadcasts")
    op.drop_table("testers")
    op.drop_table("business_trends")
    op.drop_table("business_summaries")
