"""Who acts: the name that the audit keeps."""

import getpass
import os
import socket

from runtime.settings import Settings


def operator_name(given: str | None, settings: Settings) -> str:
    """The name that was given, else that of the setting `operator`, else the account and its machine."""
    return given or settings.operator or f"{_account()}@{socket.gethostname()}"


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number that has no name
        return f"uid{os.getuid()}"
