"""What a provider's answer comes in, and how it may fail."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Delta:
    """More of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What the answer has cost, in tokens of the provider's own count; None where it has not said."""

    prompt: int | None = None
    completion: int | None = None


@dataclass(frozen=True, slots=True)
class End:
    """That the answer is complete: `is_short` where it has met the limit of its length."""

    is_short: bool = False


Piece: TypeAlias = Delta | Usage | End


class Failure(StrEnum):
    """Why there is no answer, or not all of it."""

    #: The key is wrong, or not allowed to do that.
    PROVIDER_KEY = "PROVIDER_KEY"
    PROVIDER_RATE_LIMIT = "PROVIDER_RATE_LIMIT"
    #: It knows no such model, or does not take what was sent.
    PROVIDER_MODEL = "PROVIDER_MODEL"
    PROVIDER_UNAVAILABLE = "PROVIDER_UNAVAILABLE"
    PROVIDER_TIMEOUT = "PROVIDER_TIMEOUT"
    #: It ended in the middle.
    STREAM_CUT = "STREAM_CUT"
    #: The whole of it has taken longer than it may.
    TOO_LONG = "TOO_LONG"
    #: The platform's process was stopped.
    STOPPED = "STOPPED"
    #: The asker may not see (any more) what it was to rest on.
    ACCESS_DENIED = "ACCESS_DENIED"
    #: A defect of ours.
    INTERNAL = "INTERNAL"


#: Those that say something about the provider, and not about what it was asked.
PROVIDERS_FAULT = frozenset(
    {
        Failure.PROVIDER_RATE_LIMIT,
        Failure.PROVIDER_UNAVAILABLE,
        Failure.PROVIDER_TIMEOUT,
        Failure.STREAM_CUT,
    }
)

#: What people are told.
SENTENCES = {
    Failure.PROVIDER_KEY: "API key: the provider does not accept the one that is set up",
    Failure.PROVIDER_RATE_LIMIT: "Rate limit: the provider has enough for now; try again in a moment",
    Failure.PROVIDER_MODEL: "Model error: the provider does not take what it was asked",
    Failure.PROVIDER_UNAVAILABLE: "The provider does not answer; try again in a moment",
    Failure.PROVIDER_TIMEOUT: "The provider does not answer in time; try again in a moment",
    Failure.STREAM_CUT: "The answer has ended early",
    Failure.TOO_LONG: "The answer has taken too long, and was ended",
    Failure.STOPPED: "The answer was ended, since the platform is being restarted",
    Failure.ACCESS_DENIED: "Access denied",
    Failure.INTERNAL: "The answer could not be made",
}


class ProviderError(Exception):
    """Raised when a provider does not answer, or not to the end. Its text never came from outside."""

    def __init__(self, failure: Failure, *, retry_after: float | None = None) -> None:
        super().__init__(failure.value)
        self.failure = failure
        #: Seconds until it wants to be asked again, if it has said so.
        self.retry_after = retry_after

    @property
    def is_providers_fault(self) -> bool:
        """Whether asking it something else now would be no better."""
        return self.failure in PROVIDERS_FAULT
