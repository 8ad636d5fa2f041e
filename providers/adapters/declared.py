"""Which providers an installation has: the project's own, and the adapters that a setting names."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from providers.adapter import Adapter
from providers.adapters.garmin import GarminAdapter
from providers.adapters.strava import StravaAdapter
from runtime.settings import SettingsError, get_settings

_OWN: tuple[Adapter, ...] = (StravaAdapter(), GarminAdapter())


def declared_adapters() -> Mapping[str, Adapter]:
    """All adapters by name.

    Raises:
        SettingsError: a name in the settings leads to no adapter, or to one that is called like another.
    """
    return _declared(get_settings().provider_adapters)


@cache
def _declared(named: tuple[str, ...]) -> Mapping[str, Adapter]:
    adapters = {adapter.name: adapter for adapter in _OWN}
    for name in named:
        adapter = _adapter_called(name)
        if adapter.name in adapters:
            raise _wrong(name, f"there is a provider {adapter.name!r} already")
        adapters[adapter.name] = adapter
    return MappingProxyType(adapters)


def _adapter_called(name: str) -> Adapter:
    module, colon, attribute = name.partition(":")
    if not (module and colon and attribute):
        raise _wrong(name, "it must be of the form module:name")
    try:
        adapter: Adapter = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise _wrong(name, f"it cannot be imported: {error}") from error
    missing = [
        method for method in ("name", "source", "secret", "events", "change") if not hasattr(adapter, method)
    ]
    if missing:
        raise _wrong(name, f"it is no adapter: it has no {missing[0]}")
    return adapter


def _wrong(name: str, why: str) -> SettingsError:
    return SettingsError(f"AFTERWRITE_PROVIDER_ADAPTERS names {name!r}: {why}")
