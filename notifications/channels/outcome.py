"""What a channel is given to send, and what has become of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """One message to one address. Neither it nor its parts are for logs."""

    #: Under this name it is sent, however often.
    id: UUID
    #: `domain.notice_delivery.ChannelKind`
    kind: str
    url: str
    secret: str | None
    title: str
    body: str
    #: For programs: what kind of message it is, and what is told about it.
    event: str
    data: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What has become of one call."""

    #: What kind of failure it was, in words of our own; None if it was taken.
    failure: str | None = None
    #: It can never be taken.
    is_final: bool = False
    #: The receiver is at fault as a whole, and not the message: it is away, or overwhelmed.
    is_providers: bool = False
    #: The receiver is there and does not want it: few tries will do.
    is_refused: bool = False
    #: The address is gone for good.
    is_gone: bool = False
    #: When the receiver wants to be asked again, in seconds.
    retry_after: float | None = None

    @property
    def is_sent(self) -> bool:
        """Whether it was taken."""
        return self.failure is None


SENT = Outcome()
TIMED_OUT = Outcome(failure="it did not answer in time", is_providers=True)
