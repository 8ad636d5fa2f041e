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
    settings = filled_settings(settings)
    addresses = {"DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url}
    missing = [name for name, address in addresses.items() if address is None]
    if missing:
        raise SettingsError(_explain(missing, settings))
    return settings


def connected_database_url(settings: Settings | None = None) -> str:
    """The address of PostgreSQL alone, for commands that need no Redis; see `connected_settings`.

    Raises:
        SettingsError: When it is not set, and no platform runs on the data folder.
    """
    settings = filled_settings(settings)
    if settings.database_url is None:
        raise SettingsError(_explain(["DATABASE_URL"], settings))
    return settings.database_url


def filled_settings(settings: Settings | None = None) -> Settings:
    """As `connected_settings`, but what is not known stays None."""
    settings = settings or get_settings()
    published = DataFolder(settings.data_dir).published()
    update = {name: getattr(settings, name) or published.get(name) for name in ("database_url", "redis_url")}
    return settings.model_copy(update=update)


def with_secret(settings: Settings) -> Settings:
    """Complete the settings with the data folder's secret for signing tokens, when none is set."""
    if settings.jwt_secret is not None or settings.jwt_jwks_url is not None:
        return settings
    secret = SecretStr(DataFolder(settings.data_dir).secret("jwt"))
    return settings.model_copy(update={"jwt_secret": secret})


def _explain(missing: list[str], settings: Settings) -> str:
    return (
        f"{' and '.join(missing)} not set, and no platform runs on the data folder"
        f" {settings.data_dir.absolute()}. Set {'them' if len(missing) > 1 else 'it'},"
        " or start a platform with `afterwrite up`."
    )
