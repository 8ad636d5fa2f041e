"""What a terminal of so many columns shows."""

from io import StringIO

from rich.console import Console, RenderableType


def printed(shown: RenderableType, width: int = 80) -> str:
    """The text without its colours."""
    console = Console(width=width, file=StringIO())
    with console.capture() as captured:
        console.print(shown)
    return captured.get()
