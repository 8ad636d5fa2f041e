"""Streaks of check-ins, and alerts for coaches; which check-ins were imported.

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _one_of(column: str, values: str) -> str:
    listed = ", ".join(f"'{value}'" for value in values.split())
    return f"{column} IN ({listed})"


def upgrade() -> None:
    op.create_table(
        "coach_alerts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("condition_key", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="ACTIVE", nullable=False),
        sa.Column("context", postgresql.JSONB(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            _one_of("severity", "LOW MEDIUM HIGH CRITICAL"), name=op.f("ck_coach_alerts_severity")
        ),
        sa.CheckConstraint(
            _one_of("status", "ACTIVE DISMISSED ACTIONED RESOLVED"), name=op.f("ck_coach_alerts_status")
        ),
        sa.CheckConstraint(
            _one_of("type", "READINESS_DROP MISSED_CHECKINS MISSED_WORKOUTS HIGH_ACWR"),
            name=op.f("ck_coach_alerts_type"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_coach_alerts_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_coach_alerts_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_alerts")),
    )
    op.create_index(op.f("ix_coach_alerts_client_id"), "coach_alerts", ["client_id"])
    op.create_index(op.f("ix_coach_alerts_user_id_raised_at"), "coach_alerts", ["user_id", "raised_at"])
    op.create_index(
        "uq_coach_alerts_lasting",
        "coach_alerts",
        ["client_id", "type"],
        unique=True,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "streaks",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("check_ins", sa.Integer(), nullable=False),
        sa.Column("current_start", sa.Date(), nullable=True),
        sa.Column("current_last", sa.Date(), nullable=True),
        sa.Column("passed", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("best", sa.Integer(), nullable=False),
        sa.Column("best_start", sa.Date(), nullable=True),
        sa.Column("best_achieved_on", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_streaks_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_streaks")),
    )
    op.add_column(
        "daily_metrics",
        sa.Column("is_imported", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    # What came in long after its day before there was this column: years of an import, most of all. Their
    # milestones are passed, or the next check-in would tell of all of them at once.
    op.execute("UPDATE daily_metrics SET is_imported = true WHERE created_at >= date + interval '3 days'")


def downgrade() -> None:
    op.drop_column("daily_metrics", "is_imported")
    op.drop_table("streaks")
    op.drop_table("coach_alerts")
