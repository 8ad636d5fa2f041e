"""What a chart consists of. Numbers are in the drawing's own units; `css` says what a shape stands for."""

from dataclasses import dataclass

WIDTH = 640
HEIGHT = 300
#: Edges of the plot; outside of it are the labels.
LEFT, TOP, RIGHT, BOTTOM = 52.0, 14.0, 628.0, 258.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str
    #: start, middle or end: which part of the label stands there.
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Path:
    """A line, or the outline of an area, as SVG path data."""

    css: str
    d: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One day's value. Its shape tells as much as its colour does."""

    css: str
    d: str
    #: What a pointer that rests on it is told.
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's value as a bar, and a letter below it."""

    css: str
    x: float
    y: float
    width: float
    height: float
    title: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One day in words and in a table's cells, with its place on the chart."""

    day: str
    x: float
    said: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend. `kind` is line, area, mark or bar; `d` is the mark's shape."""

    kind: str
    css: str
    label: str
    d: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, and all that it says in words."""

    id: str
    title: str
    #: What the numbers on its axis are.
    unit: str
    #: What it shows, in a sentence or two, for those who do not see it.
    summary: str
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    headers: tuple[str, ...]
    #: Oldest first.
    readings: tuple[Reading, ...]
    areas: tuple[Path, ...] = ()
    lines: tuple[Path, ...] = ()
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    keys: tuple[Key, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    #: Left, top, right and bottom edge.
    plot: tuple[float, float, float, float] = (LEFT, TOP, RIGHT, BOTTOM)
    #: Whether no day has a value: then there is nothing to put axes, a legend or a slider to.
    is_empty: bool = False
    #: What one reading is of.
    step: str = "day"
    #: What is said where it is empty; the usual words, unless given.
    nothing: str = ""
