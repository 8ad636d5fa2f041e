"""Activities: recordings of training sessions, copies of the same session included."""

from datetime import date
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words


class Activity(Base):
    """One recording from one source. Which of them are copies is found out when loads are computed."""

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("client_id", "source", "external_id"),
        Index(None, "client_id", "day"),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    source: Mapped[Words]
    #: Its name at the source; where the source has none, when it began.
    external_id: Mapped[Words]
    #: Ours, and what the source calls it.
    type: Mapped[Words]
    source_type: Mapped[Words]
    started_at: Mapped[Instant]
    #: The athlete's local day on which it began, in the time zone that held when it was recorded.
    day: Mapped[date]
    duration_seconds: Mapped[float] = mapped_column(Float)
    # --- what may be absent: names, units and ranges are in domain.activity ---
    rpe: Mapped[float | None] = mapped_column(Float)
    average_hr: Mapped[float | None] = mapped_column(Float)
    max_hr: Mapped[float | None] = mapped_column(Float)
    distance_m: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


#: All columns, in the table's order.
ACTIVITY_COLUMNS = tuple(column.name for column in Activity.__table__.columns)
