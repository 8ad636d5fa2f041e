"""What the assistant holds in the web process: who may be asked, limits, and the answers under way."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import httpx

from api_hooks.chat_metrics import ChatReading
from api_hooks.chat_store import ChatStore
from chat.answer import Answer
from chat.builtin.facts import Facts, read_facts
from chat.context.asked import Context, ContextAsk
from chat.context.assemble import assemble
from chat.context.sources import ContextSources
from chat.making import Job, make
from chat.pieces import Usage
from chat.providers.asking import chat_client
from chat.providers.set_up import breaker_name, set_up
from chat.tallying import counts_of
from runtime.breaker_view import open_seconds
from runtime.budgets import Budgets, Reservation
from runtime.patient_redis import PatientRedis
from runtime.rate_limit import RateLimit
from runtime.settings import Settings
from runtime.shared_breaker import Admission, AsyncSharedBreaker, Outcome
from runtime.tallies import Tallies

#: Answers that one process makes at a time.
MOST_ANSWERS = 200

#: When the process is stopped, those under way have so long before they are cut.
STOP_SECONDS = 3.0


@dataclass(slots=True)
class Held:
    """What is held for one answer, and given back when it is over."""

    reservation: Reservation | None = None
    breaker: AsyncSharedBreaker | None = None
    admission: Admission | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests in a minute."""

    user: RateLimit
    business: RateLimit
    provider: RateLimit

    @classmethod
    def of(cls, redis: PatientRedis, settings: Settings) -> "Limits":
        """Those that are set."""

        def limit(scope: str, a_minute: int) -> RateLimit:
            prefix, name = settings.redis_prefix, f"chat-{scope}"
            return RateLimit(redis, prefix, name, a_minute, is_moving=True, counts_alone=True)

        return cls(
            limit("user", settings.chat_requests_per_user),
            limit("business", settings.chat_requests_per_business),
            limit("provider", settings.chat_requests_per_provider),
        )


class ChatDesk:
    """Made at start; closed before PostgreSQL and Redis are.

    Args:
        settings: the process's.
        store: of answers.
        redis: where the limits, the breakers and the counters are.
        contexts: what contexts are made from; not closed here.
    """

    def __init__(
        self, settings: Settings, store: ChatStore, redis: PatientRedis, contexts: ContextSources
    ) -> None:
        self.settings = settings
        self._redis = redis
        self.set_up = set_up(settings)
        self._client: httpx.AsyncClient | None = None
        self.limits = Limits.of(redis, settings)
        self.budgets = Budgets(redis, settings.redis_prefix, "tokens")
        self.tallies = Tallies(redis, settings.redis_prefix, "chat")
        self.breakers = {
            name: AsyncSharedBreaker(redis, settings.redis_prefix, breaker_name(name)) for name in self.set_up
        }
        self.store = store
        self.contexts = contexts
        self._answers: dict[UUID, Answer] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def client(self) -> httpx.AsyncClient:
        """The client of providers. Made when it is first wanted: to read the certificates takes a while."""
        if self._client is None:
            self._client = chat_client()
        return self._client

    @property
    def is_full(self) -> bool:
        """Whether so many answers are being made that there is no room for another."""
        return len(self._tasks) >= MOST_ANSWERS

    def start(self, answer: Answer, job: Job, held: Held) -> None:
        """Begin to make an answer. It is made to its end, whether somebody listens or not."""
        self._answers[answer.id] = answer
        task = asyncio.create_task(make(answer, job, _Tools(self, held)))
        self._tasks.add(task)
        task.add_done_callback(lambda _: self._forget(answer, task))

    def find(self, answer_id: UUID) -> Answer | None:
        """One that this process is making."""
        return self._answers.get(answer_id)

    async def reading(self) -> ChatReading | None:
        """What is known of the assistant now, for metrics; None if Redis does not answer."""
        counts = await self.tallies.read()
        if counts is None:
            return None
        prefix = self.settings.redis_prefix
        resting = {
            name.value: await open_seconds(self._redis, prefix, breaker_name(name)) for name in self.set_up
        }
        return ChatReading(counts, resting, len(self._tasks))

    async def give_back(self, held: Held) -> None:
        """That nothing comes of it."""
        tools = _Tools(self, held)
        await tools.told(Outcome.UNKNOWN)
        await tools.settled(0)

    async def close(self) -> None:
        """Wait a moment for the answers under way, then cut them; what there is of them is stored."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
        for task in self._tasks.copy():
            task.cancel()
        for task in self._tasks.copy():
            with suppress(asyncio.CancelledError):
                await task
        if self._client is not None:
            await self._client.aclose()

    def _forget(self, answer: Answer, task: asyncio.Task[None]) -> None:
        self._answers.pop(answer.id, None)
        self._tasks.discard(task)


@dataclass(slots=True)
class _Tools:
    """See `chat.making.Tools`."""

    desk: ChatDesk
    held: Held
    _outcome: Outcome | None = field(default=None)

    async def gather(self, ask: ContextAsk) -> Context:
        return await assemble(ask, self.desk.contexts)

    async def facts(self, client_id: UUID) -> Facts | None:
        return await read_facts(self.desk.contexts.reader, client_id)

    async def keep(self, answer: Answer) -> None:
        await self.desk.store.keep(answer)

    async def finish(self, answer: Answer, *, tokens: Usage, is_refunded: bool) -> None:
        await self.settled((tokens.prompt or 0) + (tokens.completion or 0))
        await self.desk.tallies.add(counts_of(answer, tokens))
        await self.desk.store.finish(answer, tokens=tokens, is_refunded=is_refunded)

    async def told(self, outcome: Outcome) -> None:
        breaker, admission = self.held.breaker, self.held.admission
        if breaker is not None and admission is not None:
            self.held.admission = None
            await breaker.tell(admission, outcome)

    async def settled(self, tokens: int) -> None:
        reservation, self.held.reservation = self.held.reservation, None
        if reservation is not None:
            await self.desk.budgets.settle(reservation, tokens)
