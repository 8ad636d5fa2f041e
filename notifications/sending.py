"""Sends a batch: all providers at the same time, none of them more than a few calls at a time.

Who is slow, or away, takes nobody else's turn: what would have to wait for it is left for another run.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import httpx

from domain.notice_delivery import ChannelKind
from notifications.breaker import Provider
from notifications.channels.outcome import TIMED_OUT, Outbound, Outcome
from notifications.channels.services import send_by_service
from notifications.channels.webhook import send_webhook

#: No call of a batch begins later than that: a batch takes this, and the time of one call, at most.
BEGIN_WITHIN_SECONDS = 3.0

#: Apprise keeps its own time; should it not, this ends the wait for it.
GRACE_SECONDS = 1.0

#: Calls, and look-ups of names, that wait in threads.
_THREADS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How patient to be."""

    #: Of one call, in seconds.
    timeout: float
    #: Calls to one provider at a time.
    per_provider: int
    #: Whether addresses that are not public may be called.
    allow_private: bool


@dataclass(slots=True)
class Sender:
    """Sends one batch.

    Args:
        providers: by name, as the fleet knows them; what the batch learns is noted there.
        limits: how patient to be.
        clock: the time now.
    """

    providers: dict[str, Provider]
    limits: Limits
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)
    _began: float = 0.0

    def send(self, messages: Iterable[tuple[str, Outbound]]) -> dict[UUID, Outcome]:
        """Send messages, each with the name of its provider; those without an outcome were not sent."""
        queues: dict[str, list[Outbound]] = {}
        for provider, message in messages:
            queues.setdefault(provider, []).append(message)
        if queues:
            asyncio.run(self._send(queues))
        return self.outcomes

    async def _send(self, queues: dict[str, list[Outbound]]) -> None:
        self._began = time.monotonic()
        executor = ThreadPoolExecutor(_THREADS, "delivery")
        try:
            async with httpx.AsyncClient(
                timeout=self.limits.timeout, trust_env=False, follow_redirects=False
            ) as client:
                calls = (
                    self._to(self.providers[name], queue, client, executor) for name, queue in queues.items()
                )
                await asyncio.gather(*calls)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)

    async def _to(
        self, provider: Provider, queue: Sequence[Outbound], client: httpx.AsyncClient, executor: Executor
    ) -> None:
        """All that goes to one provider, a few calls at a time."""
        waiting = list(reversed(queue))
        if provider.is_to_be_probed(self.clock()):
            if not provider.may_probe:
                return
            await self._one(provider, waiting.pop(), client, executor)

        async def work_off() -> None:
            while waiting and provider.is_open(self.clock()) and not self._is_late():
                await self._one(provider, waiting.pop(), client, executor)

        await asyncio.gather(*(work_off() for _ in range(self.limits.per_provider)))

    async def _one(
        self, provider: Provider, message: Outbound, client: httpx.AsyncClient, executor: Executor
    ) -> None:
        try:
            async with asyncio.timeout(self.limits.timeout + GRACE_SECONDS):
                outcome = await self._call(message, client, executor)
        except TimeoutError:
            outcome = TIMED_OUT
        except Exception as error:  # noqa: BLE001  whatever a library raises concerns this message only
            # Its text may hold what is nobody's business.
            outcome = Outcome(failure=f"the call failed: {type(error).__name__}")
        self.outcomes[message.id] = outcome
        provider.note(outcome, self.clock())

    async def _call(self, message: Outbound, client: httpx.AsyncClient, executor: Executor) -> Outcome:
        limits = self.limits
        if message.kind == ChannelKind.WEBHOOK:
            return await send_webhook(client, executor, message, allow_private=limits.allow_private)
        return await asyncio.get_running_loop().run_in_executor(
            executor,
            lambda: send_by_service(message, timeout=limits.timeout, allow_private=limits.allow_private),
        )

    def _is_late(self) -> bool:
        return time.monotonic() - self._began > BEGIN_WITHIN_SECONDS
