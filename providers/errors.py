"""What can go wrong with another service. No message holds a token, nor a text that came from outside."""

from datetime import datetime


class ProviderError(Exception):
    """Base of all errors of this package."""


class NotFoundError(ProviderError):
    """Raised when the service does not have what was asked for, or does not show it to this athlete."""


class RevokedError(ProviderError):
    """Raised when the athlete's access has ended: asking again is no use until it is connected anew."""


class NotConnectedError(RevokedError):
    """Raised when no athlete is connected with that account, or it is not in use any more."""


class RefusedError(ProviderError):
    """Raised when the service will not do it, however often it is asked."""


class NotConfiguredError(RefusedError):
    """Raised when a setting is missing; the message says which, and what to do."""


class UnreadableTokenError(RefusedError):
    """Raised when none of the keys opens a token: it was encrypted by one that is not set any more."""


class QuotaError(ProviderError):
    """Raised when no more calls may be made until a window of the service's quota ends."""

    def __init__(self, message: str, *, retry_at: datetime, retry_after_seconds: float) -> None:
        super().__init__(message)
        #: In UTC, on Redis's clock.
        self.retry_at = retry_at
        #: The same, from now on.
        self.retry_after_seconds = retry_after_seconds


class AwayError(ProviderError):
    """Raised when the service does not answer, or cannot do it at the moment.

    That may be so for this one question only. Whether the service is away altogether is the breaker's to say.
    """

    def __init__(
        self, message: str, *, retry_after_seconds: float | None = None, is_for_all: bool = False
    ) -> None:
        super().__init__(message)
        #: Whether other questions would fare alike: nobody calls at the moment.
        self.is_for_all = is_for_all
        #: When it is worth asking again, if that is known.
        self.retry_after_seconds = retry_after_seconds


class LeftInPeaceError(AwayError):
    """Raised when it was not asked, since it has failed lately. What is wrong was told to those who asked."""
