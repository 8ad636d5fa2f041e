"""Path data of lines, areas and marks. Where a value is missing the line is broken, and never bridged."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias, TypeVar

T = TypeVar("T")

#: A place in the drawing, or None where there is none.
Point: TypeAlias = tuple[float, float] | None
#: x, and the lower and the upper edge.
Edges: TypeAlias = tuple[float, float, float] | None


def line(points: Sequence[Point]) -> str:
    """A line through the points; a point between two gaps is a dot."""
    parts = []
    for run in _runs(points):
        (x, y), *others = run
        # A path of no length is drawn as a dot where its ends are round.
        parts.append(f"M{x:g} {y:g}" + ("".join(f"L{x:g} {y:g}" for x, y in others) or "h0"))
    return "".join(parts)


def area(edges: Sequence[Edges], half_day: float) -> str:
    """The area between two edges; each day is as wide as a day."""
    parts = []
    for run in _runs(edges):
        upper = [(x + shift, high) for x, _, high in run for shift in (-half_day, half_day)]
        lower = [(x + shift, low) for x, low, _ in reversed(run) for shift in (half_day, -half_day)]
        (x, y), *others = [*upper, *lower]
        parts.append(f"M{x:g} {y:g}" + "".join(f"L{x:g} {y:g}" for x, y in others) + "Z")
    return "".join(parts)


def circle(x: float, y: float, size: float = 4.5) -> str:
    """A circle."""
    return (
        f"M{x - size:g} {y:g}a{size:g} {size:g} 0 1 0 {2 * size:g} 0a{size:g} {size:g} 0 1 0 {-2 * size:g} 0Z"
    )


def triangle_up(x: float, y: float, size: float = 7.0) -> str:
    """A triangle with its tip up, for what is above."""
    return f"M{x:g} {y - size:g}l{size:g} {1.6 * size:g}h{-2 * size:g}Z"


def triangle_down(x: float, y: float, size: float = 7.0) -> str:
    """A triangle with its tip down, for what is below."""
    return f"M{x:g} {y + size:g}l{size:g} {-1.6 * size:g}h{-2 * size:g}Z"


def cross(x: float, y: float, size: float = 5.0) -> str:
    """A cross, for what is shown and not counted."""
    down, up = f"l{2 * size:g} {2 * size:g}", f"l{2 * size:g} {-2 * size:g}"
    return f"M{x - size:g} {y - size:g}{down}M{x - size:g} {y + size:g}{up}"


def _runs(values: Sequence[T | None]) -> Iterator[list[T]]:
    run: list[T] = []
    for value in values:
        if value is not None:
            run.append(value)
        elif run:
            yield run
            run = []
    if run:
        yield run
