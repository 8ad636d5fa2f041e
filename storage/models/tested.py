"""Tests in a laboratory or on a track, and who takes them."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.businesses import TestType
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words
from storage.models.one_of import one_of


class Tester(Base):
    """Somebody who takes tests for a business."""

    __tablename__ = "testers"

    id: Mapped[Id]
    business_id: Mapped[UUID | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    name: Mapped[Words]
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[CreatedAt]


class PerformanceTest(Base):
    """One test of an athlete. It is a business's if its tester or its location is."""

    __tablename__ = "tests"
    __table_args__ = (
        CheckConstraint(one_of("type", TestType), name="type"),
        Index(None, "client_id", "test_date"),
        Index(None, "tester_id", "test_date"),
        Index(None, "location_id", "test_date"),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    test_date: Mapped[Instant]
    type: Mapped[Words]
    status: Mapped[Words] = mapped_column(server_default="COMPLETED")
    tester_id: Mapped[UUID | None] = mapped_column(ForeignKey("testers.id", ondelete="SET NULL"))
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("locations.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
