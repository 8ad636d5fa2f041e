"""Planned workouts, injury cases, and what they impose.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_RESTRICTIONS = (
    "NO_RUNNING NO_JUMPING NO_IMPACT NO_UPPER_BODY NO_LOWER_BODY "
    "REDUCED_VOLUME REDUCED_INTENSITY MODIFIED_ONLY SPECIFIC_EXERCISES CUSTOM"
)

_WORKOUTS = (
    "RUNNING STRENGTH PLYOMETRIC CORE RECOVERY CYCLING SKIING SWIMMING TRIATHLON HYROX ALTERNATIVE OTHER"
)


def _one_of(column: str, values: str) -> str:
    listed = ", ".join(f"'{value}'" for value in values.split())
    return f"{column} IN ({listed})"


def upgrade() -> None:
    op.create_table(
        "injury_cases",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body_part", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("last_reported_on", sa.Date(), nullable=False),
        sa.Column("worst_pain", sa.SmallInteger(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("minimum_days", sa.SmallInteger(), nullable=False),
        sa.Column("return_phase", sa.SmallInteger(), nullable=True),
        sa.Column("proposal", postgresql.JSONB(), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("assessed_by", sa.Uuid(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(_one_of("kind", "INJURY ILLNESS"), name=op.f("ck_injury_cases_kind")),
        sa.CheckConstraint(_one_of("source", "AUTOMATIC MANUAL"), name=op.f("ck_injury_cases_source")),
        sa.CheckConstraint(
            _one_of("status", "ACTIVE MONITORING RESOLVED WITHDRAWN"), name=op.f("ck_injury_cases_status")
        ),
        sa.ForeignKeyConstraint(["assessed_by"], ["users.id"], name=op.f("fk_injury_cases_assessed_by")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_injury_cases_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_injury_cases")),
    )
    op.create_index(op.f("ix_injury_cases_client_id_opened_on"), "injury_cases", ["client_id", "opened_on"])
    op.create_index(
        "uq_injury_cases_open",
        "injury_cases",
        ["client_id", "kind", "body_part"],
        unique=True,
        postgresql_where=sa.text("status IN ('ACTIVE', 'MONITORING')"),
    )
    op.create_table(
        "training_programs",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("goal_date", sa.Date(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_training_programs_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_programs")),
    )
    op.create_index(op.f("ix_training_programs_client_id"), "training_programs", ["client_id"])
    op.create_table(
        "training_restrictions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body_parts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("affected_workout_types", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("volume_reduction_percent", sa.SmallInteger(), nullable=True),
        sa.Column("max_intensity_zone", sa.SmallInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("severity", "MILD MODERATE SEVERE COMPLETE"),
            name=op.f("ck_training_restrictions_severity"),
        ),
        sa.CheckConstraint(
            _one_of("source", "INJURY_CASCADE PHYSIO_MANUAL COACH_MANUAL SYSTEM_AUTO"),
            name=op.f("ck_training_restrictions_source"),
        ),
        sa.CheckConstraint(
            _one_of(
                "type",
                _RESTRICTIONS,
            ),
            name=op.f("ck_training_restrictions_type"),
        ),
        sa.CheckConstraint("end_date >= start_date", name=op.f("ck_training_restrictions_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["injury_cases.id"],
            name=op.f("fk_training_restrictions_case_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["cleared_by"], ["users.id"], name=op.f("fk_training_restrictions_cleared_by")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_training_restrictions_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_restrictions")),
    )
    op.create_index(op.f("ix_training_restrictions_case_id"), "training_restrictions", ["case_id"])
    op.create_index(
        op.f("ix_training_restrictions_client_id_end_date"),
        "training_restrictions",
        ["client_id", "end_date"],
    )
    op.create_table(
        "workouts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("position", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="PLANNED", nullable=False),
        sa.Column("intensity", sa.Text(), nullable=True),
        sa.Column("duration_minutes", sa.Float(), nullable=True),
        sa.Column("distance_m", sa.Float(), nullable=True),
        sa.Column("coach_notes", sa.Text(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("intensity", "RECOVERY EASY MODERATE THRESHOLD INTERVAL MAX"),
            name=op.f("ck_workouts_intensity"),
        ),
        sa.CheckConstraint(
            _one_of("status", "PLANNED MODIFIED CANCELLED COMPLETED"), name=op.f("ck_workouts_status")
        ),
        sa.CheckConstraint(
            _one_of(
                "type",
                _WORKOUTS,
            ),
            name=op.f("ck_workouts_type"),
        ),
        sa.CheckConstraint("distance_m >= 0", name=op.f("ck_workouts_distance_m")),
        sa.CheckConstraint("duration_minutes >= 0", name=op.f("ck_workouts_duration_minutes")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_workouts_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["training_programs.id"], name=op.f("fk_workouts_program_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workouts")),
    )
    op.create_index(op.f("ix_workouts_client_id_date"), "workouts", ["client_id", "date"])
    op.create_index(op.f("ix_workouts_program_id"), "workouts", ["program_id"])
    op.create_table(
        "workout_modifications",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("workout_id", sa.Uuid(), nullable=False),
        sa.Column("effect_key", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("planned_type", sa.Text(), nullable=False),
        sa.Column("planned_status", sa.Text(), nullable=False),
        sa.Column("planned_intensity", sa.Text(), nullable=True),
        sa.Column("planned_duration_minutes", sa.Float(), nullable=True),
        sa.Column("planned_distance_m", sa.Float(), nullable=True),
        sa.Column("modified_type", sa.Text(), nullable=False),
        sa.Column("modified_status", sa.Text(), nullable=False),
        sa.Column("modified_intensity", sa.Text(), nullable=True),
        sa.Column("modified_duration_minutes", sa.Float(), nullable=True),
        sa.Column("modified_distance_m", sa.Float(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workout_id"],
            ["workouts.id"],
            name=op.f("fk_workout_modifications_workout_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workout_modifications")),
    )
    op.create_index(op.f("ix_workout_modifications_effect_key"), "workout_modifications", ["effect_key"])
    op.create_index(
        op.f("ix_workout_modifications_workout_id_created_at"),
        "workout_modifications",
        ["workout_id", "created_at"],
    )


def downgrade() -> None:
    op.drop_table("workout_modifications")
    op.drop_table("workouts")
    op.drop_table("training_restrictions")
    op.drop_table("training_programs")
    op.drop_table("injury_cases")
