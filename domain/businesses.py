"""What a business counts: tests, subscriptions, and its athletes as a group."""

from enum import StrEnum

#: Groups of fewer athletes are not spoken of: an average over a few says too much about each.
SMALLEST_GROUP = 5

#: Months of a trend: the current one, and the eleven before it.
TREND_MONTHS = 12

#: Days after its end for which a month stays open: for what comes in late.
OPEN_DAYS = 7


class TestType(StrEnum):
    """What is tested."""

    __test__ = False  # for pytest: it is none of its own

    RUNNING = "RUNNING"
    CYCLING = "CYCLING"
    SKIING = "SKIING"


class SubscriptionTier(StrEnum):
    """What an athlete subscribes to."""

    FREE = "FREE"
    STANDARD = "STANDARD"
    PRO = "PRO"
    ELITE = "ELITE"


class SubscriptionStatus(StrEnum):
    """Where a subscription stands. Only ACTIVE ones are counted."""

    ACTIVE = "ACTIVE"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    TRIAL = "TRIAL"
