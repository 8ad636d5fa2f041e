"""What the demo puts on the screen: chapters, steps, bars. Readable without colour too, and when piped."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.segment import Segment
from rich.text import Text

_INDENT = 3
_LABEL_WIDTH = 9
_BAR_WIDTH = 30
_COUNT_WIDTH = 15
#: So that the times of steps and of bars stand under each other.
_TEXT_WIDTH = _LABEL_WIDTH + _BAR_WIDTH + _COUNT_WIDTH + 2


class Indented:
    """Content with a margin on both sides, and no spaces at the ends of its lines."""

    def __init__(self, content: RenderableType, margin: int) -> None:
        self._content = content
        self._margin = margin

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inner = options.update(width=max(1, options.max_width - 2 * self._margin))
        for line in console.render_lines(self._content, inner, pad=False):
            yield Segment(" " * self._margin)
            while line and not line[-1].text.strip() and not (line[-1].style and line[-1].style.bgcolor):
                line.pop()
            if line and not (line[-1].style and line[-1].style.reverse):
                line[-1] = Segment(line[-1].text.rstrip(), line[-1].style)
            yield from line
            yield Segment.line()


class Bar:
    """One progress bar."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        task = self._progress.tasks[self._task]
        return task.completed / task.total if task.total else 1.0

    def advance(self) -> None:
        """One more is done."""
        self._progress.advance(self._task)

    def reach(self, completed: float) -> None:
        """So many are done."""
        self._progress.update(self._task, completed=completed)


class Screen:
    """Writes to a console, in chapters."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._chapter = 0
        self._began = time.monotonic()

    @property
    def width(self) -> int:
        """Columns that content may use."""
        return self.console.width - 2 * _INDENT

    def title(self, text: str, *lines: str) -> None:
        """The first thing that is seen."""
        self.console.print()
        self.console.print(Text(text, style="bold"))
        for line in lines:
            self.console.print(Text(line, style="dim"))

    def chapter(self, title: str, *lines: str) -> None:
        """Begin a chapter."""
        self._chapter += 1
        self.console.print()
        self.console.print(Text(f"{self._chapter}  {title}", style="bold cyan"))
        for line in lines:
            self.say(line)
        self.console.print()

    def show(self, content: RenderableType) -> None:
        """Show something, indented as all content is."""
        self.console.print(Indented(content, _INDENT))

    def say(self, text: str) -> None:
        """A sentence."""
        self.show(Text(text, style="dim"))

    def gap(self) -> None:
        """An empty line."""
        self.console.print()

    def problem(self, text: str) -> None:
        """Something that is not as it has to be."""
        self.show(Text(f"✗ {text}", style="bold red"))

    def start_clock(self) -> None:
        """Count the time of events from now on."""
        self._began = time.monotonic()

    def event(self, name: str, text: str) -> None:
        """Something that happened just now. May be called from any thread."""
        seconds = f"{time.monotonic() - self._began:5.1f} s  "
        self.show(Text.assemble((seconds, "dim"), (f"{name:<10}", "bold yellow"), text))

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Something that takes a moment; ticked off with its time."""
        with Progress(
            *_margin(), TextColumn(f"{text:<{_TEXT_WIDTH}}"), _Seconds(), console=self.console
        ) as step:
            task = step.add_task(text, total=1)
            yield
            step.advance(task)

    @contextmanager
    def bars(self) -> Iterator[Progress]:
        """Bars, one under the other; add them with `bar`."""
        columns = [
            *_margin(),
            TextColumn(f"{{task.description:<{_LABEL_WIDTH}}}"),
            BarColumn(_BAR_WIDTH, complete_style="cyan", finished_style="green"),
            _Count(),
            _Seconds(),
        ]
        with Progress(*columns, console=self.console) as progress:
            yield progress


def bar(progress: Progress, label: str, total: int) -> Bar:
    """A bar of its own."""
    return Bar(progress, progress.add_task(label, total=total))


def _margin() -> list[ProgressColumn]:
    return [TextColumn(" " * (_INDENT - 1)), SpinnerColumn("dots", finished_text=Text("✓", style="green"))]


class _Count(ProgressColumn):
    """How many of how many."""

    def render(self, task: Task) -> Text:
        """One column's text."""
        return Text(f"{task.completed:,.0f}/{task.total or 0:,.0f}".rjust(_COUNT_WIDTH))


class _Seconds(ProgressColumn):
    """How long it took, or has taken so far."""

    def render(self, task: Task) -> Text:
        """One column's text."""
        return Text(f"{task.finished_time or task.elapsed or 0.0:5.1f} s", style="dim")
