"""Names as they are compared: without capitals and marks, whichever way they are written."""

import re
import unicodedata

#: A run of letters and digits, with the marks that may be written over them as characters of their own.
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")

#: Letters that are no others with marks, to Unicode.
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}  # noqa: RUF001
)

#: How some are written where a keyboard lacks them.
_WITHOUT_MARKS = str.maketrans({"å": "aa", "ä": "ae", "ö": "oe", "ø": "oe", "ü": "ue"})


def folded(word: str) -> str:
    """The word's letters: `Östen`, `ÖSTEN` and `osten` are the same."""
    if word.isascii():
        return word.lower()
    parted = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(each for each in parted if not unicodedata.combining(each)).casefold()


def spellings(word: str) -> set[str]:
    """What a word of a name may be folded to: `Jörg` is found as `jorg`, and as `Joerg`."""
    composed = unicodedata.normalize("NFC", word.casefold())
    return {folded(word), folded(composed.translate(_WITHOUT_MARKS))} - {""}


def words_of(name: str) -> list[str]:
    """The words of a name: `Anna-Karin O'Brien` has four."""
    return WORD.findall(name)
