"""One measured figure: its value, the baseline of the same run, their ratio, and what is aimed for."""

from dataclasses import dataclass
from typing import Literal

#: Significant digits that a report shows and stores.
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Aim:
    """A limit that the ratio, or the value itself, should keep."""

    what: Literal["ratio", "value"]
    bound: Literal["at most", "at least"]
    limit: float

    def is_met_by(self, measured: float) -> bool:
        """Whether a measured ratio (or value) keeps the limit; exactly on it is kept."""
        return measured <= self.limit if self.bound == "at most" else measured >= self.limit

    def __str__(self) -> str:
        return f"{self.what} {self.bound} {self.limit:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the report.

    `ratio` is always value / baseline: whether a high one is good depends on the unit (more per second is
    good, more microseconds are not), and the aim says which.
    """

    name: str
    value: float
    unit: str
    #: In the same unit, measured in the same run, in turns with the value.
    baseline: float | None = None
    aim: Aim | None = None
    #: What the value and the baseline are, for people.
    note: str = ""
    #: Whether the report's table has a line for it; one of many figures of a kind may be in bench.json only.
    is_listed: bool = True

    @property
    def ratio(self) -> float | None:
        """The value divided by the baseline; None without a baseline, or with one of zero."""
        return self.value / self.baseline if self.baseline else None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None where none is set, or there is nothing to hold against it."""
        measured = self.value if self.aim is None or self.aim.what == "value" else self.ratio
        return None if self.aim is None or measured is None else self.aim.is_met_by(measured)

    def as_json(self) -> dict[str, str | float | bool | None]:
        """The figure as it is written to bench.json."""
        return {
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "baseline": rounded(self.baseline),
            "ratio": rounded(self.ratio),
            "aim": None if self.aim is None else str(self.aim),
            "met": self.met,
            "note": self.note,
        }


def rounded(number: float | None) -> float | None:
    """The number to `DIGITS` significant digits: more would only be noise."""
    return None if number is None else float(f"{number:.{DIGITS}g}")
