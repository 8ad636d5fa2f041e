"""Words about streaks, in English and Swedish. They state what is, and press nobody: a streak is no duty."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Motivation(StrEnum):
    """What there is to say about a streak."""

    #: It is as long as the longest.
    AT_RECORD = "at_record"
    #: It is nearly as long as the longest.
    APPROACHING_RECORD = "approaching_record"
    #: It is close to a milestone.
    NEW_MILESTONE = "new_milestone"
    KEEP_GOING = "keep_going"


_ENGLISH: Mapping[Motivation, str] = MappingProxyType(
    {
        Motivation.AT_RECORD: "{days} in a row: your longest run of check-ins so far.",
        Motivation.APPROACHING_RECORD: "{days} in a row. Your longest so far is {best}.",
        Motivation.NEW_MILESTONE: "{days} in a row. The next milestone is {next}.",
        Motivation.KEEP_GOING: "Every check-in counts, whatever it says: days of rest, illness and pain too.",
    }
)
_SWEDISH: Mapping[Motivation, str] = MappingProxyType(
    {
        Motivation.AT_RECORD: "{days} i rad: din längsta svit av incheckningar hittills.",
        Motivation.APPROACHING_RECORD: "{days} i rad. Din längsta svit hittills är {best}.",
        Motivation.NEW_MILESTONE: "{days} i rad. Nästa milstolpe är {next}.",
        Motivation.KEEP_GOING: (
            "Varje incheckning räknas, vad den än säger: även dagar med vila, sjukdom och smärta."
        ),
    }
)
_WORDS = MappingProxyType({"en": (_ENGLISH, "day", "days"), "sv": (_SWEDISH, "dag", "dagar")})


def days_in_words(days: int, language: str | None) -> str:
    """A number of days; in English where the language is none of ours."""
    _, one, many = _WORDS.get(language or "en", _WORDS["en"])
    return f"{days} {one if days == 1 else many}"


def motivation_message(
    motivation: Motivation, language: str | None, *, days: int, best: int, next_milestone: int | None
) -> str:
    """The sentence for a streak of so many days."""
    sentences, _, _ = _WORDS.get(language or "en", _WORDS["en"])
    return sentences[motivation].format(
        days=days_in_words(days, language),
        best=days_in_words(best, language),
        next=days_in_words(next_milestone or 0, language),
    )
