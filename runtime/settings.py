"""Settings: read from the environment (and `.env`), checked at start, the same for every process.

Every setting is listed with its meaning in `.env.example`; a contract test keeps the two in step.
"""

import base64
import binascii
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Seconds = Annotated[float, Field(gt=0)]
Milliseconds = Annotated[int, Field(gt=0)]

#: A secret that is part of an address.
DoorSecret = Annotated[SecretStr, Field(min_length=32, max_length=200)]

#: Shorter secrets can be guessed: RFC 7518, section 3.2, asks for at least the hash's size.
MINIMUM_SECRET_BYTES = 32

KEY_ADVICE = (
    "make one with: python3 -c 'import base64, secrets;"
    " print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())'"
)


#: An address that may be set, or not.
_URL = Field(None, pattern=r"^https?://[!-~]+$")

#: Who may be asked by the assistant, as the settings name them.
CHAT_PROVIDERS = ("openai", "anthropic", "google")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](?::[0-9]{1,5})?")


class Settings(BaseSettings):
    """All settings of all processes. Environment variables carry the prefix `AFTERWRITE_`."""

    model_config = SettingsConfigDict(
        env_prefix="AFTERWRITE_",
        env_file=".env",
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    # --- servers ---
    database_url: str | None = Field(
        None, validation_alias=AliasChoices("DATABASE_URL", "AFTERWRITE_DATABASE_URL")
    )
    redis_url: str | None = Field(None, validation_alias=AliasChoices("REDIS_URL", "AFTERWRITE_REDIS_URL"))
    redis_prefix: str = Field("afterwrite", pattern=r"^[A-Za-z0-9_.-]+$")
    data_dir: Path = Path(".afterwrite")
    postgres_bin_dir: Path | None = None
    valkey_server: Path | None = None

    # --- addresses of the platform's own processes ---
    api_host: str = "127.0.0.1"
    api_port: int = Field(8000, ge=0, le=65535)
    flower_host: str = "127.0.0.1"
    flower_port: int = Field(5555, ge=0, le=65535)

    # --- who may call ---
    jwt_secret: SecretStr | None = None
    jwt_previous_secret: SecretStr | None = None
    jwt_jwks_url: str | None = None
    jwt_audience: str = "afterwrite"
    jwt_user_claim: Literal["sub", "email"] = "sub"
    jwt_leeway_seconds: float = Field(5.0, ge=0, le=300)
    session_cookie_name: str = "afterwrite-auth-token"
    load_test_bypass_enabled: bool = False
    load_test_bypass_secret: SecretStr | None = None
    metrics_token: SecretStr | None = None

    # --- the surface that the api shows ---
    trusted_origins: Annotated[tuple[str, ...], NoDecode] = ()
    trust_forwarded_host: bool = False
    hsts_seconds: int = Field(0, ge=0)
    writes_per_minute: int = Field(6_000, ge=1)
    body_timeout_seconds: Seconds = 10.0

    # --- patience with Redis and PostgreSQL ---
    redis_timeout_ms: Annotated[int, Field(ge=10, le=250)] = 200
    redis_breaker_seconds: Seconds = 1.0
    postgres_timeout_seconds: Seconds = 2.0
    api_pool_size: int = Field(10, ge=1, le=200)

    # --- lanes ---
    lane_modules: Annotated[tuple[str, ...], NoDecode] = ()

    # --- workers ---
    worker_concurrency: int = Field(2, ge=1, le=256)
    dispatch_interval_ms: Milliseconds = 50
    sweep_interval_ms: Milliseconds = 1_000
    worker_seen_within_seconds: Seconds = 10.0
    beat_seen_within_seconds: Seconds = 30.0
    health_interval_seconds: Seconds = 30.0
    reconcile_interval_seconds: Seconds = 15.0
    reconcile_grace_seconds: Annotated[float, Field(ge=0)] = 5.0
    skip_unchanged_seconds: Annotated[float, Field(ge=0)] = 120.0

    # --- operators ---
    operator: str | None = None

    # --- check-ins ---
    check_in_max_age_days: int = Field(366, ge=1)

    # --- what people are told outside of the app ---
    public_url: str | None = Field(None, pattern=r"^https?://[!-~]+$")
    delivery_timeout_seconds: Annotated[float, Field(gt=0, le=60)] = 10.0
    delivery_runs: int = Field(2, ge=1, le=1_000)
    delivery_calls_per_provider: int = Field(4, ge=1, le=50)
    delivery_allow_private: bool = False
    delivery_services: Annotated[tuple[str, ...], NoDecode] = (
        "discord",
        "gchat",
        "mailto",
        "mailtos",
        "msteams",
        "ntfy",
        "ntfys",
        "pover",
        "slack",
        "tgram",
        "workflows",
    )

    # --- what is kept for how long ---
    notifications_days: int = Field(180, ge=7, le=1_000_000)
    deliveries_days: int = Field(30, ge=7, le=1_000_000)
    effects_days: int = Field(400, ge=7, le=1_000_000)

    # --- what providers send ---
    strava_webhook_secret: DoorSecret | None = None
    strava_verify_token: DoorSecret | None = None
    strava_subscription_id: int | None = Field(None, ge=1)
    garmin_webhook_secret: DoorSecret | None = None
    provider_adapters: Annotated[tuple[str, ...], NoDecode] = ()
    provider_runs: int = Field(2, ge=1, le=1_000)
    provider_events_days: int = Field(30, ge=1, le=1_000_000)
    provider_data_after_revocation: Literal["delete", "keep"] = "delete"

    # --- connections with other services ---
    token_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    strava_client_id: str | None = Field(None, pattern=r"^[0-9A-Za-z_.-]+$")
    strava_client_secret: SecretStr | None = None
    strava_url: str = Field("https://www.strava.com", pattern=r"^https?://[!-~]+[^/]$")
    strava_redirect_url: str | None = Field(None, pattern=r"^https?://[!-~]+$")
    strava_timeout_seconds: Annotated[float, Field(gt=0, le=45)] = 10.0
    strava_backfill_days: int = Field(42, ge=0, le=3_660)

    # --- the assistant ---
    chat_openai_url: str | None = _URL
    chat_openai_key: SecretStr | None = None
    chat_openai_models: Annotated[tuple[str, ...], NoDecode] = ()
    chat_anthropic_url: str | None = _URL
    chat_anthropic_key: SecretStr | None = None
    chat_anthropic_models: Annotated[tuple[str, ...], NoDecode] = ()
    chat_google_url: str | None = _URL
    chat_google_key: SecretStr | None = None
    chat_google_models: Annotated[tuple[str, ...], NoDecode] = ()
    chat_builtin_fallback: bool = True
    chat_memories_by_model: bool = True
    chat_max_output_tokens: int = Field(2_000, ge=1, le=128_000)
    chat_timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 60.0
    chat_heartbeat_seconds: Annotated[float, Field(gt=0, le=60)] = 10.0
    chat_upgrade_url: str | None = _URL
    chat_requests_per_user: int = Field(20, ge=1)
    chat_requests_per_business: int = Field(200, ge=1)
    chat_requests_per_provider: int = Field(600, ge=1)
    chat_tokens_per_user: int = Field(100_000, ge=1)
    chat_tokens_per_business: int = Field(1_000_000, ge=1)
    chat_tokens_per_provider: int = Field(2_000_000, ge=1)

    # --- what the assistant is told ---
    chat_context_tokens: int = Field(6_000, ge=1, le=1_000_000)
    chat_search_url: str | None = Field(None, pattern=r"^https?://[!-~]+$")
    chat_search_key: SecretStr | None = None
    chat_search_timeout_seconds: Annotated[float, Field(gt=0, le=60)] = 3.0

    # --- logs ---
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"

    @field_validator(
        "lane_modules",
        "delivery_services",
        "provider_adapters",
        "token_keys",
        "trusted_origins",
        *(f"chat_{name}_models" for name in CHAT_PROVIDERS),
        mode="before",
    )
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name for part in value.split(",") if (name := part.strip()))
        return value

    @field_validator("strava_webhook_secret", "strava_verify_token", "garmin_webhook_secret")
    @classmethod
    def _fits_into_an_address(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]+", secret.get_secret_value()):
            raise ValueError(
                "may only have letters, digits, - and _;"
                " make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return secret

    @field_validator("token_keys")
    @classmethod
    def _token_keys_are_keys(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for number, key in enumerate(keys, 1):
            if not _is_token_key(key.get_secret_value()):
                raise ValueError(
                    f"number {number} is not a key: 32 bytes in URL-safe base64, 44 characters; {KEY_ADVICE}"
                )
        return keys

    @field_validator("trusted_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError("each must be an origin, like https://app.example.org: no path, no wildcard")
        return origins

    @model_validator(mode="after")
    def _secrets_are_strong_and_the_bypass_is_explicit(self) -> Self:
        for name in ("jwt_secret", "jwt_previous_secret", "load_test_bypass_secret", "metrics_token"):
            secret: SecretStr | None = getattr(self, name)
            if secret is not None and len(secret.get_secret_value().encode()) < MINIMUM_SECRET_BYTES:
                raise ValueError(
                    f"AFTERWRITE_{name.upper()} must be at least {MINIMUM_SECRET_BYTES} bytes long;"
                    " make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
                )
        if self.load_test_bypass_enabled and self.load_test_bypass_secret is None:
            raise ValueError(
                "AFTERWRITE_LOAD_TEST_BYPASS_ENABLED needs AFTERWRITE_LOAD_TEST_BYPASS_SECRET to be set"
            )
        return self

    @model_validator(mode="after")
    def _a_provider_is_set_up_as_a_whole(self) -> Self:
        for name in CHAT_PROVIDERS:
            url, models = getattr(self, f"chat_{name}_url"), getattr(self, f"chat_{name}_models")
            if bool(url) != bool(models):
                prefix = f"AFTERWRITE_CHAT_{name.upper()}"
                raise ValueError(f"{prefix}_URL and {prefix}_MODELS go together: set both, or none")
        return self

    @property
    def hears_strava(self) -> bool:
        """Whether Strava's events can reach us: without one of the two they are all refused."""
        return self.strava_webhook_secret is not None and self.strava_subscription_id is not None

    def require_database_url(self) -> str:
        """The PostgreSQL URL, or a `SettingsError` that says how to get one."""
        return _require(self.database_url, "DATABASE_URL")

    def require_redis_url(self) -> str:
        """The Redis URL, or a `SettingsError` that says how to get one."""
        return _require(self.redis_url, "REDIS_URL")

    def as_environment(self) -> dict[str, str]:
        """The settings as environment variables, secrets included, so that a child process has the same."""
        return {
            environment_name(name): _as_text(value)
            for name in type(self).model_fields
            if (value := getattr(self, name)) is not None
        }


def environment_name(field: str) -> str:
    """The environment variable that sets a field of `Settings`."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"AFTERWRITE_{field.upper()}"


def _is_token_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == MINIMUM_SECRET_BYTES
    except (binascii.Error, ValueError):
        return False


def _as_text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, tuple):
        return ",".join(map(_as_text, value))
    return str(value)


class SettingsError(Exception):
    """Raised when a setting is missing or wrong."""


def _require(value: str | None, name: str) -> str:
    if value is None:
        raise SettingsError(
            f"{name} is not set. Set it, or start the platform with `afterwrite up`,"
            " which runs its own servers and passes their addresses on."
        )
    return value


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read once. `get_settings.cache_clear()` reads them anew."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'settings'}: {item['msg']}" for item in error.errors()
        )
        # Not chained: a traceback would show the values, and some of them are secrets.
        raise SettingsError(f"The settings are not right: {problems}") from None
