"""Parts in Redis, by what they depend on: found with one look, and never wrong, only gone.

A key holds a hash of the versions of all that the part was made from, so a part that is no longer true is not
looked for any more, and goes by itself. What is kept has no names of people in it.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from runtime.patient_redis import PatientRedis

#: Part of every key. Raise it when the same rows are told in other words.
WORDING = 1

_HASH_BYTES = 16


def key_of(name: str, *depends_on: object) -> str:
    """The key of a part that depends on these."""
    # As they are written in code: no question can be made that reads like another one and a document.
    facts = "\x1f".join(repr(each) for each in (WORDING, *depends_on))
    return f"{name}:{blake2b(facts.encode(errors='surrogatepass'), digest_size=_HASH_BYTES).hexdigest()}"


class KeptParts:
    """Texts by key.

    Args:
        redis: where. While it is away nothing is found and nothing kept.
        prefix: of all keys.
    """

    def __init__(self, redis: PatientRedis, prefix: str) -> None:
        self._redis = redis
        self._prefix = f"{prefix}:context:"

    async def look(self, keys: Sequence[str]) -> dict[str, str]:
        """Those of the keys that are kept, and their texts."""
        if not keys:
            return {}
        names = [self._prefix + key for key in keys]
        found: Iterable[bytes | None] | None = await self._redis.ask(
            self._redis.commands.mget, names, otherwise=None
        )
        return {key: text.decode() for key, text in zip(keys, found or (), strict=False) if text is not None}

    async def keep(self, key: str, text: str, seconds: int) -> None:
        """Keep a text for so long."""
        await self._redis.ask(
            self._redis.commands.set, self._prefix + key, text.encode(), ex=seconds, otherwise=None
        )
