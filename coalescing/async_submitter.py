"""The async twin of `LaneClient.submit`: the only thing that a web process asks of a lane."""

from coalescing.async_client import AsyncScriptClient
from coalescing.keys import LaneKeys
from coalescing.lanes import Lane
from coalescing.outcomes import SubmitOutcome
from coalescing.scripts import SUBMIT
from coalescing.submission import submit_arguments, submit_outcome


class AsyncSubmitter:
    """Submits to one lane from an event loop."""

    def __init__(self, lane: Lane, redis: AsyncScriptClient, prefix: str) -> None:
        """Submit to `lane`, under the keys that begin with `prefix`."""
        self.lane = lane
        self._redis = redis
        self._submit = SUBMIT.bind(LaneKeys(prefix, lane.name))

    async def submit(
        self,
        key: str,
        payload: bytes = b"",
        *,
        revision: int = 0,
        if_absent: bool = False,
        delay_ms: int | None = None,
    ) -> SubmitOutcome:
        """Accept the latest input of a key; see `LaneClient.submit`.

        Raises:
            InvalidKeyError: the key is empty or too long.
            InvalidPayloadError: the payload is not what the lane can merge or append.
            PayloadTooLargeError: the payload is too large, or would be together with what is there.
            RedisUnavailableError: Redis does not answer. The submit may have been applied all the same.
        """
        arguments = submit_arguments(
            self.lane, key, payload, revision, if_absent=if_absent, delay_ms=delay_ms
        )
        return submit_outcome(self.lane, key, await self._redis.run(self._submit, *arguments))
