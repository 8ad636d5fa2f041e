"""Collecting what the audit looks at: rows and debts from PostgreSQL, receipts from the api."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ops.demo.audit import Evidence, Expected, Finding, audit
from ops.demo.burst import AT_A_TIME, together
from ops.demo.http import HttpClient
from ops.demo.stage import Stage
from storage.check_ins import LANE
from storage.inspection import check_ins, debts
from storage.ledger import Debt

_AT_ONCE = 2_000
_PATIENCE_SECONDS = 20.0


class Audited(NamedTuple):
    """How many check-ins were looked at, and what is wrong with them."""

    checked: int
    findings: list[Finding]


def audited(stage: Stage, token: str, expected: Iterable[Expected]) -> Audited:
    """Audit any number of check-ins, some thousands at a time."""
    rest = iter(expected)
    count, findings = 0, list[Finding]()
    while some := list(islice(rest, _AT_ONCE)):
        stage.stopping.check()
        count += len(some)
        findings += _audited(stage, token, some)
    return Audited(count, findings)


class Finished(NamedTuple):
    """When a check-in was done last, and when it was computed last, in seconds since the epoch."""

    done_at: float
    assessed_at: float


def finished(stage: Stage, keys: Sequence[str]) -> dict[str, Finished]:
    """Those of the keys that are done, with the times."""
    rows, ledger = _stored(stage, keys)
    return {
        key: Finished(debt.done_at.timestamp(), rows[key]["assessed_at"].timestamp())
        for key, debt in ledger.items()
        if debt.done_at is not None and not debt.is_owed and key in rows and rows[key]["assessed_at"]
    }


def _audited(stage: Stage, token: str, expected: Sequence[Expected]) -> list[Finding]:
    receipts = asyncio.run(_receipts(stage.platform.api_url, token, expected))
    rows, ledger = _stored(stage, [one.key for one in expected])
    return audit(expected, Evidence(rows=rows, debts=ledger, receipts=receipts))


def _stored(stage: Stage, keys: Sequence[str]) -> tuple[dict[str, dict[str, Any]], dict[str, Debt]]:
    with stage.connect() as connection:
        return check_ins(connection, keys), debts(connection, LANE, keys)


async def _receipts(base_url: str, token: str, expected: Sequence[Expected]) -> dict[str, str]:
    """Ask the api about the receipt of each athlete's last write."""
    states: dict[str, str] = {}

    async def ask(client: HttpClient, one: Expected) -> None:
        answer = await client.get(one.answers[-1].url)
        states[one.key] = str(answer.json()["state"]) if answer.is_ok else f"status {answer.status}"

    async with HttpClient(base_url, token, connections=AT_A_TIME, timeout=_PATIENCE_SECONDS) as client:
        await together(ask(client, one) for one in expected if one.answers)
    return states
