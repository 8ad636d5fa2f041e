"""What contexts are made from: made once in a process, and closed with it."""

from chat.context.kept import KeptParts
from chat.context.making import Making
from chat.context.reading import Reader
from chat.context.rosters import Rosters
from chat.context.web_search import WebSearch
from runtime.patient_redis import PatientRedis
from runtime.settings import Settings


class ContextSources:
    """The database, the cache, the people's names of a while ago, and the web if it is set up.

    Args:
        reader: of the database.
        redis: where parts are kept; without it they are read each time.
        settings: the process's.
    """

    def __init__(self, reader: Reader, redis: PatientRedis, settings: Settings) -> None:
        self.reader = reader
        self.making = Making()
        self.kept = KeptParts(redis, settings.redis_prefix)
        self.rosters = Rosters(reader, self.making)
        self.web = WebSearch.of(settings)
        #: Tokens that all parts of a context may have together, estimated.
        self.most_tokens = settings.chat_context_tokens

    async def close(self) -> None:
        """Let go of what is being read."""
        await self.making.close()
        if self.web is not None:
            await self.web.close()
