"""The frame that all charts share: size, margins, and an axis of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api_hooks.pages.charts import paths
from api_hooks.pages.charts.scale import Scale, nice_range
from api_hooks.pages.charts.shapes import BOTTOM, LEFT, RIGHT, TOP, Path, Tick
from picture.day import Band
from picture.words import day_in_words, short_day

#: Labels on the axis of days; more would touch one another on a phone.
_MOST_LABELS = 4
_DAYS_OF_A_STEP = (1, 2, 7, 14, 28, 56, 91, 182)

#: How a missing value is written.
NONE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Frame:
    """Where days and values go."""

    days: tuple[date, ...]
    y: Scale
    y_ticks: tuple[Tick, ...]

    @classmethod
    def of(cls, days: Sequence[date], values: Sequence[float], *, least_span: float) -> "Frame":
        """A frame that the values fit into; its axis does not begin at zero."""
        ticks, step = nice_range(values, least_span=least_span)
        return cls.between(days, ticks, step)

    @classmethod
    def between(cls, days: Sequence[date], ticks: Sequence[float], step: float = 1.0) -> "Frame":
        """A frame from the lowest to the highest tick."""
        y = Scale(ticks[0], ticks[-1], BOTTOM, TOP)
        decimals = 0 if step >= 1 else 1
        return cls(tuple(days), y, tuple(Tick(y(value), f"{value:.{decimals}f}") for value in ticks))

    @property
    def day_width(self) -> float:
        """How wide a day is."""
        return (RIGHT - LEFT) / len(self.days)

    def x(self, place: int) -> float:
        """The middle of a day."""
        return round(LEFT + (place + 0.5) * self.day_width, 1)

    def point(self, place: int, value: float | None) -> tuple[float, float] | None:
        """Where a day's value goes."""
        return None if value is None else (self.x(place), self.y(value))

    def line(self, css: str, values: Sequence[float | None]) -> Path:
        """A line through a value a day, broken where there is none."""
        return Path(css, paths.line([self.point(place, value) for place, value in enumerate(values)]))

    def band(self, css: str, bands: Sequence[Band | None]) -> Path:
        """The area of a band a day."""
        edges = [
            None if band is None else (self.x(place), self.y(band.low), self.y(band.high))
            for place, band in enumerate(bands)
        ]
        return Path(css, paths.area(edges, self.day_width / 2))

    def summary(self, unit: str, values: Sequence[float | None], newest: str) -> str:
        """What the chart shows, for those who do not see it."""
        known = sum(value is not None for value in values)
        span = f"{day_in_words(self.days[0])} to {day_in_words(self.days[-1])}"
        return f"{unit}, {span}; {known} of {len(values)} days have a value. Newest: {newest}."

    @property
    def x_ticks(self) -> tuple[Tick, ...]:
        """Labels of some days, counted back from the last one."""
        last = len(self.days) - 1
        step = next((days for days in _DAYS_OF_A_STEP if last / days <= _MOST_LABELS), _DAYS_OF_A_STEP[-1])
        places = range(last, -1, -step)
        return tuple(
            Tick(RIGHT, short_day(self.days[place]), "end")
            if place == last
            else Tick(self.x(place), short_day(self.days[place]), "start" if place * 2 < step else "middle")
            for place in reversed(places)
        )


def one_decimal(value: float | None) -> str:
    """A value as it is written in tables."""
    return NONE if value is None else f"{value:.1f}"


def range_of(band: Band | None) -> str:
    """A band as it is written in tables."""
    return NONE if band is None else f"{band.low:.1f} to {band.high:.1f}"
