"""The month that is shown is read from the api, and its band is the athlete's own baseline."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from ops.demo.month import DAYS, eventful, read_month
from ops.demo.squad import Member
from ops.errors import OpsError

Serving = Callable[..., AbstractAsyncContextManager[str]]


@contextmanager
def api(serving: Serving, status: str, document: Any) -> Iterator[tuple[str, list[str]]]:
    """Answers every request with a document, from a thread; its address, and the lines that were asked."""
    asked: list[str] = []
    address: list[str] = []
    is_up, is_over = threading.Event(), threading.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[0])
        body = json.dumps(document)
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode())

    async def serve() -> None:
        async with serving(handle) as url:
            address.append(url)
            is_up.set()
            await asyncio.to_thread(is_over.wait, 10)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert is_up.wait(10)
        yield address[0], asked
    finally:
        is_over.set()
        thread.join()


@pytest.fixture
def member(squad: list[Member]) -> Member:
    return eventful(squad)


def test_the_athlete_measures_regularly_and_has_ups_and_downs(squad: list[Member], member: Member) -> None:
    recent = [morning for morning in member.mornings[-DAYS:] if morning]
    assert sum("hrv_rmssd" in m and "resting_hr" in m for m in recent) > 20
    hrv = [m["hrv_rmssd"] for m in recent if "hrv_rmssd" in m]
    assert max(hrv) > 1.3 * min(hrv)
    assert eventful(squad[:1]) is squad[0], "of one athlete that one is taken, whatever the month"


def test_the_month_is_what_the_api_shows(member: Member, serving: Serving) -> None:
    yesterday = member.today - timedelta(days=1)
    rows = [
        {"date": str(member.today), "hrvRMSSD": 61.0, "readinessScore": 8.1, "readinessLevel": "GOOD"},
        {"date": str(yesterday), "hrvRMSSD": None, "readinessScore": 9.0, "readinessLevel": "EXCELLENT"},
        {"date": str(yesterday - timedelta(days=60)), "hrvRMSSD": 1.0},
    ]
    with api(serving, "200 OK", {"metrics": rows}) as (url, asked):
        month = read_month(url, "abc", member)
    assert f"clientId={member.athlete.id}" in asked[0]
    assert [day.day for day in month.days] == [member.today - timedelta(days=n) for n in range(DAYS, -1, -1)]
    assert [day.hrv for day in month.days[-3:]] == [None, None, 61.0]
    assert [day.level for day in month.days[-3:]] == [None, "EXCELLENT", "GOOD"]
    assert month.today["readinessScore"] == 8.1
    assert month.name == member.athlete.name


def test_the_band_is_the_mean_and_spread_of_the_days_before(member: Member, serving: Serving) -> None:
    with api(serving, "200 OK", {"metrics": [{"date": str(member.today)}]}) as (url, _):
        month = read_month(url, "abc", member)
    before = [
        morning["hrv_rmssd"]
        for morning in member.mornings[-31:-1]
        if morning and morning["hrv_quality"] != "POOR" and morning["hrv_artifact_percent"] <= 5
    ]
    low, mean, high = month.days[-1].usual or (0.0, 0.0, 0.0)
    assert mean == pytest.approx(np.mean(before))
    assert (high - low) / 2 == pytest.approx(np.std(before))


def test_an_api_that_refuses_ends_the_demo(member: Member, serving: Serving) -> None:
    with (
        api(serving, "403 Forbidden", {"error": "Access denied"}) as (url, _),
        pytest.raises(OpsError, match="403"),
    ):
        read_month(url, "abc", member)
