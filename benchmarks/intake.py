"""Intake through the real app, against a bare handler that only stores the same row."""

import json
import random
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from statistics import median

from benchmarks.athletes import make_athletes
from benchmarks.figure import Aim, Figure
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage, run_to_end, settings
from ops.ports import free_port
from ops.waiting import wait_until
from runtime.tokens import mint

ATHLETES = 2_000
REQUESTS = 6_000
CONNECTIONS = 32
START_SECONDS = 30.0

REAL, BARE = "api_hooks.app:app", "benchmarks.bare_app:app"


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds + 1


def measure(stage: Stage) -> list[Figure]:
    """Requests per second and latencies, with the load generator on the same machine."""
    with ExitStack() as stack:
        connection = stack.enter_context(stage.postgres())
        athletes = make_athletes(connection, ATHLETES)
        bodies = _Bodies(athletes.ids)
        authorization = f"Bearer {mint(settings(), athletes.coach)}"
        real = _Side(stack.enter_context(server(stage, "real-api", REAL)), authorization, bodies)
        bare = _Side(stack.enter_context(server(stage, "bare-api", BARE)), authorization, bodies)

        def tidy() -> None:
            connection.execute("VACUUM daily_metrics, owed_work")
            connection.execute("CHECKPOINT")
            stage.progress("intake")

        rates = interleaved(
            stage.rounds, {"real": real.per_second, "bare": bare.per_second}, after_round=tidy
        )
        with stage.redis() as client:
            client.flushall()
    unit = "requests/s"
    return [
        Figure(
            name="intake_vs_bare",
            value=rates["real"],
            unit=unit,
            baseline=rates["bare"],
            aim=Aim("ratio", "at least", 0.6),
            note="POST /api/daily-metrics, one process, with authentication, ledger and Redis;"
            " baseline: a FastAPI handler that only upserts the same row",
        ),
        Figure(
            name="intake_per_second",
            value=rates["real"],
            unit=unit,
            aim=Aim("value", "at least", 1_000),
            note=f"one process, {CONNECTIONS} connections, the load generator on the same machine",
        ),
        *(
            Figure(
                name=f"intake_{share}",
                value=real.median_of(f"{share}_ms"),
                unit="ms",
                baseline=bare.median_of(f"{share}_ms"),
                note=f"latency at full load, {CONNECTIONS} requests under way at all times",
            )
            for share in ("p50", "p95", "p99")
        ),
    ]


class _Side:
    """One of the two servers under load, and all that was measured."""

    def __init__(self, port: int, authorization: str, bodies: "_Bodies") -> None:
        self._port = port
        self._authorization = authorization
        self._bodies = bodies
        self._measured: list[dict[str, float]] = []

    def per_second(self) -> float:
        """Put it under load once."""
        arguments = ("benchmarks.load", str(self._port), str(CONNECTIONS))
        printed = run_to_end(*arguments, given=[self._authorization, *self._bodies.more(REQUESTS)])
        load: dict[str, float] = json.loads(printed)
        if not load["accepted"] == load["sent"] == REQUESTS:
            raise RuntimeError(f"only {load['accepted']} of {REQUESTS} requests were accepted")
        self._measured.append(load)
        return load["per_second"]

    def median_of(self, name: str) -> float:
        """The median of a measure over all rounds but the first."""
        return median(load[name] for load in self._measured[1:])


class _Bodies:
    """Check-ins, no two alike, over all athletes in turn: each is new, or changes what is stored."""

    def __init__(self, athletes: list[str]) -> None:
        self._athletes = athletes
        self._rng = random.Random(1)
        self._made = 0

    def more(self, count: int) -> list[str]:
        """The next bodies."""
        day = datetime.now(UTC).date().isoformat()
        return [json.dumps(self._one(day)) for _ in range(count)]

    def _one(self, day: str) -> dict[str, object]:
        number = self._made
        self._made += 1
        rating = self._rng.randint
        return {
            "clientId": self._athletes[number % len(self._athletes)],
            "date": day,
            "hrvRMSSD": round(self._rng.gauss(65, 8), 1) + 0.05,  # never a whole number: one type for all
            "hrvQuality": "GOOD",
            "hrvArtifactPercent": 1.5,
            "hrvDuration": 180.5,
            "hrvPosition": "SUPINE",
            "restingHR": 52.5,
            "sleepQuality": rating(1, 10),
            "sleepHours": 7.5,
            "muscleSoreness": rating(1, 10),
            "energyLevel": rating(1, 10),
            "mood": rating(1, 10),
            "stress": rating(1, 10),
            "injuryPain": rating(1, 10),
            "notes": f"number {number}",
        }


@contextmanager
def server(stage: Stage, name: str, app: str) -> Iterator[int]:
    """An ASGI app behind uvicorn with the options of the platform's api; answers the port."""
    port = free_port()
    arguments = ("uvicorn", app, "--host", "127.0.0.1", "--port", str(port), "--no-access-log")
    with stage.process(name, *arguments) as process:

        def accepts() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"{app} ended:\n{stage.log_of(name)}")
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        if not wait_until(accepts, START_SECONDS):
            raise RuntimeError(f"{app} does not answer:\n{stage.log_of(name)}")
        yield port
