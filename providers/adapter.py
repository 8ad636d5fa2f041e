"""What a provider must have: an adapter, which reads what comes in and says what it means."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from pydantic import SecretStr

from domain.activity_types import ActivitySource
from providers.changes import Change
from providers.connected import Connected
from providers.events import GivenEvent, StoredEvent
from runtime.settings import Settings


class Adapter(Protocol):
    """One provider. It keeps nothing, and its methods may be called from any process."""

    @property
    def name(self) -> str:
        """As in the address of its door; also of its lane, and of its connections."""

    @property
    def source(self) -> ActivitySource:
        """Who has recorded its activities."""

    @property
    def body_limit(self) -> int:
        """How much it may send at once, in bytes."""

    @property
    def asks(self) -> bool:
        """Whether it asks the provider for more: then only so many runs of it wait at the same time."""

    def secret(self, settings: Settings) -> SecretStr | None:
        """The last segment of its door's address, which only it knows; None: there is no door."""

    def handshake(self, query: Mapping[str, str], settings: Settings) -> dict[str, str] | None:
        """What is answered to a GET by which it makes sure of the address; None if it does no such thing.

        Raises:
            ForeignEventError: it does not know what it should.
            InvalidEventError: it is not what the provider asks.
        """

    def events(self, given: dict[str, Any], settings: Settings, now: datetime) -> list[GivenEvent]:
        """What a body says: the events in it, each of which is stored, or none.

        Raises:
            ForeignEventError: it is not for us.
            InvalidEventError: it is not what the provider sends. What it names as others is stored.
        """

    def activity_of(self, events: Sequence[StoredEvent]) -> str | None:
        """The name of the activity that the events of one object are about; None if they are about none."""

    def change(self, events: Sequence[StoredEvent], connected: Callable[[], Connected]) -> Change:
        """What the events of one object come to, oldest first. May ask the provider, and writes nothing.

        Args:
            events: at least one.
            connected: the owner's access to the provider, refreshed if need be. Raises as `ProviderError`.

        Raises:
            ProviderError: the provider was asked, in vain.
        """
