"""How much a text costs, without asking whom it will be sent to; and cutting it to what it may cost."""

#: English has some four bytes to a token, Swedish three: like this it is rather too many than too few.
BYTES_PER_TOKEN = 3

#: What stands where something was left out.
CUT = "[...]"


def estimate(text: str) -> int:
    """Tokens of a text, estimated."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


def cut_to(text: str, most: int) -> str:
    """The text if it costs `most` tokens or less; else as many of its first lines as do, and a mark.

    Where not even a line fits, the first one's beginning.
    """
    if estimate(text) <= most:
        return text
    room = most * BYTES_PER_TOKEN - len(CUT) - 1
    if room <= 0:
        return ""
    begun = text.encode()[:room].decode(errors="ignore")
    # Cut between lines, unless that would cost more than half of what fits.
    whole = begun.rpartition("\n")[0] if text[len(begun) : len(begun) + 1] != "\n" else begun
    kept = whole if len(whole) * 2 >= len(begun) else begun
    return f"{kept.rstrip()}\n{CUT}"
