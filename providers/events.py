"""Events as adapters read them: what a provider has said, before anything is done about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.provider_inbox import StoredEvent

__all__ = ["GivenEvent", "StoredEvent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenEvent:
    """One event that came in; the fields are those of the inbox."""

    #: What it is about: with the provider's name before it, the key in the provider's lane. Events of one
    #: object have one key.
    object_type: str
    object_id: str
    #: What happened to it.
    aspect: str
    #: The account at the provider.
    owner: str
    event_at: datetime
    #: Tells it from other events. The same name again is the same event again.
    name: str
    subscription: str | None = None
    #: What is needed later; nothing of people that is not.
    payload: dict[str, Any] | None = None

    def as_row(self, provider: str) -> dict[str, Any]:
        """The event as the inbox takes it."""
        return {
            "provider": provider,
            "name": self.name,
            "key": f"{provider}:{self.object_type}:{self.object_id}",
            "owner": self.owner,
            "object_type": self.object_type,
            "object_id": self.object_id,
            "aspect": self.aspect,
            "subscription": self.subscription,
            "event_at": self.event_at.isoformat(),
            "payload": self.payload,
        }
