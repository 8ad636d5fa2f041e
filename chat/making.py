"""Makes one answer, from the context to its last word, whether somebody listens or not, and has it stored."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog

from chat.answer import Answer
from chat.builtin.answering import answer as answer_by_rules
from chat.builtin.facts import Facts
from chat.context.asked import Context, ContextAsk, Part
from chat.context.errors import ContextRefusedError
from chat.context.tokens import estimate
from chat.neutralise import Neutraliser, addresses_in
from chat.pieces import SENTENCES, Delta, End, Failure, Piece, ProviderError, Usage
from chat.prompt import Said, prompt_of, recent
from chat.providers.asking import Provider
from domain.chat import AnswerState, ProviderName
from runtime.shared_breaker import Outcome

#: So often what has come by now is stored, in seconds: a crash costs no more than that.
KEEP_SECONDS = 2.0

#: Of an answer, at most so many characters for each token that it may have.
_CHARACTERS_PER_TOKEN = 12

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is asked, of whom, and within which bounds."""

    question: str
    #: What was said before, oldest first, as it was stored: with names.
    history: Sequence[Said]
    #: What the page says on which it is asked; of the caller's making.
    page: str
    language: str
    #: The context to be gathered.
    ask: ContextAsk
    #: The athlete whom the platform's own answer may speak of; None for none.
    client_id: UUID | None
    #: Whether the athlete's data may be used.
    has_consent: bool
    #: Who is to answer; None for the platform itself.
    provider: Provider | None
    #: Whether the platform answers where the provider does not.
    may_fall_back: bool
    max_tokens: int
    #: Seconds for all of it.
    limit: float


class Tools(Protocol):
    """What making an answer needs of its process."""

    async def gather(self, ask: ContextAsk) -> Context:
        """The context."""

    async def facts(self, client_id: UUID) -> Facts | None:
        """What the platform knows of an athlete."""

    async def keep(self, answer: Answer) -> None:
        """Store what there is by now. May fail."""

    async def finish(self, answer: Answer, *, tokens: Usage, is_refunded: bool) -> None:
        """Store the answer for good, and what follows from it. Does not give up easily."""

    async def told(self, outcome: Outcome) -> None:
        """That the provider was called, and how that has gone; or that it was not called after all."""


async def make(answer: Answer, job: Job, tools: Tools) -> None:
    """Make the answer. Never raises: whatever happens is told, and stored."""
    is_made = asyncio.Event()
    keeping = asyncio.create_task(_keep(answer, tools, is_made))
    maker = _Maker(answer, job, tools)
    try:
        async with asyncio.timeout(job.limit):
            await maker.make()
        answer.state = AnswerState.DONE
    except TimeoutError:
        answer.failure = Failure.TOO_LONG
    except asyncio.CancelledError:  # the process is being stopped: there is time to store it, and no more
        answer.failure = Failure.STOPPED
    except ProviderError as error:
        answer.failure = error.failure
    except ContextRefusedError:
        answer.failure = Failure.ACCESS_DENIED
    except Exception as error:  # noqa: BLE001  whoever waits must hear of it; what it says may hold what was asked
        _logger.error("an answer could not be made", error_type=type(error).__qualname__)  # noqa: TRY400
        answer.failure = Failure.INTERNAL
    is_made.set()
    concluding = asyncio.gather(keeping, _conclude(answer, maker, tools))
    while not concluding.done():
        with suppress(asyncio.CancelledError):  # whoever stops the process waits for this
            await asyncio.shield(concluding)


async def _keep(answer: Answer, tools: Tools, is_made: asyncio.Event) -> None:
    while not is_made.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(is_made.wait(), KEEP_SECONDS)
            return
        with suppress(Exception):  # it is kept again in a moment, and stored in the end
            await tools.keep(answer)


