"""Conversations with the assistant: who speaks, what became of an answer, how many a month are included."""

from enum import StrEnum
from types import MappingProxyType

from domain.businesses import SubscriptionStatus, SubscriptionTier


class Speaker(StrEnum):
    """Who has said something."""

    USER = "user"
    ASSISTANT = "assistant"


class AnswerState(StrEnum):
    """Where a message stands. What a person says is DONE as soon as it is stored."""

    #: It is being made.
    PENDING = "PENDING"
    DONE = "DONE"
    #: It ended early: what had come is there.
    CUT = "CUT"
    #: There is none: whoever was asked could not answer.
    FAILED = "FAILED"
    #: The process that made it is gone.
    INTERRUPTED = "INTERRUPTED"


class ProviderName(StrEnum):
    """Who answers: one of those that may be set up, or the platform itself, without a model."""

    ANTHROPIC = "ANTHROPIC"
    GOOGLE = "GOOGLE"
    OPENAI = "OPENAI"
    BUILTIN = "BUILTIN"


#: Answers that a message may be sent again for: there is nothing to show of them, or not all.
TO_BE_TRIED_AGAIN = frozenset({AnswerState.FAILED, AnswerState.INTERRUPTED})

#: Messages that an athlete's subscription includes in a month; None for any number.
MONTHLY_MESSAGES = MappingProxyType(
    {
        SubscriptionTier.FREE: 0,
        SubscriptionTier.STANDARD: 50,
        SubscriptionTier.PRO: None,
        SubscriptionTier.ELITE: None,
    }
)

#: Subscriptions that count; with any other one has what FREE has.
COUNTED = frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.TRIAL})

#: Facts that are remembered of one athlete and speaker; the oldest go first.
MOST_MEMORIES = 50
LONGEST_MEMORY = 200
