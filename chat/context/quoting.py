"""What others wrote, marked as such in what the assistant is told."""

#: Parts whose texts people outside of the platform's own code have written.
QUOTED = frozenset({"memories", "documents", "web"})


def quoted(words: str) -> str:
    """Somebody's words within a sentence of ours, on one line."""
    inner = " ".join(words.split()).replace('"', "'")
    return f'"{inner}"'
