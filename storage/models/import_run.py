"""Imports of files with check-ins: how far each has come."""

from sqlalchemy import BigInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Instant, Words


class ImportRun(Base):
    """One file, read in one way: the same content with the same options is the same import.

    What is counted is what is stored: the row is written in the transactions of the check-ins.
    """

    __tablename__ = "imports"

    #: SHA-256 of the file's content, and of all that decides how it is read.
    file_digest: Mapped[Words] = mapped_column(primary_key=True)
    options_digest: Mapped[Words] = mapped_column(primary_key=True)
    file_name: Mapped[Words]
    started_by: Mapped[Words]
    started_at: Mapped[CreatedAt]
    finished_at: Mapped[Instant | None]
    #: Records of the file that are dealt with, the heading not counted.
    records: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    rejected: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    #: Check-ins that did not exist, that differed, and that were as the file has them.
    new_days: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    changed_days: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    unchanged_days: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    new_athletes: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
