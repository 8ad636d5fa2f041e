"""Events of an athlete's calendar: what is neither trained nor raced, and may leave less room for it."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, false, true
from sqlalchemy.orm import Mapped, mapped_column

from domain.calendar import LONGEST_EVENT, AdaptationPhase, EventStatus, EventType, TrainingImpact
from domain.check_in import IllnessType
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words
from storage.models.one_of import one_of

_CLOCK = "'^([01][0-9]|2[0-3]):[0-5][0-9]$'"


class CalendarEvent(Base):
    """An event of one local day or of several, both ends included.

    One that is read only comes from another calendar, and is changed there.
    """

    __tablename__ = "calendar_events"
    __table_args__ = (
        CheckConstraint(one_of("event_type", EventType), name="event_type"),
        CheckConstraint(one_of("status", EventStatus), name="status"),
        CheckConstraint(one_of("training_impact", TrainingImpact), name="training_impact"),
        CheckConstraint(one_of("adaptation_phase", AdaptationPhase), name="adaptation_phase"),
        CheckConstraint(one_of("illness_type", IllnessType), name="illness_type"),
        CheckConstraint("end_date >= start_date", name="end_date"),
        # Readers count on it: whatever reaches into a day began no earlier than so many days before.
        CheckConstraint(f"end_date - start_date < {LONGEST_EVENT}", name="days"),
        CheckConstraint(f"start_time ~ {_CLOCK}", name="start_time"),
        CheckConstraint(f"end_time ~ {_CLOCK}", name="end_time"),
        Index(None, "client_id", "start_date", "end_date"),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    title: Mapped[Words]
    description: Mapped[Words | None]
    event_type: Mapped[Words]
    status: Mapped[Words] = mapped_column(server_default="SCHEDULED")
    start_date: Mapped[dt.date]
    end_date: Mapped[dt.date]
    all_day: Mapped[bool] = mapped_column(server_default=true())
    #: HH:MM on the athlete's own clock.
    start_time: Mapped[Words | None]
    end_time: Mapped[Words | None]
    training_impact: Mapped[Words] = mapped_column(server_default="NORMAL")
    impact_notes: Mapped[Words | None]
    color: Mapped[Words | None]
    #: Metres above the sea.
    altitude: Mapped[float | None] = mapped_column(Float)
    adaptation_phase: Mapped[Words | None]
    illness_type: Mapped[Words | None]
    return_to_training_date: Mapped[dt.date | None]
    medical_clearance: Mapped[bool | None]
    is_read_only: Mapped[bool] = mapped_column(server_default=false())
    external_calendar_type: Mapped[Words | None]
    external_calendar_name: Mapped[Words | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
