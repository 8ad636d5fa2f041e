"""Check-ins: one row per athlete and local day, its inputs and what was last computed from them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Computed,
    Float,
    ForeignKey,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    false,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words
from storage.packed_day import PACKED_DAY


class DailyMetrics(Base):
    """One check-in.

    `revision` counts the changes of its inputs; `assessed_revision` is the one that the derived
    columns were computed from. Where the two differ the derived columns are of an older input, kept
    because an unchanged signature lets a run reuse them; readers show PENDING instead.
    """

    __tablename__ = "daily_metrics"
    __table_args__ = (
        # Carries what a history is made of, so that its 66 days are read from the index alone.
        UniqueConstraint("client_id", "date", postgresql_include=["packed"]),
        # Results make a row of some 3 KB. Pressed below the usual 2 KB it is a third smaller, and every write
        # pays a fifth of its time for that.
        {"postgresql_with": {"toast_tuple_target": 4080}},
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    date: Mapped[date]
    revision: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    #: It came in bulk, and was not made by anybody on a day: streaks tell these apart.
    is_imported: Mapped[bool] = mapped_column(server_default=false())

    # --- inputs: names, units and ranges are in domain.check_in ---
    hrv_rmssd: Mapped[float | None] = mapped_column(Float)
    hrv_quality: Mapped[Words | None]
    hrv_artifact_percent: Mapped[float | None] = mapped_column(Float)
    hrv_duration: Mapped[float | None] = mapped_column(Float)
    hrv_position: Mapped[Words | None]
    hrv_protocol: Mapped[Words | None]
    resting_hr: Mapped[float | None] = mapped_column(Float)
    sleep_quality: Mapped[int | None] = mapped_column(SmallInteger)
    sleep_hours: Mapped[float | None] = mapped_column(Float)
    muscle_soreness: Mapped[int | None] = mapped_column(SmallInteger)
    energy_level: Mapped[int | None] = mapped_column(SmallInteger)
    mood: Mapped[int | None] = mapped_column(SmallInteger)
    stress: Mapped[int | None] = mapped_column(SmallInteger)
    injury_pain: Mapped[int | None] = mapped_column(SmallInteger)
    cycle_phase: Mapped[Words | None]
    cycle_day: Mapped[int | None] = mapped_column(SmallInteger)
    athlete_notes: Mapped[Words | None]
    injury_body_part: Mapped[Words | None]
    injury_specific_type: Mapped[Words | None]
    injury_side: Mapped[Words | None]
    is_illness: Mapped[bool] = mapped_column(server_default=false())
    illness_type: Mapped[Words | None]
    detected_keywords: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    keyword_body_part: Mapped[Words | None]
    keyword_severity: Mapped[Words | None]
    keyword_summary: Mapped[Words | None]
    rehab_exercises_done: Mapped[bool] = mapped_column(server_default=false())
    rehab_pain_during: Mapped[int | None] = mapped_column(SmallInteger)
    rehab_pain_after: Mapped[int | None] = mapped_column(SmallInteger)
    rehab_notes: Mapped[Words | None]
    request_physio_contact: Mapped[bool] = mapped_column(server_default=false())
    physio_contact_reason: Mapped[Words | None]

    # --- derived: written by the checkins lane only ---
    # The large ones are JSON and not JSONB: they are kept as they were written, which costs a third.
    hrv_status: Mapped[Words | None]
    hrv_percent: Mapped[float | None] = mapped_column(Float)
    hrv_trend: Mapped[Words | None]
    resting_hr_status: Mapped[Words | None]
    resting_hr_dev: Mapped[float | None] = mapped_column(Float)
    wellness_score: Mapped[float | None] = mapped_column(Float)
    wellness_status: Mapped[Words | None]
    readiness_score: Mapped[float | None] = mapped_column(Float)
    readiness_level: Mapped[Words | None]
    readiness_confidence: Mapped[Words | None]
    recommended_action: Mapped[Words | None]
    intensity_percent: Mapped[int | None] = mapped_column(SmallInteger)
    volume_percent: Mapped[int | None] = mapped_column(SmallInteger)
    factor_scores: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    red_flags: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    yellow_flags: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    measurement_remarks: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    reasons: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    baseline_maturity: Mapped[Words | None]
    percent_result: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    individual_result: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    disagreement: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    strength_fatigue: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    cycle_phase_adjustment: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    #: Id and version of the rules that made readiness, advice and reasons.
    engine: Mapped[Words | None]

    #: What later days' histories want of this one, in one value: packing 66 days anew for each of those that
    #: come after costs four times as much to read.
    packed: Mapped[bytes] = mapped_column(LargeBinary, Computed(PACKED_DAY, persisted=True))

    # --- how the derived columns came about ---
    assessed_revision: Mapped[int | None] = mapped_column(BigInteger)
    assessed_at: Mapped[Instant | None]
    assessed_signature: Mapped[bytes | None] = mapped_column(LargeBinary)


_COLUMNS = tuple(column.name for column in DailyMetrics.__table__.columns)

#: What an athlete may give, in the table's order.
INPUT_COLUMNS = _COLUMNS[_COLUMNS.index("hrv_rmssd") : _COLUMNS.index("hrv_status")]

#: What an assessment writes, in the table's order.
DERIVED_COLUMNS = _COLUMNS[_COLUMNS.index("hrv_status") : _COLUMNS.index("packed")]
