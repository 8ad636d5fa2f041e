"""What can be wrong with what a context is asked for."""

from typing import Literal


class ContextRefusedError(Exception):
    """Raised when somebody asks about what they may not see, or what does not exist: that is not told apart.

    `what` is the field of the request that is at fault.
    """

    def __init__(self, what: Literal["user", "athlete", "documents"]) -> None:
        super().__init__(f"refused: {what}")
        self.what = what
