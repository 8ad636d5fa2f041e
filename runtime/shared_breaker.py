"""Whether a provider is called, decided for the whole fleet: after failures in a row it is left in peace.

Shut: everybody calls. Five failures in a row within a minute, whoever had them, open it: nobody calls for
half a minute. Then one caller, of all processes, is the probe: if it is answered, everybody calls again; if
not, it is open for twice as long as before, up to a quarter of an hour.

Ask to be admitted, call, and tell how it went, always. Without Redis nobody knows how others fare, and every
call is admitted.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import structlog

from runtime.patient_redis import PatientRedis
from runtime.scripts import ADMIT, JUDGE
from runtime.worker_redis import RedisAwayError, WorkerRedis

_logger = structlog.get_logger(__name__)

Errors: TypeAlias = tuple[type[BaseException], ...]

_GO, _PROBE, _WAIT = (ADMIT.header.codes[name] for name in ("GO", "PROBE", "WAIT"))


class Outcome(StrEnum):
    """How a call has gone, as far as the provider's health is concerned."""

    #: It answered, be it with a refusal.
    ANSWERED = "ANSWERED"
    #: It did not answer, or said that it could not.
    FAILED = "FAILED"
    #: It was not called after all, or nobody waited for its answer.
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Patience:
    """When a breaker opens, and for how long. Times are in milliseconds."""

    failures: int = 5
    span_ms: int = 60_000
    open_ms: int = 30_000
    longest_ms: int = 900_000
    #: A probe that was never heard of again is over after this long: longer than any call takes.
    probe_ms: int = 120_000


class CircuitOpenError(Exception):
    """Raised when the provider is left in peace."""

    def __init__(self, name: str, wait_seconds: float) -> None:
        super().__init__(f"{name} has failed lately, and is left in peace for {wait_seconds:.1f} s")
        self.name, self.wait_seconds = name, wait_seconds


@dataclass(frozen=True, slots=True)
class Admission:
    """That a call may be made."""

    token: str
    #: Everybody else waits for what it shows.
    is_probe: bool = False


@dataclass(frozen=True, slots=True)
class _Scripts:
    """What both twins send to Redis, and what they make of the answers."""

    name: str
    prefix: str
    patience: Patience

    def admit(self, token: str) -> tuple[list[str], list[str | int]]:
        return self.keys[:1], [token, self.patience.probe_ms]

    def admission(self, token: str, answer: Any) -> Admission:
        """Raises CircuitOpenError if the answer is to wait; None stands for no answer."""
        verdict, wait_ms = answer or (_GO, 0)
        if verdict == _WAIT:
            raise CircuitOpenError(self.name, wait_ms / 1000)
        return Admission(token, is_probe=verdict == _PROBE)

    def judge(self, admission: Admission, outcome: Outcome) -> tuple[list[str], list[str | int]]:
        how = self.patience
        times = (how.failures, how.span_ms, how.open_ms, how.longest_ms)
        return self.keys, [admission.token, outcome.value, *times]

    def log(self, outcome: Outcome, open_ms: int) -> None:
        if open_ms and outcome is Outcome.FAILED:
            _logger.warning("a provider is left in peace", provider=self.name, seconds=open_ms / 1000)

    @property
    def keys(self) -> list[str]:
        """Of its state, and of its latest failures."""
        tag = f"{{{self.prefix}:breaker:{self.name}}}"
        return [f"{tag}:state", f"{tag}:failures"]


class SharedBreaker:
    """One provider's breaker, for threads.

    Args:
        redis: that of the fleet.
        prefix: of all keys.
        name: the provider's, the same in all processes.
        patience: when it opens; the same in all processes.
    """

    def __init__(self, redis: WorkerRedis, prefix: str, name: str, patience: Patience | None = None) -> None:
        self._redis = redis
        self._scripts = _Scripts(name, prefix, patience or Patience())

    def admit(self) -> Admission:
        """Ask whether to call.

        Raises:
            CircuitOpenError: the provider is left in peace.
        """
        token = secrets.token_hex(8)
        try:
            answer = self._redis.run(ADMIT, *self._scripts.admit(token))
        except RedisAwayError:
            answer = None
        return self._scripts.admission(token, answer)

    def tell(self, admission: Admission, outcome: Outcome) -> float:
        """Tell how the call has gone; for how many seconds the breaker is open now (0: it is not)."""
        try:
            open_ms = int(self._redis.run(JUDGE, *self._scripts.judge(admission, outcome)))
        except RedisAwayError:
            return 0.0
        self._scripts.log(outcome, open_ms)
        return open_ms / 1000

    @contextmanager
    def call(self, failures: Errors, says_nothing: Errors = ()) -> Iterator[Admission]:
        """A block that calls: what it raises tells how that has gone.

        Args:
            failures: errors that mean that the provider failed. With another `Exception` it has answered.
            says_nothing: errors, of `failures` too, that mean that it was not called. What is no `Exception`,
                such as Ctrl-C, says nothing either.

        Raises:
            CircuitOpenError: the provider is left in peace, and the block is not run.
        """
        admission, outcome = self.admit(), Outcome.UNKNOWN
        try:
            yield admission
            outcome = Outcome.ANSWERED
        except BaseException as error:
            outcome = outcome_of(error, failures, says_nothing)
            raise
        finally:
            self.tell(admission, outcome)

    def open_seconds(self) -> float:
        """For how long the provider is still left in peace; 0 if it is called. Nobody is admitted by that.

        Raises:
            RedisAwayError: Redis does not say.
        """
        state, now_ms = self._redis.look(self._scripts.keys[0])
        return max(0.0, (float(state.get("open_until", now_ms)) - now_ms) / 1000)

    def close(self) -> None:
        """Let go of the connections to Redis."""
        self._redis.close()


class AsyncSharedBreaker:
    """The same for coroutines. Its state is the same as that of its twins of the same name."""

    def __init__(self, redis: PatientRedis, prefix: str, name: str, patience: Patience | None = None) -> None:
        self._redis = redis
        self._scripts = _Scripts(name, prefix, patience or Patience())
        self._run: Mapping[str, Any] = {
            script.name: redis.commands.register_script(script.source) for script in (ADMIT, JUDGE)
        }

    async def admit(self) -> Admission:
        """See `SharedBreaker.admit`."""
        token = secrets.token_hex(8)
        answer = await self._redis.ask(self._run[ADMIT.name], *self._scripts.admit(token), otherwise=None)
        return self._scripts.admission(token, answer)

    async def tell(self, admission: Admission, outcome: Outcome) -> float:
        """See `SharedBreaker.tell`."""
        run, (keys, arguments) = self._run[JUDGE.name], self._scripts.judge(admission, outcome)
        open_ms = int(await self._redis.ask(run, keys, arguments, otherwise=0))
        self._scripts.log(outcome, open_ms)
        return open_ms / 1000


def outcome_of(error: BaseException, failures: Errors, says_nothing: Errors = ()) -> Outcome:
    """How a call has gone that raised this; see `SharedBreaker.call`."""
    if isinstance(error, says_nothing):
        return Outcome.UNKNOWN
    if isinstance(error, failures):
        return Outcome.FAILED
    return Outcome.ANSWERED if isinstance(error, Exception) else Outcome.UNKNOWN
