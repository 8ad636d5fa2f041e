"""The charts of a business: its months, and its subscriptions by tier."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api_hooks.pages.charts.columns import About, Column, columns_chart
from api_hooks.pages.charts.shapes import Chart
from domain.businesses import SMALLEST_GROUP, SubscriptionTier
from picture.words import in_words, month_in_words, short_month

_TESTS = About("tests", "Tests", "tests a month", "month", "no test in these twelve months")
_CHECK_INS = About(
    "check-ins", "Check-ins", "check-ins a month", "month",
    f"no check-in in these twelve months, or fewer than {SMALLEST_GROUP} athletes",
)  # fmt: skip
_RATE = About(
    "rate", "Check-in rate", "percent of the days of athletes who were here", "month",
    f"no month with {SMALLEST_GROUP} athletes or more",
    least_top=100.0,
)  # fmt: skip
_READINESS = About(
    "readiness", "Average readiness", "0 to 10, 10 is best", "month",
    f"no month in which {SMALLEST_GROUP} athletes or more have a readiness",
    decimals=1, least_top=10.0,
)  # fmt: skip
_TIERS = About("tiers", "Subscriptions", "active ones by tier", "tier", "no subscription is active")


def business_charts(content: Mapping[str, Any]) -> list[Chart]:
    """The charts of the figures that the API answers with, the oldest month first."""
    tests = [(_month(each), each["count"]) for each in reversed(content["monthlyTrend"])]
    group = [(_month(each), each) for each in reversed(content["athletes"]["monthlyTrend"])]
    tiers = content["subscriptions"]["byTier"]
    return [
        columns_chart(_TESTS, _months(tests)),
        columns_chart(_CHECK_INS, _months([(month, each["checkIns"]) for month, each in group])),
        columns_chart(_RATE, _months([(month, each["checkInRate"]) for month, each in group])),
        columns_chart(_READINESS, _months([(month, each["averageReadiness"]) for month, each in group])),
        columns_chart(
            _TIERS,
            [
                Column(tier, in_words(tier).capitalize(), in_words(tier).capitalize(), tiers.get(tier, 0))
                for tier in SubscriptionTier
            ],
        ),
    ]


def _months(values: Sequence[tuple[date, float | None]]) -> list[Column]:
    return [
        Column(month.isoformat(), short_month(month), month_in_words(month), value) for month, value in values
    ]


def _month(each: Mapping[str, Any]) -> date:
    return date.fromisoformat(each["month"][:10])
