"""Inputs of owed work, who did it, and what operators do by hand.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lane_pauses",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("paused_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_lane_pauses")),
    )
    op.create_table(
        "operator_actions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_actions")),
    )
    op.create_index(op.f("ix_operator_actions_lane_key"), "operator_actions", ["lane", "key"], unique=False)
    op.create_table(
        "owed_inputs",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("lane", "key", "revision", name=op.f("pk_owed_inputs")),
    )
    op.add_column("owed_work", sa.Column("done_run", sa.Text(), nullable=True))
    op.add_column("owed_work", sa.Column("done_attempt", sa.Integer(), nullable=True))
    op.add_column("owed_work", sa.Column("done_lag_ms", sa.BigInteger(), nullable=True))
    op.add_column("owed_work", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_owed_work_forgotten_is_dead"), "owed_work", "forgotten_at IS NULL OR dead_at IS NOT NULL"
    )
    op.create_index(
        "ix_owed_work_dead",
        "owed_work",
        ["dead_at", "lane", "key"],
        unique=False,
        postgresql_where=sa.text("dead_at IS NOT NULL"),
        postgresql_include=["forgotten_at"],
    )


def downgrade() -> None:
    op.drop_index(
        "ix_owed_work_dead",
        table_name="owed_work",
        postgresql_where=sa.text("dead_at IS NOT NULL"),
        postgresql_include=["forgotten_at"],
    )
    op.drop_constraint(op.f("ck_owed_work_forgotten_is_dead"), "owed_work", type_="check")
    op.drop_column("owed_work", "forgotten_at")
    op.drop_column("owed_work", "done_lag_ms")
    op.drop_column("owed_work", "done_attempt")
    op.drop_column("owed_work", "done_run")
    op.drop_table("owed_inputs")
    op.drop_index(op.f("ix_operator_actions_lane_key"), table_name="operator_actions")
    op.drop_table("operator_actions")
    op.drop_table("lane_pauses")
