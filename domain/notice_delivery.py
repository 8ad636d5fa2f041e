"""Words of delivery: by what means a notice goes outside, and what has become of it."""

from enum import StrEnum


class ChannelKind(StrEnum):
    """By what means somebody is told outside of the app."""

    #: One of the services that the library Apprise speaks: mail, chat, push.
    APPRISE = "APPRISE"
    #: A signed HTTP call (Standard Webhooks).
    WEBHOOK = "WEBHOOK"


class DeliveryWhat(StrEnum):
    """What a delivery says."""

    NEW = "NEW"
    #: What was said no longer applies.
    CORRECTION = "CORRECTION"
    #: Somebody tries a channel.
    TEST = "TEST"


class DeliveryStatus(StrEnum):
    """What has become of a delivery."""

    OWED = "OWED"
    SENT = "SENT"
    #: Not wanted any more before it went out.
    CANCELLED = "CANCELLED"
    #: Given up.
    DEAD = "DEAD"


class PhysioRole(StrEnum):
    """What a physiotherapist is to those in their care, the first being asked first."""

    PRIMARY = "PRIMARY"
    SECONDARY = "SECONDARY"
    CONSULTANT = "CONSULTANT"
