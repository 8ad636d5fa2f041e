"""The lane chat-afterwards: counts what answers have cost, and remembers what athletes say of themselves.

A function of what is stored: an answer is counted by the run that marks it, and a fact is known or not.
Between a call to a model and the commit a process may die: then it is asked again.
"""

import asyncio
from collections.abc import Sequence
from functools import cache
from uuid import UUID

import structlog
from psycopg import Connection
from psycopg.rows import DictRow

from chat.memories import facts_in, key_of
from chat.people import Person, Who
from chat.pieces import ProviderError
from chat.providers.asking import chat_client
from chat.providers.set_up import SetUp, breaker_name, set_up
from chat.remembering import Remembered, by_model, by_rules
from chat.scrubbing import Scrubber
from domain.chat import ProviderName
from runtime.settings import get_settings
from runtime.shared_breaker import CircuitOpenError, Outcome, SharedBreaker
from runtime.worker_redis import WorkerRedis
from storage.chat_afterwards import Uncounted, count_usage, read_uncounted, remember, roster
from tasks.reports import BatchReport
from tasks.work import Work

#: A model is waited for so long; then the rules decide.
MODEL_SECONDS = 20.0

_logger = structlog.get_logger(__name__)


def after_answers(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Count and remember for these conversations; those that are gone are done."""
    ids, failed = _ids(work)
    found = read_uncounted(connection, list(ids.values()))
    remembered = _remembered(connection, [said for said in found if said.may_remember])
    # A model was waited for while nothing was held. Whoever has removed a conversation meanwhile has counted
    # its answers, and what is not counted here is not remembered.
    nothing = Remembered(())
    costs = {said.answer_id: remembered.get(said.answer_id, nothing).usage for said in found}
    counted = count_usage(
        connection, {each: (usage.prompt or 0, usage.completion or 0) for each, usage in costs.items()}
    )
    facts = [
        (said, fact, key_of(fact))
        for said in found
        if said.answer_id in counted and said.answer_id in remembered
        for fact in remembered[said.answer_id].facts
    ]
    if facts:
        remember(connection, facts)
    return BatchReport(done={each.key: each.revision for each in work if each.key in ids}, failed=failed)


def _ids(work: Sequence[Work]) -> tuple[dict[str, UUID], dict[str, str]]:
    ids: dict[str, UUID] = {}
    failed: dict[str, str] = {}
    for each in work:
        try:
            ids[each.key] = UUID(each.key)
        except ValueError:
            failed[each.key] = f"key {each.key!r} is not a conversation's id"
    return ids, failed


def _remembered(connection: Connection[DictRow], said: Sequence[Uncounted]) -> dict[UUID, Remembered]:
    settings = get_settings()
    chosen = next(iter(set_up(settings).values()), None) if settings.chat_memories_by_model else None
    if chosen is None or not said:
        return {each.answer_id: by_rules(each.message) for each in said}
    messages = {each.answer_id: _without_names(connection, each) for each in said}
    return asyncio.run(_by_model(messages, chosen))


def _without_names(connection: Connection[DictRow], said: Uncounted) -> str:
    people = [Person(Who(who), name) for who, name in roster(connection, said)]
    return Scrubber(people)(said.message)


async def _by_model(messages: dict[UUID, str], chosen: SetUp) -> dict[UUID, Remembered]:
    """All at the same time; where the model does not answer, the rules do."""
    async with chat_client() as client:
        provider = chosen.provider(chosen.models[0], client)

        async def one(message: str) -> Remembered:
            breaker = _breaker(chosen.name)
            try:
                admission = await asyncio.to_thread(breaker.admit)
            except CircuitOpenError:
                return by_rules(message)
            outcome = Outcome.UNKNOWN
            try:
                async with asyncio.timeout(MODEL_SECONDS):
                    remembered = await by_model(message, provider)
                outcome = Outcome.ANSWERED
            except (ProviderError, TimeoutError) as error:
                of_provider = not isinstance(error, ProviderError) or error.is_providers_fault
                outcome = Outcome.FAILED if of_provider else Outcome.ANSWERED
                _logger.info("the rules remember instead of a model", error_type=type(error).__qualname__)
                remembered = Remembered(tuple(facts_in(message)))
            finally:
                await asyncio.to_thread(breaker.tell, admission, outcome)
            return remembered

        found = await asyncio.gather(*(one(message) for message in messages.values()))
    return dict(zip(messages, found, strict=True))


@cache
def _breaker(name: ProviderName) -> SharedBreaker:
    settings = get_settings()
    redis = WorkerRedis(settings.require_redis_url())
    return SharedBreaker(redis, settings.redis_prefix, breaker_name(name))
