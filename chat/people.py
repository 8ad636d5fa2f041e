"""People whose names must not be told: which words are a name of theirs, and how sure that is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from chat.folding import folded, spellings, words_of
from chat.ordinary_words import NEVER_ALONE, ORDINARY


class Who(StrEnum):
    """What somebody is to the one whom it is about. The first counts, where they share a name."""

    ATHLETE = "ATHLETE"
    COACH = "COACH"
    OTHER = "OTHER"


#: The most important one first.
IMPORTANCE = tuple(Who)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose name must not be told."""

    who: Who
    name: str


class Sure(IntEnum):
    """When a word is somebody's name."""

    #: Beside another word of the same name.
    TOGETHER = 0
    #: Where it begins with a capital.
    CAPITAL = 1
    ALWAYS = 2


@dataclass(slots=True)
class Known:
    """A word that is in the names of people."""

    who: Who
    sure: Sure
    #: The numbers of those people.
    people: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word of a text that may be a name."""

    who: Who
    is_sure: bool
    people: frozenset[int]
    #: Letters of a genitive at its end, as in `Robins`.
    genitive: int


class People:
    """Which words are names of these people, folded."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._words: dict[str, Known] = {}
        ordered = sorted(people, key=lambda each: IMPORTANCE.index(each.who))
        for number, person in enumerate(ordered):
            words = words_of(person.name)
            for word in {*words, "".join(words)}:
                for spelling in spellings(word):
                    known = self._words.setdefault(spelling, Known(person.who, _sure(spelling)))
                    known.people.add(number)

    def __bool__(self) -> bool:
        return bool(self._words)

    def recognise(self, word: str) -> Recognised | None:
        """Whose name a word is, be it a genitive; None if it is nobody's."""
        plain = folded(word)
        known, genitive = self._words.get(plain), 0
        if known is None and plain.endswith("s"):
            known, genitive = self._words.get(plain[:-1]), 1
        if known is None:
            return None
        is_sure = known.sure is Sure.ALWAYS or (known.sure is Sure.CAPITAL and word[0].isupper())
        return Recognised(known.who, is_sure, frozenset(known.people), genitive)


#: Names of so few letters are often words, too.
_SHORT = 2


def _sure(spelling: str) -> Sure:
    if len(spelling) == 1 or spelling.isdecimal() or spelling in NEVER_ALONE:
        return Sure.TOGETHER
    if len(spelling) <= _SHORT or spelling in ORDINARY:
        return Sure.CAPITAL
    return Sure.ALWAYS
