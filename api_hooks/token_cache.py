"""Verified tokens, remembered for moments: a burst of requests with one token is verified once."""

import asyncio
import time
from collections import OrderedDict

from runtime.settings import Settings
from runtime.tokens import Identity, KeySetUnavailableError, verify

#: A revoked key stops working after this long at the latest.
REMEMBERED_SECONDS = 30.0
REMEMBERED_TOKENS = 4096
#: After a failure the key set is not fetched again for so long.
KEY_SET_PAUSE_SECONDS = 1.0
#: Longer ones are not even looked at.
LONGEST_TOKEN = 8192


class TokenCache:
    """Verifies tokens, and remembers the answer until they expire, for 30 s at most."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: OrderedDict[str, tuple[Identity, float]] = OrderedDict()
        self._key_set = asyncio.Lock()
        self._key_set_is_away_until = 0.0

    async def identity_of(self, token: str) -> Identity:
        """Who a token speaks for. Raises as `runtime.tokens.verify` does."""
        now = time.time()
        found = self._known.get(token)
        if found is not None:
            identity, until = found
            if now < until:
                return identity
            del self._known[token]
        identity = await self._verified(token)
        self._known[token] = identity, min(identity.expires_at, now + REMEMBERED_SECONDS)
        if len(self._known) > REMEMBERED_TOKENS:
            self._known.popitem(last=False)
        return identity

    async def _verified(self, token: str) -> Identity:
        if self._settings.jwt_jwks_url is None:
            return verify(self._settings, token)
        return await self._verified_with_key_set(token)

    async def _verified_with_key_set(self, token: str) -> Identity:
        """In a thread, for the key set may have to be fetched. If that fails, all in the queue fail."""
        async with self._key_set:
            if 0 < self._key_set_is_away_until - time.time() <= KEY_SET_PAUSE_SECONDS:
                raise KeySetUnavailableError("the key set could not be fetched a moment ago")
            try:
                return await asyncio.to_thread(verify, self._settings, token)
            except KeySetUnavailableError:
                self._key_set_is_away_until = time.time() + KEY_SET_PAUSE_SECONDS
                raise
