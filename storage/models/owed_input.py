"""Inputs of owed work, for lanes whose inputs are not rows of a table of their own."""

from sqlalchemy import BigInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import Instant, Words


class OwedInput(Base):
    """What came with one revision of one key, until a run has covered that revision."""

    __tablename__ = "owed_inputs"

    lane: Mapped[Words] = mapped_column(primary_key=True)
    key: Mapped[Words] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    payload: Mapped[bytes]
    at: Mapped[Instant] = mapped_column(server_default=text("now()"))
