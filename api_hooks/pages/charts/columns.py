"""A column for each of a few things: months, tiers, levels. Beside the drawing stand a table and words."""

from collections.abc import Sequence
from dataclasses import dataclass

from api_hooks.pages.charts.frame import NONE
from api_hooks.pages.charts.scale import Scale, nice_range
from api_hooks.pages.charts.shapes import BOTTOM, LEFT, RIGHT, TOP, Bar, Chart, Reading, Tick

_BAR_SHARE = 0.7
#: So that little is told from nothing.
_LEAST_HEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column; without a value it is a gap."""

    key: str
    #: Below the column: short.
    label: str
    #: In words and in the table.
    name: str
    value: float | None
    css: str = "load"


@dataclass(frozen=True, slots=True)
class About:
    """What a chart of columns is about."""

    id: str
    title: str
    unit: str
    #: What a column stands for: month, tier, level.
    step: str
    #: Said where there is nothing to draw.
    nothing: str
    decimals: int = 0
    #: The axis reaches at least so far.
    least_top: float = 4.0


def columns_chart(about: About, columns: Sequence[Column]) -> Chart:
    """The chart; its axis begins at zero."""
    known = [column.value for column in columns if column.value is not None]
    ticks, step = nice_range([0.0, about.least_top, *known])
    y = Scale(ticks[0], ticks[-1], BOTTOM, TOP)
    width = (RIGHT - LEFT) / max(1, len(columns))
    middles = [round(LEFT + (place + 0.5) * width, 1) for place in range(len(columns))]
    decimals = 0 if step >= 1 else 1
    said = [f"{column.name}: {_value(about, column)}" for column in columns]
    return Chart(
        id=about.id,
        title=about.title,
        unit=about.unit,
        summary=f"{about.unit.capitalize()}. {'; '.join(said)}.",
        y_ticks=tuple(Tick(y(value), f"{value:.{decimals}f}") for value in ticks),
        x_ticks=tuple(Tick(x, column.label) for x, column in zip(middles, columns, strict=True)),
        headers=(about.step.capitalize(), about.unit.capitalize()),
        readings=tuple(
            Reading(column.key, x, words, (column.name, _value(about, column)))
            for x, column, words in zip(middles, columns, said, strict=True)
        ),
        bars=tuple(
            _bar(column.css, x, y(column.value), width * _BAR_SHARE, words)
            for x, column, words in zip(middles, columns, said, strict=True)
            if column.value
        ),
        is_empty=not any(known),
        step=about.step,
        nothing=about.nothing,
    )


def _bar(css: str, x: float, y: float, width: float, title: str) -> Bar:
    top = min(y, BOTTOM - _LEAST_HEIGHT)
    return Bar(css, round(x - width / 2, 1), top, round(width, 1), round(BOTTOM - top, 1), title)


def _value(about: About, column: Column) -> str:
    return NONE if column.value is None else f"{column.value:.{about.decimals}f}"
