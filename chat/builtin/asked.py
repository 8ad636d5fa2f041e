"""What a question is about, and in which language it is asked: by whole words, and no guess beyond them."""

import re
from enum import StrEnum
from types import MappingProxyType

from domain.languages import LanguageCode


class Topic(StrEnum):
    """What the platform can tell by itself."""

    READINESS = "READINESS"
    TREND = "TREND"
    LOAD = "LOAD"
    RESTRICTIONS = "RESTRICTIONS"
    PLAN = "PLAN"


_WORD = re.compile(r"[^\W\d_]+")


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


#: Beginnings of words, in both languages.
_BEGINNINGS = MappingProxyType(
    {
        Topic.READINESS: _listed(
            "readiness ready recover tired fresh dagsform återhämt trött pigg redo mår hrv vilopuls"
        ),
        Topic.TREND: _listed(
            "trend lately progress develop improv declin utveckl veckor senaste bättre sämre"
        ),
        Topic.LOAD: _listed("load acwr overtrain volume belast mängd överträn"),
        Topic.RESTRICTIONS: _listed(
            "restrict injur pain hurt ill sick allow skad ont smärt sjuk begräns vila"
        ),
        Topic.PLAN: _listed(
            "plan workout session schedul tomorrow next upcoming planer pass imorgon morgon nästa schema"
        ),
    }
)

#: Words that only one of the languages has.
_SWEDISH = frozenset(
    _listed(
        "och att det är jag mig mitt mina hur vad varför när idag imorgon inte ska kan har för på med av ett"
        " du dig din ditt dina vilken vilket vilka borde får hej tack ser"
    )
)
_ENGLISH = frozenset(
    _listed(
        "the is am are my me what how why when today tomorrow should can have do does of with and you your hi"
        " thanks which any it an"
    )
)


def topics_of(question: str) -> tuple[Topic, ...]:
    """What is asked about; empty where that is not plain."""
    words = _words(question)
    return tuple(
        topic
        for topic, beginnings in _BEGINNINGS.items()
        if any(word.startswith(beginnings) for word in words)
    )


def language_of(question: str, usual: str) -> LanguageCode:
    """The language of the question; the usual one where it cannot be told."""
    words = _words(question)
    swedish = sum(word in _SWEDISH or bool(set(word) & set("åäö")) for word in words)
    english = sum(word in _ENGLISH for word in words)
    if swedish == english:
        return LanguageCode.SWEDISH if usual == LanguageCode.SWEDISH else LanguageCode.ENGLISH
    return LanguageCode.SWEDISH if swedish > english else LanguageCode.ENGLISH


def _words(question: str) -> list[str]:
    return _WORD.findall(question.lower())
