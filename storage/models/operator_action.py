"""The audit: what operators did by hand, who, and when."""

from typing import Any

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import Instant, Words


class OperatorAction(Base):
    """One action on one key, or on a whole lane (`key` is null), or on the platform (`lane` is null too)."""

    __tablename__ = "operator_actions"
    __table_args__ = (Index(None, "lane", "key"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[Instant] = mapped_column(server_default=text("now()"))
    who: Mapped[Words]
    action: Mapped[Words]
    lane: Mapped[Words | None]
    key: Mapped[Words | None]
    details: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