async def _conclude(answer: Answer, maker: "_Maker", tools: Tools) -> None:
    if not maker.was_called:
        await tools.told(Outcome.UNKNOWN)
    answer.add(maker.held())
    if answer.failure is not None:
        answer.state = AnswerState.CUT if answer.text else AnswerState.FAILED
    used = answer.usage
    is_estimated = None in {used.prompt, used.completion} and answer.provider is not ProviderName.BUILTIN
    sent = answer.sent_tokens
    tokens = Usage(
        sent if used.prompt is None else used.prompt,
        (estimate(answer.text) if sent else 0) if used.completion is None else used.completion,
    )
    try:
        await tools.finish(answer, tokens=tokens, is_refunded=not answer.text)
    except Exception as error:  # noqa: BLE001  it is found by a sweep; those who listen are told what there is
        _logger.error("an answer could not be stored", error_type=type(error).__qualname__)  # noqa: TRY400
    answer.tell(
        "usage", promptTokens=tokens.prompt, completionTokens=tokens.completion, estimated=is_estimated
    )
    if answer.failure is None:
        answer.tell("done", answerId=answer.id, state=answer.state, isShort=maker.is_short)
    else:
        sentence = SENTENCES[answer.failure]
        answer.tell("error", answerId=answer.id, state=answer.state, code=answer.failure, message=sentence)


class _Maker:
    def __init__(self, answer: Answer, job: Job, tools: Tools) -> None:
        self._answer = answer
        self._job = job
        self._tools = tools
        self._neutraliser = Neutraliser()
        self.is_short = False
        #: Whether the breaker has been told of a call.
        self.was_called = job.provider is None

    def held(self) -> str:
        """What was held back of the text."""
        return self._neutraliser.end()

    async def make(self) -> None:
        if self._job.provider is None:
            self._answer.context = []
            self._answer.tell("context", parts=[])
            await self._by_rules()
            return
        try:
            await self._by(self._job.provider)
        except ProviderError as error:
            if self._answer.text or not self._job.may_fall_back:
                raise
            _logger.warning(
                "the platform answers instead", provider=self._answer.provider, code=error.failure
            )
            self._answer.provider, self._answer.model = ProviderName.BUILTIN, None
            self._answer.usage, self._answer.sent_tokens = Usage(0, 0), 0
            self._neutraliser = Neutraliser()
            self._answer.tell("fallback", provider=ProviderName.BUILTIN, because=error.failure)
            await self._by_rules()

    async def _by(self, provider: Provider) -> None:
        job, answer = self._job, self._answer
        context = await self._tools.gather(job.ask)
        answer.context = context.facts()
        answer.tell("context", parts=answer.context)
        scrub = context.scrubber
        if scrub is None:  # whose names are to be left out is not known: then nothing is sent
            raise ProviderError(Failure.INTERNAL)
        parts = [*context.parts, *_page(scrub(job.page))]
        history = [Said(said.speaker, scrub(said.text)) for said in recent(job.history)]
        prompt = prompt_of(scrub(job.question), history, parts, job.language, missing=context.missing)
        self._neutraliser = Neutraliser({each for part in context.parts for each in addresses_in(part.text)})
        outcome = Outcome.UNKNOWN
        self.was_called = True
        try:
            answer.sent_tokens = prompt.tokens
            async with aclosing(provider.answer(prompt, job.max_tokens)) as pieces:
                await self._take(pieces)
            outcome = Outcome.ANSWERED
        except ProviderError as error:
            outcome = Outcome.FAILED if error.is_providers_fault else Outcome.ANSWERED
            raise
        finally:
            await asyncio.shield(self._tools.told(outcome))

    async def _take(self, pieces: AsyncIterator[Piece]) -> None:
        answer, longest = self._answer, self._job.max_tokens * _CHARACTERS_PER_TOKEN
        async for piece in pieces:
            match piece:
                case Delta(text):
                    answer.add(self._neutraliser.take(text))
                    if len(answer.text) > longest:
                        self.is_short = True
                        return
                case Usage(prompt, completion):
                    known = answer.usage
                    answer.usage = Usage(
                        known.prompt if prompt is None else prompt,
                        known.completion if completion is None else completion,
                    )
                case End(is_short):
                    self.is_short = is_short

    async def _by_rules(self) -> None:
        job, answer = self._job, self._answer
        facts = None
        if job.client_id is not None and job.has_consent:
            facts = await self._tools.facts(job.client_id)
        answer.usage = Usage(0, 0)
        paragraphs = answer_by_rules(job.question, facts, job.language, has_consent=job.has_consent)
        for number, paragraph in enumerate(paragraphs):
            answer.add(self._neutraliser.take(("\n\n" if number else "") + paragraph))


def _page(text: str) -> list[Part]:
    return [Part("page", text, estimate(text), "miss", 0)] if text else []
