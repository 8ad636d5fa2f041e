"""Settings for a command that needs the servers: from the environment, else of the live platform."""

from pydantic import SecretStr

from ops.data_folder import DataFolder
from runtime.settings import Settings, SettingsError, get_settings


def connected_settings(settings: Settings | None = None) -> Settings:
    """Complete the settings with the addresses of a platform that runs on the same data folder.

    What is set wins; then come the addresses that a live `afterwrite up` or `afterwrite demo` has published.

    Raises:
        SettingsError: When neither gives both addresses.
    """
    settings = settings or get_settings()
    published = DataFolder(settings.data_dir).published()
    database_url = settings.database_url or published.get("database_url")
    redis_url = settings.redis_url or published.get("redis_url")
    missing = [n for n, url in (("DATABASE_URL", database_url), ("REDIS_URL", redis_url)) if not url]
    if missing:
        raise SettingsError(
            f"{' and '.join(missing)} not set, and no platform runs on the data folder"
            f" {settings.data_dir.absolute()}. Set them, or start one with `afterwrite up`."
        )
    return with_secret(settings).model_copy(update={"database_url": database_url, "redis_url": redis_url})


def with_secret(settings: Settings) -> Settings:
    """Complete the settings with the data folder's secret for signing tokens, when none is set."""
    if settings.jwt_secret is not None or settings.jwt_jwks_url is not None:
        return settings
    secret = SecretStr(DataFolder(settings.data_dir).secret("jwt"))
    return settings.model_copy(update={"jwt_secret": secret})
