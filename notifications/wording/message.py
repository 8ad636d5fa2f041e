"""A message in one language: a title and sentences, with the places where what a notice says goes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from domain.notices import Audience, NoticeKind


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence is left out where something that it tells is not known, or is nothing."""

    title: str
    sentences: tuple[str, ...]


#: What is said to an audience. The coach who stands in for a physiotherapist, and the athlete who is told
#: so, have messages of their own.
Messages = Mapping[tuple[NoticeKind, Audience], Message]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """All that is said in one language."""

    messages: Messages
    stands_in: Messages
    #: Words for codes, by the name of the param: what is not among them is said as the code reads.
    words: Mapping[str, Mapping[str, str]]
    #: What is counted, by the name of the param: one of it, and several.
    units: Mapping[str, tuple[str, str]]
    #: Between the last two of several words.
    conjunction: str
    #: Outside of the app, where the reader may be anybody: for an athlete, and for those in charge of one.
    news_for_you: str
    news_of_an_athlete: str
    correction: str
    test: str
    #: Where what was said can be read.
    see: str


def fields_of(text: str) -> set[str]:
    """Names of the places in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def fill(message: Message, values: Mapping[str, str]) -> tuple[str, str]:
    """The title, and the sentences of which everything is known. The title must not ask for more."""
    known = [text for text in message.sentences if fields_of(text) <= values.keys()]
    return message.title.format_map(values), " ".join(text.format_map(values) for text in known)


def in_words(language: Language, name: str, value: Any) -> str:
    """A param as a person reads it; empty where there is nothing to say."""
    if value is None or value == "" or value is False or value == 0:
        return ""
    if isinstance(value, list):
        said = [text for each in value if (text := in_words(language, name, each))]
        return f" {language.conjunction} ".join([text for text in (", ".join(said[:-1]), *said[-1:]) if text])
    if isinstance(value, str):
        return language.words.get(name, {}).get(value) or _readable(value)
    number = f"{value:.1f}" if isinstance(value, float) else str(value)
    unit = language.units.get(name)
    return f"{number} {unit[value != 1]}" if unit else number


def _readable(code: str) -> str:
    return code.replace("_", " ").lower() if code.isupper() else code
