"""Names of people: the same one however it was typed."""

from unicodedata import normalize


def tidy_name(text: str) -> str:
    """The name as it is kept: composed characters (NFC), and one space where there were blanks."""
    return " ".join(normalize("NFC", text).split())


def name_key(text: str) -> str:
    """What all spellings of one name have in common: case, blanks and the form of accents are not minded."""
    return normalize("NFC", tidy_name(text).casefold())
