"""`afterwrite demo`: the demo as a command, with its exit code."""

import io
import json
import sys

from rich.console import Console

from ops.demo.options import Options
from ops.demo.screen import Screen
from ops.demo.story import tell
from ops.demo.verdict import verdict
from ops.interruption import Interrupted, interruptible

_WIDEST = 100
_INTERRUPTED = 130  # as shells say it


def demo(options: Options, *, as_json: bool = False) -> int:
    """Run the demo, and stop everything that it started.

    Args:
        options: what is wanted.
        as_json: standard output gets one JSON object and nothing else; people read on standard error.

    Returns:
        The exit code: 0 if all is well, 1 if any check-in is lost, stale or assessed from another input.

    Raises:
        OpsError: it cannot go on; the message says why.
    """
    _write_what_the_terminal_can_show()
    console = Console(stderr=as_json, highlight=False)
    console.width = min(console.width, _WIDEST)
    try:
        with interruptible() as hurry:
            outcome = tell(options, Screen(console), hurry)
    except Interrupted:
        console.print("\nInterrupted. Everything is stopped.")
        return _INTERRUPTED
    console.print()
    console.print(verdict(outcome))
    if options.keep is not None:
        console.print(f"Look around with: AFTERWRITE_DATA_DIR={options.keep} afterwrite up", soft_wrap=True)
    if as_json:
        sys.stdout.write(json.dumps(outcome.as_json(), default=str) + "\n")
    return 0 if outcome.is_good else 1


def _write_what_the_terminal_can_show() -> None:
    """Where a terminal's encoding lacks the characters of bars and charts, question marks must do."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
