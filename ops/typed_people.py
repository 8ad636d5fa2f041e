"""Names and e-mail addresses of people, as they are typed."""

import re

from domain.names import tidy_name
from ops.errors import WrongArgumentError

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def name_typed(what: str, text: str) -> str:
    """A name, tidied.

    Args:
        what: What it is the name of, for the message.
        text: As typed.

    Raises:
        WrongArgumentError: There is no name in it.
    """
    name = tidy_name(text)
    if not name or "\0" in name:
        raise WrongArgumentError(f"{what} is {text!r}, and must be a name.")
    return name


def address_typed(option: str, text: str) -> str:
    """An e-mail address, in lower case.

    Raises:
        WrongArgumentError: It is none.
    """
    address = text.strip().lower()
    if not _ADDRESS.fullmatch(address) or "\0" in address:
        raise WrongArgumentError(f"{option} is {text!r}, and must be an e-mail address: name@example.org.")
    return address
