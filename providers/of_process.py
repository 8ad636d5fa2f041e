"""What a process makes of its settings on first use, and keeps."""

import os
from collections.abc import Callable
from typing import Generic, TypeVar

from runtime.settings import Settings, get_settings

T = TypeVar("T")


class OfProcess(Generic[T]):
    """One thing for each process: a forked child makes its own, and speaks on no socket of its parent's."""

    def __init__(self, make: Callable[[Settings], T]) -> None:
        self._make = make
        self._made: tuple[int, Settings, T] | None = None

    def get(self) -> T:
        """The process's own. Made anew if the settings were read anew."""
        pid, settings = os.getpid(), get_settings()
        if self._made is None or self._made[0] != pid or self._made[1] is not settings:
            self._made = (pid, settings, self._make(settings))
        return self._made[2]
