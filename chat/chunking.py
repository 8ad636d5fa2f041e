"""Cutting a document into passages that are found one by one: along its paragraphs, with some overlap."""

import re
from collections.abc import Iterator

#: Characters of a passage, at most; and of the end of one that the next begins with, at most.
LONGEST_PASSAGE = 1_200
LONGEST_OVERLAP = 200

_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
#: Where a paragraph that is too long may be cut, the best place first: after a sentence, a line, a word.
_PLACES = (re.compile(r"[.!?…]['\")\]]*\s+"), re.compile(r"\n"), re.compile(r"\s+"))


def passages_of(text: str) -> list[str]:
    """The passages of a text in their order; none of a text of spaces.

    Every word of it is in one of them, and what lies on both sides of a cut is together in one: a passage
    begins with the last sentence or so of the one before it.
    """
    passages: list[str] = []
    begun = ""
    for piece in _pieces(text):
        if begun and len(begun) + len(piece) + 2 > LONGEST_PASSAGE:
            passages.append(begun)
            begun = _end_of(begun, LONGEST_PASSAGE - len(piece) - 2)
        begun = f"{begun}\n\n{piece}" if begun else piece
    return [*passages, begun] if begun else passages


def _pieces(text: str) -> Iterator[str]:
    """Paragraphs, the long ones in parts: each leaves room for an overlap."""
    longest = LONGEST_PASSAGE - LONGEST_OVERLAP - 2
    for paragraph in _PARAGRAPHS.split(text.replace("\r\n", "\n")):
        rest = paragraph.strip()
        while len(rest) > longest:
            cut = _cut(rest, longest)
            yield rest[:cut].strip()
            rest = rest[cut:].strip()
        if rest:
            yield rest


def _cut(text: str, longest: int) -> int:
    """Where to cut: at the last good place that is not in the first half; in a word, if there is none."""
    for place in _PLACES:
        ends = [found.end() for found in place.finditer(text, longest // 2, longest)]
        if ends:
            return ends[-1]
    return longest


def _end_of(passage: str, room: int) -> str:
    """The last sentences of a passage that fit, or its last words."""
    most = min(LONGEST_OVERLAP, room)
    if most <= 0:
        return ""
    end = passage[-most:]
    if len(end) == len(passage):
        return end
    for place in _PLACES:
        found = place.search(end)
        if found is not None and end[found.end() :].strip():
            return end[found.end() :].strip()
    return ""
