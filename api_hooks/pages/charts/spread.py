"""How ready a team is today: members by level. Of few of them nothing is said."""

from collections.abc import Mapping

from api_hooks.pages.charts.columns import About, Column, columns_chart
from api_hooks.pages.charts.shapes import Chart
from domain.businesses import SMALLEST_GROUP
from picture.said import LETTERS
from picture.words import in_words

_ABOUT = About(
    id="spread",
    title="Readiness today",
    unit="members by level",
    step="level",
    nothing=f"shown once {SMALLEST_GROUP} members or more have a readiness of today",
)


def spread_chart(spread: Mapping[str, int] | None) -> Chart:
    """The chart of members by level, the best first."""
    counts = spread or {}
    levels = [*LETTERS, *sorted(counts.keys() - LETTERS.keys())]
    columns = [
        Column(level, in_words(level).capitalize(), in_words(level).capitalize(), counts.get(level, 0),
               f"level-{level}")
        for level in levels
    ]  # fmt: skip
    return columns_chart(_ABOUT, columns)
