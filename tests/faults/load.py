"""People who check in over HTTP while things go wrong, and a list of what each of them was told."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Self
from uuid import UUID

import httpx

from domain.check_in import FIELD_BY_NAME

THREADS = 2

#: The day that all of them check in for: it is over everywhere, and the API takes it.
DAY = datetime.now(UTC).date() - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One write, and what its writer was told. Nothing was heard of it where `status` is None."""

    key: str
    #: Columns that were written.
    columns: dict[str, Any]
    status: int | None
    #: From the receipt; None unless the write was accepted.
    revision: int | None
    retry_after: str | None
    seconds: float

    @property
    def is_accepted(self) -> bool:
        """Whether the writer may rely on it."""
        return self.status == httpx.codes.OK


def answers(number: int) -> dict[str, Any]:
    """A check-in in which every answer counts; neighbouring numbers give different ones."""
    return {
        "hrvRMSSD": 40.0 + number % 37,
        "restingHR": 45.0 + number % 11,
        "sleepHours": 4.0 + number % 80 / 10,
        "sleepQuality": 1 + number % 10,
        "muscleSoreness": 1 + number % 7,
        "energyLevel": 1 + number % 9,
        "mood": 1 + number % 10,
        "stress": 1 + number % 8,
        "injuryPain": 1 + number % 3,
    }


class Load:
    """Posts check-ins, each athlete's one after the other, until it is left; a context manager.

    Args:
        url: Of the API.
        token: Of somebody who may write for all athletes.
        athletes: Whom it writes for at first.
        per_second: Writes a second, of all threads together.
    """

    def __init__(self, url: str, token: str, athletes: Sequence[UUID], *, per_second: float = 60) -> None:
        self._url = url
        self._headers = {"authorization": f"Bearer {token}"}
        self._pause = THREADS / per_second
        self._athletes = athletes
        self._told: list[Told] = []
        self._numbers = count()
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._post_all, args=(place,)) for place in range(THREADS)]

    def turn_to(self, athletes: Sequence[UUID]) -> None:
        """Write for others from now on: those before have had their last word."""
        self._athletes = athletes

    @property
    def told(self) -> list[Told]:
        """What was told so far; of each athlete in the order of the writes."""
        return list(self._told)

    def accepted(self) -> int:
        """How many writes were accepted so far."""
        return sum(told.is_accepted for told in self.told)

    def wait_for_more(self, writes: int, *, timeout: float = 120) -> None:
        """Wait until so many more writes were answered, whatever the answer."""
        wanted = len(self._told) + writes
        deadline = time.monotonic() + timeout + writes
        while len(self._told) < wanted:
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(self._told)} of {wanted} writes were answered")
            time.sleep(0.02)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _post_all(self, place: int) -> None:
        next_at = time.monotonic()
        with httpx.Client(base_url=self._url, headers=self._headers, timeout=15, trust_env=False) as client:
            for turn in count():
                if self._ended.wait(max(0, next_at - time.monotonic())):
                    return
                next_at = max(next_at + self._pause, time.monotonic() - 0.5)
                share = self._athletes[place::THREADS]  # nobody is written for by two threads
                self._told.append(post(client, share[turn % len(share)], DAY, answers(next(self._numbers))))


def post(client: httpx.Client, athlete: UUID, day: date, body: dict[str, Any]) -> Told:
    """Write one check-in."""
    columns = {FIELD_BY_NAME[name].column: value for name, value in body.items()}
    began = time.monotonic()
    try:
        answer = client.post("/api/daily-metrics", json={"clientId": str(athlete), "date": str(day), **body})
    except httpx.TransportError:
        return Told(f"{athlete}:{day}", columns, None, None, None, time.monotonic() - began)
    revision = answer.json()["receipt"]["revision"] if answer.is_success else None
    retry_after = answer.headers.get("retry-after")
    seconds = time.monotonic() - began
    return Told(f"{athlete}:{day}", columns, answer.status_code, revision, retry_after, seconds)
