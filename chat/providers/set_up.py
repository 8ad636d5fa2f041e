"""Who is set up to be asked, and with which models."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from chat.providers.anthropic_compatible import AnthropicCompatible
from chat.providers.asking import Provider
from chat.providers.openai_compatible import OpenAiCompatible
from domain.chat import ProviderName
from runtime.settings import CHAT_PROVIDERS, Settings


@dataclass(frozen=True, slots=True)
class SetUp:
    """One endpoint, as the operator has set it up."""

    name: ProviderName
    url: str
    key: str | None
    #: By the endpoint's names; the first is the usual one.
    models: tuple[str, ...]

    def provider(self, model: str, client: httpx.AsyncClient) -> Provider:
        """It, with one of its models."""
        if self.name is ProviderName.ANTHROPIC:
            return AnthropicCompatible(self.name, self.url, self.key, model, client)
        return OpenAiCompatible(self.name, self.url, self.key, model, client)


def breaker_name(provider: ProviderName) -> str:
    """What a provider's breaker is called, in all processes."""
    return f"chat-{provider.lower()}"


def set_up(settings: Settings) -> Mapping[ProviderName, SetUp]:
    """All of them, the one that is asked unless another is wanted first. May be empty."""
    found: dict[ProviderName, SetUp] = {}
    for name in CHAT_PROVIDERS:
        url: str | None = getattr(settings, f"chat_{name}_url")
        if url:
            key: SecretStr | None = getattr(settings, f"chat_{name}_key")
            provider = ProviderName(name.upper())
            models: tuple[str, ...] = getattr(settings, f"chat_{name}_models")
            found[provider] = SetUp(provider, url, key.get_secret_value() if key else None, models)
    return found
