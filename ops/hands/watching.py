"""Looking again and again: `--watch [SECONDS]`."""

import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text
from typer.core import TyperCommand

from ops.errors import OpsError
from ops.hands.output import console, write_json
from ops.interruption import Interrupted, interruptible

T = TypeVar("T")

DEFAULT_SECONDS = 2.0


class WatchingCommand(TyperCommand):
    """A command whose option `--watch` may be typed with or without its seconds."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give a `--watch` that no number follows the default."""
        return super().parse_args(ctx, _with_seconds(args))


def _with_seconds(args: list[str]) -> list[str]:
    completed: list[str] = []
    for position, argument in enumerate(args):
        following = args[position + 1] if position + 1 < len(args) else ""
        is_bare = argument == "--watch" and not _is_number(following)
        completed.append(f"--watch={DEFAULT_SECONDS}" if is_bare else argument)
    return completed


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


class View(Generic[T]):
    """A look at something, and the two ways to show it."""

    def __init__(
        self, look: Callable[[], T], render: Callable[[T], RenderableType], document: Callable[[T], Any]
    ) -> None:
        self._look = look
        self._render = render
        self._document = document

    def once(self, *, as_json: bool) -> T:
        """Look once, and show it."""
        seen = self._look()
        if as_json:
            write_json(self._document(seen))
        else:
            console().print(self._render(seen))
        return seen

    def watch(self, seconds: float, *, as_json: bool) -> None:
        """Show it anew every so many seconds until Ctrl-C. What goes wrong is shown, and does not end it."""
        try:
            with interruptible():
                if as_json:
                    self._lines(seconds)
                else:
                    self._live(seconds)
        except Interrupted:
            return
        except BrokenPipeError:  # who read it has gone; the interpreter would complain once more at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _lines(self, seconds: float) -> None:
        while True:
            try:
                document = self._document(self._look())
            except OpsError as error:
                document = {"at": datetime.now(UTC), "error": str(error)}
            write_json(document, in_one_line=True)
            _pause(seconds)

    def _live(self, seconds: float) -> None:
        screen = console()
        if not screen.is_terminal:
            while True:
                screen.print(self._frame(None))
                _pause(seconds)
        with Live(console=screen, auto_refresh=False, vertical_overflow="visible") as live:
            while True:
                live.update(self._frame(seconds), refresh=True)
                _pause(seconds)

    def _frame(self, seconds: float | None) -> RenderableType:
        often = "" if seconds is None else f"   every {seconds:g} s, Ctrl-C ends it"
        heading = Text(f"{datetime.now().astimezone():%H:%M:%S}{often}", style="dim")
        try:
            return Group(heading, self._render(self._look()))
        except OpsError as error:
            return Group(heading, Text(str(error), style="bold red"))


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)
