"""What is taken for an answer before it is begun: its place in the limits, tokens, the breaker's leave."""

from dataclasses import dataclass

from api_hooks.chat_decisions import Decision
from api_hooks.chat_desk import ChatDesk, Held
from api_hooks.chat_errors import LimitExceededError
from api_hooks.errors import UnavailableError
from api_hooks.given_chat import GivenChat
from chat.context.tokens import estimate
from chat.prompt import recent
from chat.providers.set_up import SetUp
from runtime.budgets import Allowance, Reservation
from runtime.rate_limit import Exceeded
from runtime.shared_breaker import CircuitOpenError

#: Tokens of the rules that every prompt begins with, and a little more.
RULES_TOKENS = 800

_TOKENS = "chat-tokens-"


@dataclass(frozen=True, slots=True)
class Taken:
    """Who answers, and what is held for it."""

    held: Held
    #: None where the platform itself answers.
    set_up: SetUp | None
    #: Why the platform answers instead of who was to; None where it does not.
    because: str | None = None


async def take(desk: ChatDesk, given: GivenChat, decision: Decision, max_tokens: int) -> Taken:
    """Take all of it, or nothing.

    Raises:
        LimitExceededError: the business or the provider has had enough requests, or somebody enough tokens.
        UnavailableError: the provider is left in peace, and the platform does not answer instead.
    """
    if decision.business_id is not None:
        _require(await desk.limits.business.count(str(decision.business_id)), "business")
    set_up = decision.set_up
    if set_up is None:
        return Taken(Held(), None)
    _require(await desk.limits.provider.count(set_up.name), "provider")
    held = Held(
        reservation=await _tokens(desk, decision, set_up, _estimated(desk, given, decision, max_tokens))
    )
    breaker = desk.breakers[set_up.name]
    try:
        held.admission = await breaker.admit()
    except CircuitOpenError as error:
        await desk.give_back(held)
        if not desk.settings.chat_builtin_fallback:
            wait = max(1, round(error.wait_seconds + 0.5))
            message = f"The provider does not answer at the moment; try again in {wait} s"
            raise UnavailableError(message, retry_after_seconds=wait) from None
        return Taken(Held(), None, because="PROVIDER_UNAVAILABLE")
    held.breaker = breaker
    return Taken(held, set_up)


def _estimated(desk: ChatDesk, given: GivenChat, decision: Decision, max_tokens: int) -> int:
    """The most that it may come to. What is not used is given back."""
    texts = [given.question, given.page, *(said.text for said in recent(decision.history))]
    return RULES_TOKENS + sum(map(estimate, texts)) + desk.settings.chat_context_tokens + max_tokens


async def _tokens(desk: ChatDesk, decision: Decision, set_up: SetUp, amount: int) -> Reservation:
    settings, business = desk.settings, decision.business_id
    whose = {
        "user": (str(decision.caller_id), settings.chat_tokens_per_user),
        "business": (str(business or ""), settings.chat_tokens_per_business),
        "provider": (set_up.name.value, settings.chat_tokens_per_provider),
    }
    allowances = [
        Allowance(f"{_TOKENS}{scope}", who, a_minute) for scope, (who, a_minute) in whose.items() if who
    ]
    reserved = await desk.budgets.reserve(allowances, amount)
    if isinstance(reserved, Reservation):
        return reserved
    raise LimitExceededError(reserved, (reserved.name or "").removeprefix(_TOKENS))


def _require(exceeded: Exceeded | None, scope: str) -> None:
    if exceeded is not None:
        raise LimitExceededError(exceeded, scope)
