"""One athlete's month: what the chart shows, read from the api, with the band of what is usual."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.batch import CheckInBatch, CheckInInputs
from domain.hrv import assess_hrv
from ops.demo.http import HttpClient
from ops.demo.recompute import past_of, recompute
from ops.demo.squad import Member
from ops.errors import OpsError

DAYS = 30
_PATIENCE_SECONDS = 20.0
_LOOK_AT = 60  # athletes, when one is chosen
_INTERESTING_TODAY = ("FAIR", "POOR")
_REGULAR = 27  # mornings of the last thirty


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day; None is what is not known. HRV is RMSSD in ms, readiness 0..10."""

    day: date
    hrv: float | None = None
    #: Mean of the thirty days before, and one standard deviation either way.
    usual: tuple[float, float, float] | None = None
    readiness: float | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """The last thirty days and today, oldest first, and today's check-in as the api shows it."""

    name: str
    number: int
    time_zone: str
    days: Sequence[MonthDay]
    today: Mapping[str, Any]


def eventful(squad: Sequence[Member]) -> Member:
    """An athlete whose month has something to show: measured regularly, with good days and bad ones."""
    return max(squad[:_LOOK_AT], key=_events)


def _events(member: Member) -> float:
    recent = [
        (back, morning)
        for back, morning in enumerate(reversed(member.mornings[-DAYS:]))
        if morning is not None
    ]
    regular = sum("hrv_rmssd" in morning and "resting_hr" in morning for _, morning in recent)
    results = recompute([morning for _, morning in recent], [past_of(member, back) for back, _ in recent])
    scores = [result["readiness_score"] for result in results if result["readiness_score"] is not None]
    spread = max(scores) - min(scores) if scores else 0.0
    return min(regular, _REGULAR) + spread + 3 * (results[0]["readiness_level"] in _INTERESTING_TODAY)


def read_month(base_url: str, token: str, member: Member) -> Month:
    """Read the month as a coach's page would.

    Raises:
        OpsError: the api does not answer as it should.
    """
    shown = {date.fromisoformat(row["date"]): row for row in asyncio.run(_read(base_url, token, member))}
    usual = _usual(member)
    days = [member.today - timedelta(days=back) for back in range(DAYS, -1, -1)]
    return Month(
        member.athlete.name,
        member.athlete.number + 1,
        member.athlete.time_zone,
        [_month_day(day, shown.get(day, {}), usual.get(day)) for day in days],
        shown[member.today],
    )


async def _read(base_url: str, token: str, member: Member) -> list[dict[str, Any]]:
    async with HttpClient(base_url, token, connections=1, timeout=_PATIENCE_SECONDS) as client:
        answer = await client.get(f"/api/daily-metrics?clientId={member.athlete.id}&days={DAYS + 2}")
    if not answer.is_ok:
        raise OpsError(f"The api did not show the check-ins: {answer.status} {answer.content[:300]!r}")
    metrics: list[dict[str, Any]] = answer.json()["metrics"]
    return metrics


def _month_day(day: date, row: Mapping[str, Any], usual: tuple[float, float, float] | None) -> MonthDay:
    return MonthDay(day, row.get("hrvRMSSD"), usual, row.get("readinessScore"), row.get("readinessLevel"))


def _usual(member: Member) -> dict[date, tuple[float, float, float]]:
    """The baseline that each day is judged by: low, mean, high; only where it suffices."""
    back = range(min(DAYS, len(member.mornings) - 1), -1, -1)
    pasts = [past_of(member, days) for days in back]
    baseline = assess_hrv(CheckInBatch.from_rows([CheckInInputs()] * len(pasts), pasts)).baseline
    rows = zip(back, baseline.mean.tolist(), baseline.sd.tolist(), baseline.sufficient.tolist(), strict=True)
    return {
        member.today - timedelta(days=days): (mean - sd, mean, mean + sd)
        for days, mean, sd, sufficient in rows
        if sufficient
    }
