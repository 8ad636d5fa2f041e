"""How much of the training is left out, and how serious what calls for it is; each the least first."""

from enum import StrEnum


class _Ranked(StrEnum):
    """Words in an order: that of their declaration, and not that of the alphabet."""

    @property
    def rank(self) -> int:
        """Place in the order, 0 for the first."""
        return list(type(self)).index(self)


class Decision(_Ranked):
    """What becomes of planned training; the most restrictive is the last."""

    NONE = "NONE"
    #: Easy at most.
    MONITOR = "MONITOR"
    #: Half of it, easy at most.
    REDUCE_50 = "REDUCE_50"
    #: Something else, which does not load what hurts.
    CROSS_TRAINING_ONLY = "CROSS_TRAINING_ONLY"
    REST = "REST"


class Severity(_Ranked):
    """How serious a flag is; the most serious is the last."""

    LOW = "LOW"
    MODERATE = "MODERATE"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"
