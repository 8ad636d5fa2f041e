"""What of a message is worth remembering: by rules, without a model. Only what somebody says of themselves.

A fact is a sentence of the athlete's, as it was said: nothing is concluded from it.
"""

import json
import re
from collections.abc import Iterable

from domain.chat import LONGEST_MEMORY

#: Facts that one message may add.
MOST_OF_ONE = 5

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_QUESTION = re.compile(r"\?\s*$")
_WORD = re.compile(r"\w+")

#: How sentences begin, or what they hold, that say something of the speaker which stays true for a while.
_LASTING = re.compile(
    r"""(?ix)\b(?:
    (?:remember|note|kom\ ihåg|tänk\ på) \s+ (?:that|att)
    | my\ (?:goal|aim|target|dream|job|work|race|allergy)
    | (?:mitt|min|mina)\ (?:mål|dröm|jobb|arbete|lopp|tävling|allergi)
    | i(?:'m|\ am)\ (?:allergic|training\ for|vegan|vegetarian|pregnant|lactose|gluten|an?\ (?:morning|night))
    | jag\ är\ (?:allergisk|vegan|vegetarian|gravid|laktosintolerant|glutenintolerant|\w+människa)
    | i\ (?:prefer|always|never|usually|work|can't|cannot|hate|love|like|don't\ like)
    | i\ have\ (?:asthma|diabetes|a\ race)
    | jag\ (?:föredrar|brukar|jobbar|arbetar|kan\ inte|gillar|hatar|älskar|tränar\ (?:alltid|aldrig))
    | jag\ har\ (?:astma|diabetes|ett\ lopp|en\ tävling)
    )\b
    | \b(?:remember|kom\ ihåg)\ ?:"""
)


def facts_in(message: str) -> list[str]:
    """The sentences of a message that are worth remembering."""
    found = (each.strip() for each in _SENTENCE.findall(message))
    return _bounded(each for each in found if _LASTING.search(each) and not _QUESTION.search(each))


def facts_of_model(answer: str) -> list[str] | None:
    """The facts in a model's answer, which is to be a JSON list of sentences; None where it is none."""
    begin, end = answer.find("["), answer.rfind("]")
    try:
        listed = json.loads(answer[begin : end + 1]) if begin >= 0 else None
    except ValueError:
        return None
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        return None
    return _bounded(each.strip() for each in listed)


def key_of(fact: str) -> str:
    """What makes two facts the same."""
    return " ".join(_WORD.findall(fact.casefold()))


def _bounded(facts: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for fact in facts:
        short = " ".join(fact.replace("\0", " ").split())[:LONGEST_MEMORY]
        if key := key_of(short):
            kept.setdefault(key, short)
    return list(kept.values())[:MOST_OF_ONE]
