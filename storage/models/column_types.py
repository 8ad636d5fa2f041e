"""Column types that several tables share."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid, func
from sqlalchemy.orm import mapped_column

#: A random id, made by the database.
Id = Annotated[UUID, mapped_column(Uuid, primary_key=True, server_default=func.gen_random_uuid())]

#: When the row was made: set by the database, with time zone.
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]

#: A point in time, with time zone.
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]

#: Text of any length.
Words = Annotated[str, mapped_column(Text)]
