"""Lanes: named coalescing policies, declared as data. Nothing else differs between lanes."""

from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from coalescing.errors import InvalidLaneError, UnknownLaneError


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One coalescing policy. All times are in milliseconds."""

    #: Name of the lane; also the ledger's `lane` column.
    name: str
    #: Celery queue that its drains run on.
    queue: str
    #: What a key is made of, for people: `clientId:date`.
    key_form: str
    #: From the first submit to the due time. Fixed: later submits coalesce and do not move it.
    window_ms: int
    #: Entries that one claim takes at most.
    batch: int
    #: How long a claim is held before a sweep gives its entries back. Runs extend it while they work, so it
    #: only ends when their worker is gone.
    lease_ms: int = 10_000
    #: Runs that may fail before the entry is dead. A new submit gives it fresh attempts.
    max_attempts: int = 5
    #: Workers that may die while they hold the entry before it is dead.
    max_crashes: int = 3
    #: First pause after a failure; it doubles with each further one, with full jitter.
    backoff_base_ms: int = 1_000
    #: Longest pause after a failure.
    backoff_cap_ms: int = 300_000

    def __post_init__(self) -> None:
        for field in ("batch", "lease_ms", "max_attempts", "max_crashes", "backoff_base_ms"):
            if getattr(self, field) < 1:
                raise InvalidLaneError(
                    f"lane {self.name!r}: {field} is {getattr(self, field)}, and must be at least 1"
                )
        if self.window_ms < 0:
            raise InvalidLaneError(
                f"lane {self.name!r}: window_ms is {self.window_ms}, and must not be negative"
            )
        if self.backoff_cap_ms < self.backoff_base_ms:
            raise InvalidLaneError(
                f"lane {self.name!r}: backoff_cap_ms is {self.backoff_cap_ms},"
                f" below backoff_base_ms {self.backoff_base_ms}"
            )
        if not self.name or not self.name.replace("-", "").isalnum():
            raise InvalidLaneError(f"lane {self.name!r}: a name is letters, digits and hyphens")

    def backoff_ms(self, attempt: int, rng: Random) -> int:
        """How long to wait after a failed run: exponential with full jitter.

        A uniformly random time between 0 and `min(cap, base * 2 ** (attempt - 1))`, so that what failed
        together does not come back together. Source: Marc Brooker, "Exponential Backoff And Jitter", AWS
        Architecture Blog, 2015.

        Args:
            attempt: Number of the run that failed, 1 for the first.
            rng: Source of the jitter.

        Returns:
            Milliseconds, from 0 to `backoff_cap_ms`.
        """
        doublings = min(max(attempt, 1) - 1, self.backoff_cap_ms.bit_length())
        return rng.randint(0, min(self.backoff_cap_ms, self.backoff_base_ms << doublings))


CHECKINS = Lane(
    name="checkins",
    queue="checkins",
    key_form="clientId:date",
    window_ms=3_000,
    batch=200,
    backoff_base_ms=30_000,
)

LANES = MappingProxyType({lane.name: lane for lane in (CHECKINS,)})


def lane_named(name: str) -> Lane:
    """The declared lane of that name.

    Raises:
        UnknownLaneError: no lane has that name.
    """
    try:
        return LANES[name]
    except KeyError:
        known = ", ".join(sorted(LANES))
        raise UnknownLaneError(f"lane {name!r} is not declared; known lanes: {known}") from None
