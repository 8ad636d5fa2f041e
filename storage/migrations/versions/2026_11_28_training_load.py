"""Activities, training load by day, and what heart rates of an athlete are held against.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("daily_metrics", sa.Column("strength_fatigue", postgresql.JSONB(), nullable=True))
    op.add_column("clients", sa.Column("resting_hr", sa.Float(), nullable=True))
    op.add_column("clients", sa.Column("max_hr", sa.Float(), nullable=True))
    op.add_column("clients", sa.Column("sex", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_clients_sex"), "clients", "sex IN ('FEMALE', 'MALE')")
    op.create_check_constraint(op.f("ck_clients_max_above_resting"), "clients", "max_hr > resting_hr")
    op.create_table(
        "activities",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("source_type", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("duration_seconds", sa.Float(), nullable=False),
        sa.Column("rpe", sa.Float(), nullable=True),
        sa.Column("average_hr", sa.Float(), nullable=True),
        sa.Column("max_hr", sa.Float(), nullable=True),
        sa.Column("distance_m", sa.Float(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("event_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_activities_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint(
            "client_id", "source", "external_id", name=op.f("uq_activities_client_id_source_external_id")
        ),
    )
    op.create_index(op.f("ix_activities_client_id_day"), "activities", ["client_id", "day"], unique=False)
    op.create_table(
        "training_loads",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("daily_load", sa.Float(), nullable=True),
        sa.Column("sessions", sa.SmallInteger(), nullable=False),
        sa.Column("unknown_sessions", sa.SmallInteger(), nullable=False),
        sa.Column("duplicates", sa.SmallInteger(), nullable=False),
        sa.Column("acute", sa.Float(), nullable=True),
        sa.Column("chronic", sa.Float(), nullable=True),
        sa.Column("acwr", sa.Float(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("withheld", sa.Text(), nullable=True),
        sa.Column("monotony", sa.Float(), nullable=True),
        sa.Column("strain", sa.Float(), nullable=True),
        sa.Column("largest_session", sa.Float(), nullable=True),
        sa.Column("spike_ratio", sa.Float(), nullable=True),
        sa.Column("spike", sa.Text(), nullable=True),
        sa.Column("strength", postgresql.JSONB(), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_training_loads_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", "date", name=op.f("pk_training_loads")),
    )


def downgrade() -> None:
    op.drop_column("daily_metrics", "strength_fatigue")
    op.drop_table("training_loads")
    op.drop_index(op.f("ix_activities_client_id_day"), table_name="activities")
    op.drop_table("activities")
    op.drop_constraint(op.f("ck_clients_max_above_resting"), "clients", type_="check")
    op.drop_constraint(op.f("ck_clients_sex"), "clients", type_="check")
    op.drop_column("clients", "sex")
    op.drop_column("clients", "max_hr")
    op.drop_column("clients", "resting_hr")
