"""Activities: recordings of training sessions, copies of the same session included."""

from datetime import date
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words


class Activity(Base):
    """One recording from one source. Which of them are copies is found out when loads are computed.

    Of a removed one the name stays, so that an old event of its source does not bring it back.
    """

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
    average_watts: Mapped[float | None] = mapped_column(Float)
    elevation_gain_m: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    #: When the source said so, if it tells; and since when it is removed. A removed one is nobody's session.
    event_at: Mapped[Instant | None]
    deleted_at: Mapped[Instant | None]


_COLUMNS = tuple(column.name for column in Activity.__table__.columns)

#: What is shown of an activity, in the table's order.
ACTIVITY_COLUMNS = _COLUMNS[: _COLUMNS.index("event_at")]
