"""Taking people out of texts that leave the platform: names, e-mail addresses, telephone numbers.

Whose names they are is known: the athlete's, the coach's, those of the others of the same business. A text is
gone through once, word by word, and each word is looked up: what that costs depends on the text, and not on
how many people there are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from chat.folding import WORD
from chat.people import IMPORTANCE, People, Person, Recognised, Who

EMAIL, NUMBER = "[e-mail]", "[number]"

_CALLED: Mapping[Who, str] = MappingProxyType(
    {Who.ATHLETE: "the athlete", Who.COACH: "the coach", Who.OTHER: "somebody else"}
)

_EMAIL = re.compile(r"[^\s@<>(),;:\"'\[\]]{1,64}@[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){1,8}")

# Telephone numbers: international ones, national ones of 7 digits or more, and long runs of digits; and the
# numbers by which persons are registered, such as 850312-1234. Days (2026-03-14) and clock times are none.
_NUMBER = re.compile(
    r"(?<![\w.])(?:"
    r"(?:\+|00)\s?\d(?:[ \xa0./()-]{0,2}\d){6,14}"
    r"|\(?0\d{1,3}\)?(?:[ \xa0/-]{0,2}\d){5,9}(?![\d:.])"
    r"|(?:19|20)?\d{6}[-+]\d{4}"
    r"|\d{9,15}"
    r")(?!\w)"
)

#: What may stand between two words of one name.
_BETWEEN = re.compile(r"[\s.,'’_-]{1,3}")  # noqa: RUF001  the apostrophe that typesetters use

_Word = re.Match[str]


class Scrubber:
    """Takes certain people's names out of texts.

    Args:
        people: whose names. The athlete and the coach are called that, all others "somebody else".
    """

    def __init__(self, people: Sequence[Person]) -> None:
        #: How many they are.
        self.people = len(people)
        self._names_of = People(people)

    def __call__(self, text: str) -> str:
        """The text without them, and without any e-mail address or telephone number, whosoever's."""
        text = _NUMBER.sub(NUMBER, _EMAIL.sub(EMAIL, text))
        if not self._names_of:
            return text
        kept, at = [], 0
        for begin, end, who in self._names(text):
            kept += [text[at:begin], _CALLED[who]]
            at = end
        return "".join([*kept, text[at:]])

    def _names(self, text: str) -> Iterator[tuple[int, int, Who]]:
        """Where a name begins, where it ends without its genitive, and whose it is."""
        run: list[tuple[_Word, Recognised]] = []
        for word in WORD.finditer(text):
            recognised = self._names_of.recognise(word[0])
            if recognised is not None and run and _is_one_name(text, run, word, recognised):
                run.append((word, recognised))
                continue
            yield from _told(run)
            run = [] if recognised is None else [(word, recognised)]
        yield from _told(run)


def _is_one_name(
    text: str, run: Sequence[tuple[_Word, Recognised]], word: _Word, recognised: Recognised
) -> bool:
    """Whether a word goes on with the name: some person has all of the run's words, and this one."""
    last = run[-1][0]
    if not _BETWEEN.fullmatch(text, last.end(), word.start()):
        return False
    return bool(frozenset.intersection(recognised.people, *(each.people for _, each in run)))


def _told(run: Sequence[tuple[_Word, Recognised]]) -> Iterator[tuple[int, int, Who]]:
    if len(run) > 1 or any(each.is_sure for _, each in run):
        who = min((each.who for _, each in run), key=IMPORTANCE.index)
        yield run[0][0].start(), run[-1][0].end() - run[-1][1].genitive, who
