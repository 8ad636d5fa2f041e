"""A thousand events a second from a provider: none is lost, and each is answered well within its patience."""

import json
import os
import secrets
from contextlib import ExitStack
from statistics import median

from benchmarks.figure import Aim, Figure
from benchmarks.intake import server
from benchmarks.stage import Stage, run_to_end
from runtime.settings import get_settings

PER_SECOND = 1_000
SECONDS = 10.0

REAL, DEAF = "api_hooks.app:app", "benchmarks.deaf_app:app"


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds + 1


def measure(stage: Stage) -> list[Figure]:
    """Latencies at a rate, in turns with an app that only acknowledges; the sender is on the same machine."""
    secret = secrets.token_urlsafe(32)
    os.environ |= {
        "AFTERWRITE_STRAVA_WEBHOOK_SECRET": secret,
        "AFTERWRITE_STRAVA_SUBSCRIPTION_ID": "1",
    }
    get_settings.cache_clear()
    path = f"/api/integrations/strava/webhook/{secret}"
    real: list[dict[str, float]] = []
    deaf: list[dict[str, float]] = []
    with ExitStack() as stack:
        connection = stack.enter_context(stage.postgres())
        ports = {
            name: stack.enter_context(server(stage, f"{name}-webhooks", app))
            for name, app in (("real", REAL), ("deaf", DEAF))
        }
        for seed in range(stage.rounds + 1):
            for name, measured in (("real", real), ("deaf", deaf)):
                arguments = (str(ports[name]), path, str(PER_SECOND), str(SECONDS), str(seed))
                measured.append(json.loads(run_to_end("benchmarks.event_load", *arguments)))
            connection.execute("VACUUM provider_events, owed_work")
            stage.progress("webhooks")
        row = connection.execute("SELECT count(*) FROM provider_events").fetchone()
        with stage.redis() as client:
            client.flushall()
    stored = row[0] if row else 0
    accepted = sum(each["accepted"] for each in real)
    note = f"{PER_SECOND} events a second for {SECONDS:g} s, one process, the sender on the same machine;"
    note += " baseline: a FastAPI handler that acknowledges and stores nothing"
    figures = [
        Figure(
            name=f"webhooks_{name}",
            value=_typical(real, name),
            unit="ms",
            baseline=_typical(deaf, name),
            aim=Aim("value", "at most", 50) if name == "p99_ms" else None,
            note=note,
        )
        for name in ("p50_ms", "p99_ms", "worst_ms")
    ]
    return [
        *figures,
        Figure(
            name="webhooks_acknowledged_and_stored",
            value=stored,
            unit="events",
            baseline=accepted,
            aim=Aim("ratio", "at least", 1),
            note=f"of {sum(each['sent'] for each in real):.0f} sent; baseline: those that were acknowledged",
        ),
    ]


def _typical(measured: list[dict[str, float]], name: str) -> float:
    """The median over all rounds but the first."""
    return median(each[name] for each in measured[1:])
