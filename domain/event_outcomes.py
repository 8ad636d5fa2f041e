"""What can become of an event of a provider."""

from enum import StrEnum


class EventOutcome(StrEnum):
    """What has become of an event that was received; one that has no outcome yet waits, or is dead."""

    #: It was the newest of its object, and what it says is stored.
    APPLIED = "APPLIED"
    #: A newer event of the same object was there when its turn came, and said all that it had to say.
    COALESCED = "COALESCED"
    #: Something newer of the same object was known already: it came late, or twice.
    LATE = "LATE"
    #: There was nothing to do, and it is written down why.
    VOID = "VOID"
