"""The languages that people are spoken to in."""

from enum import StrEnum


class LanguageCode(StrEnum):
    """ISO 639-1."""

    ENGLISH = "en"
    SWEDISH = "sv"
