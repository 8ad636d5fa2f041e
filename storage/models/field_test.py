"""Field tests: what athletes measure by themselves, without a laboratory."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.calendar import FieldTestConfidence, FieldTestType
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words
from storage.models.one_of import one_of


class FieldTest(Base):
    """A field test on a local day. Paces are in minutes a kilometre, heart rates in bpm.

    Tests in a laboratory are another table: they have a tester, and a business counts them.
    """

    __tablename__ = "field_tests"
    __table_args__ = (
        CheckConstraint(one_of("test_type", FieldTestType), name="test_type"),
        CheckConstraint(one_of("confidence", FieldTestConfidence), name="confidence"),
        Index(None, "client_id", "date"),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    date: Mapped[dt.date]
    test_type: Mapped[Words]
    valid: Mapped[bool] = mapped_column(server_default=true())
    lt1_pace: Mapped[float | None] = mapped_column(Float)
    lt1_hr: Mapped[float | None] = mapped_column(Float)
    lt2_pace: Mapped[float | None] = mapped_column(Float)
    lt2_hr: Mapped[float | None] = mapped_column(Float)
    confidence: Mapped[Words | None]
    results: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    notes: Mapped[Words | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
