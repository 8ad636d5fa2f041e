"""What an athlete's calendar shows beside workouts and check-ins, and results of races.

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


def _one_of(column: str, values: str) -> str:
    listed = ", ".join(f"'{value}'" for value in values.split())
    return f"{column} IN ({listed})"


def upgrade() -> None:
    op.create_table(
        "calendar_events",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="SCHEDULED", nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("all_day", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("start_time", sa.Text(), nullable=True),
        sa.Column("end_time", sa.Text(), nullable=True),
        sa.Column("training_impact", sa.Text(), server_default="NORMAL", nullable=False),
        sa.Column("impact_notes", sa.Text(), nullable=True),
        sa.Column("color", sa.Text(), nullable=True),
        sa.Column("altitude", sa.Float(), nullable=True),
        sa.Column("adaptation_phase", sa.Text(), nullable=True),
        sa.Column("illness_type", sa.Text(), nullable=True),
        sa.Column("return_to_training_date", sa.Date(), nullable=True),
        sa.Column("medical_clearance", sa.Boolean(), nullable=True),
        sa.Column("is_read_only", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("external_calendar_type", sa.Text(), nullable=True),
        sa.Column("external_calendar_name", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("adaptation_phase", "ACUTE ADAPTATION OPTIMAL RETURN"),
            name=op.f("ck_calendar_events_adaptation_phase"),
        ),
        sa.CheckConstraint(
            "end_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'", name=op.f("ck_calendar_events_end_time")
        ),
        sa.CheckConstraint(
            _one_of(
                "event_type",
                "TRAVEL TRAINING_CAMP ALTITUDE_CAMP ILLNESS INJURY VACATION WORK PERSONAL REST EXTERNAL"
                " OTHER",
            ),
            name=op.f("ck_calendar_events_event_type"),
        ),
        sa.CheckConstraint(
            _one_of("illness_type", "FEVER GASTROINTESTINAL COLD HEADACHE GENERAL_ILLNESS CHRONIC"),
            name=op.f("ck_calendar_events_illness_type"),
        ),
        sa.CheckConstraint(
            "start_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'", name=op.f("ck_calendar_events_start_time")
        ),
        sa.CheckConstraint(
            _one_of("status", "SCHEDULED ACTIVE COMPLETED CANCELLED"), name=op.f("ck_calendar_events_status")
        ),
        sa.CheckConstraint(
            _one_of("training_impact", "NO_TRAINING REDUCED MODIFIED NORMAL"),
            name=op.f("ck_calendar_events_training_impact"),
        ),
        sa.CheckConstraint("end_date - start_date < 366", name=op.f("ck_calendar_events_days")),
        sa.CheckConstraint("end_date >= start_date", name=op.f("ck_calendar_events_end_date")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_calendar_events_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_calendar_events_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_events")),
    )
    op.create_index(
        op.f("ix_calendar_events_client_id_start_date_end_date"),
        "calendar_events",
        ["client_id", "start_date", "end_date"],
    )
    op.create_index(op.f("ix_calendar_events_created_by"), "calendar_events", ["created_by"])
    op.create_table(
        "races",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("distance", sa.Text(), nullable=False),
        sa.Column("custom_distance_km", sa.Float(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="PLANNED", nullable=False),
        sa.Column("target_time", sa.Float(), nullable=True),
        sa.Column("assessment", sa.Text(), nullable=True),
        sa.Column("taper_weeks", sa.SmallInteger(), nullable=True),
        sa.Column("calendar_id", sa.Uuid(), nullable=True),
        sa.Column("season_name", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(distance = 'CUSTOM') = (custom_distance_km IS NOT NULL)",
            name=op.f("ck_races_custom_distance_km"),
        ),
        sa.CheckConstraint(_one_of("classification", "A B C"), name=op.f("ck_races_classification")),
        sa.CheckConstraint(
            _one_of("distance", "5K 10K HALF_MARATHON MARATHON CUSTOM"), name=op.f("ck_races_distance")
        ),
        sa.CheckConstraint(_one_of("status", "PLANNED COMPLETED CANCELLED"), name=op.f("ck_races_status")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_races_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_races")),
    )
    op.create_index(op.f("ix_races_client_id_date"), "races", ["client_id", "date"])
    op.create_table(
        "race_results",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("race_id", sa.Uuid(), nullable=True),
        sa.Column("race_date", sa.Date(), nullable=False),
        sa.Column("race_name", sa.Text(), nullable=True),
        sa.Column("distance", sa.Text(), nullable=False),
        sa.Column("custom_distance_km", sa.Float(), nullable=True),
        sa.Column("distance_m", sa.Float(), nullable=False),
        sa.Column("time_minutes", sa.Float(), nullable=False),
        sa.Column("time_formatted", sa.Text(), nullable=False),
        sa.Column("race_type", sa.Text(), nullable=True),
        sa.Column("terrain", sa.Text(), nullable=True),
        sa.Column("temperature", sa.Float(), nullable=True),
        sa.Column("humidity", sa.Float(), nullable=True),
        sa.Column("wind_speed", sa.Float(), nullable=True),
        sa.Column("elevation", sa.Float(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("goal_time", sa.Float(), nullable=True),
        sa.Column("goal_achieved", sa.Boolean(), nullable=True),
        sa.Column("avg_heart_rate", sa.Float(), nullable=True),
        sa.Column("max_heart_rate", sa.Float(), nullable=True),
        sa.Column("avg_pace", sa.Float(), nullable=True),
        sa.Column("splits", postgresql.JSONB(), nullable=True),
        sa.Column("athlete_notes", sa.Text(), nullable=True),
        sa.Column("coach_notes", sa.Text(), nullable=True),
        sa.Column("used_for_zones", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("vdot", sa.Float(), nullable=True),
        sa.Column("training_paces", postgresql.JSONB(), nullable=True),
        sa.Column("equivalent_times", postgresql.JSONB(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(distance = 'CUSTOM') = (custom_distance_km IS NOT NULL)",
            name=op.f("ck_race_results_custom_distance_km"),
        ),
        sa.CheckConstraint(
            _one_of("distance", "5K 10K HALF_MARATHON MARATHON CUSTOM"), name=op.f("ck_race_results_distance")
        ),
        sa.CheckConstraint("time_minutes > 0", name=op.f("ck_race_results_time_minutes")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_race_results_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["race_id"], ["races.id"], name=op.f("fk_race_results_race_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_race_results")),
        sa.UniqueConstraint(
            "client_id",
            "race_date",
            "distance_m",
            "race_name",
            name=op.f("uq_race_results_client_id_race_date_distance_m_race_name"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_race_results_race_id"),
        "race_results",
        ["race_id"],
        unique=True,
        postgresql_where=sa.text("race_id IS NOT NULL"),
    )
    op.create_table(
        "field_tests",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("test_type", sa.Text(), nullable=False),
        sa.Column("valid", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("lt1_pace", sa.Float(), nullable=True),
        sa.Column("lt1_hr", sa.Float(), nullable=True),
        sa.Column("lt2_pace", sa.Float(), nullable=True),
        sa.Column("lt2_hr", sa.Float(), nullable=True),
        sa.Column("confidence", sa.Text(), nullable=True),
        sa.Column("results", postgresql.JSONB(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("confidence", "VERY_HIGH HIGH MEDIUM LOW"), name=op.f("ck_field_tests_confidence")
        ),
        sa.CheckConstraint(
            _one_of(
                "test_type", "TIME_TRIAL_30_MIN TIME_TRIAL_20_MIN HR_DRIFT CRITICAL_VELOCITY COOPER OTHER"
            ),
            name=op.f("ck_field_tests_test_type"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_field_tests_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_tests")),
    )
    op.create_index(op.f("ix_field_tests_client_id_date"), "field_tests", ["client_id", "date"])
    op.create_table(
        "generated_wods",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="GENERATED", nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("primary_sport", sa.Text(), nullable=True),
        sa.Column("requested_duration", sa.Float(), nullable=True),
        sa.Column("actual_duration", sa.Float(), nullable=True),
        sa.Column("intensity_adjusted", sa.Boolean(), nullable=True),
        sa.Column("session_rpe", sa.Float(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("status", "GENERATED STARTED COMPLETED ABANDONED"), name=op.f("ck_generated_wods_status")
        ),
        sa.CheckConstraint("session_rpe BETWEEN 0 AND 10", name=op.f("ck_generated_wods_session_rpe")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_generated_wods_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generated_wods")),
    )
    op.create_index(
        op.f("ix_generated_wods_client_id_created_at"), "generated_wods", ["client_id", "created_at"]
    )
    op.create_table(
        "ad_hoc_workouts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="CONFIRMED", nullable=False),
        sa.Column("input_type", sa.Text(), server_default="MANUAL", nullable=False),
        sa.Column("workout_type", sa.Text(), nullable=False),
        sa.Column("duration", sa.Float(), nullable=True),
        sa.Column("distance", sa.Float(), nullable=True),
        sa.Column("perceived_effort", sa.SmallInteger(), nullable=True),
        sa.Column("intensity", sa.Text(), nullable=True),
        sa.Column("feeling", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            _one_of("feeling", "GREAT GOOD OKAY TIRED BAD"), name=op.f("ck_ad_hoc_workouts_feeling")
        ),
        sa.CheckConstraint(
            _one_of("input_type", "MANUAL TEXT VOICE PHOTO IMPORT"),
            name=op.f("ck_ad_hoc_workouts_input_type"),
        ),
        sa.CheckConstraint(
            _one_of("intensity", "RECOVERY EASY MODERATE THRESHOLD INTERVAL MAX"),
            name=op.f("ck_ad_hoc_workouts_intensity"),
        ),
        sa.CheckConstraint(
            _one_of("status", "DRAFT CONFIRMED DISCARDED"), name=op.f("ck_ad_hoc_workouts_status")
        ),
        sa.CheckConstraint(
            _one_of(
                "workout_type",
                "RUNNING STRENGTH PLYOMETRIC CORE RECOVERY CYCLING SKIING SWIMMING TRIATHLON HYROX"
                " ALTERNATIVE OTHER",
            ),
            name=op.f("ck_ad_hoc_workouts_workout_type"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_ad_hoc_workouts_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ad_hoc_workouts")),
    )
    op.create_index(op.f("ix_ad_hoc_workouts_client_id_date"), "ad_hoc_workouts", ["client_id", "date"])
    op.add_column("clients", sa.Column("birth_date", sa.Date(), nullable=True))
    op.add_column("workouts", sa.Column("name", sa.Text(), nullable=True))
    op.add_column("workouts", sa.Column("phase", sa.Text(), nullable=True))
    op.add_column("workouts", sa.Column("week_number", sa.SmallInteger(), nullable=True))
    op.add_column("workouts", sa.Column("day_number", sa.SmallInteger(), nullable=True))
    op.add_column("workouts", sa.Column("segment_count", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    for column in ("segment_count", "day_number", "week_number", "phase", "name"):
        op.drop_column("workouts", column)
    op.drop_column("clients", "birth_date")
    op.drop_table("race_results")
    op.drop_table("ad_hoc_workouts")
    op.drop_table("generated_wods")
    op.drop_table("field_tests")
    op.drop_table("races")
    op.drop_table("calendar_events")
