"""The month and today's card say the same without colour, and fit into 80 columns."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from rich.console import Console, RenderableType

from domain.wording import SAFETY_NOTE
from ops.demo.chart import month_chart
from ops.demo.month import Month, MonthDay
from ops.demo.screen import Screen
from ops.demo.today import today_card

TODAY: dict[str, Any] = {
    "readinessScore": 4.3,
    "readinessLevel": "VERY_POOR",
    "readinessConfidence": "MEDIUM",
    "recommendedAction": "REDUCE_INTENSITY",
    "recommendation": "Consider a day of rest: HRV is at 71.1 % of your usual.",
    "reasons": [
        {"component": "hrv", "score": 2.0, "weight": 0.4118, "contribution": -2.06, "status": "VERY_POOR",
         "trend": "DECLINING", "baseline_days": 29},
        {"component": "rhr", "score": 7.5, "weight": 0.2353, "contribution": 0.12,
         "status": "SLIGHTLY_ELEVATED", "trend": "STABLE", "baseline_days": 30},
        {"component": "wellness", "score": 6.6, "weight": 0.3529, "contribution": -0.14, "status": "GOOD",
         "coverage": 1.0, "lowest": "muscle_soreness"},
    ],
}  # fmt: skip


def month(*days: MonthDay) -> Month:
    return Month("Goran Novak", 24, "Africa/Nairobi", days, TODAY)


@pytest.fixture
def days() -> list[MonthDay]:
    """Mostly as usual; far below on the last day; one day without a check-in, one without HRV."""
    first = date(2026, 2, 14)
    usual = (45.0, 50.0, 55.0)
    made = [MonthDay(first + timedelta(days=n), 50.0 + n % 4, usual, 9.0, "EXCELLENT") for n in range(31)]
    made[3] = MonthDay(made[3].day)
    made[4] = MonthDay(made[4].day, None, usual, 7.2, "GOOD")
    made[30] = MonthDay(made[30].day, 31.0, usual, 4.3, "POOR")
    return made


def shown(content: RenderableType) -> list[str]:
    output = io.StringIO()
    Screen(Console(file=output, width=80, highlight=False)).show(content)
    lines = output.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    return [line.removeprefix("   ") for line in lines]


def test_each_day_has_its_column(days: list[MonthDay]) -> None:
    lines = shown(month_chart(month(*days)))
    assert lines[0].startswith("Goran Novak")
    letters = next(line for line in lines if "│E E E" in line)
    levels = letters.split("│")[1]
    assert levels[0:8:2] + levels[8] == "EEE·G"
    assert levels[60] == "P"
    start = letters.index("│") + 1
    low = next(line for line in lines if line.strip().startswith("31 │"))
    assert low[start + 60] == "○", "today's HRV is outside of what is usual, on the lowest line"
    dots = [
        line[start + 2 * n] for n in (0, 1, 2) for line in lines if "│" in line and len(line) > start + 2 * n
    ]
    assert dots.count("●") == 3
    dates = next(line for line in lines if "14 Feb" in line)
    assert dates.index("14 Feb") == start
    assert dates.index("today") == start + 60


def test_an_athlete_without_a_strap_has_a_chart_too(days: list[MonthDay]) -> None:
    bare = [MonthDay(day.day, readiness=day.readiness, level=day.level) for day in days]
    text = "\n".join(shown(month_chart(month(*bare))))
    assert "not measured" in text
    assert "│E E E · G" in text


def test_the_card_gives_reasons_in_their_order(days: list[MonthDay]) -> None:
    lines = shown(today_card(month(*days)))
    text = " ".join(" ".join(lines).split())
    assert "4.3 VERY POOR" in text
    assert "confidence MEDIUM" in text
    assert "advice REDUCE INTENSITY" in text
    assert text.index("HRV 2.0 41% -2.06") < text.index("resting heart rate 7.5") < text.index("wellness 6.6")
    assert "29 days very poor, declining" in text
    assert "lowest is muscle soreness" in text
    assert "+0.12" in text
    assert " ".join(SAFETY_NOTE.split()) in text


def test_a_card_without_reasons_is_still_a_card(days: list[MonthDay]) -> None:
    unknown = {
        **TODAY,
        "readinessScore": None,
        "readinessLevel": None,
        "reasons": None,
        "recommendation": None,
    }
    assert shown(today_card(Month("A", 1, "UTC", days, unknown)))
