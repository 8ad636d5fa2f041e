"""The lanes that this installation has: the project's own, and those of the modules that it was told of."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from coalescing.errors import InvalidLaneError, UnknownLaneError
from coalescing.lanes import LANES, Lane
from runtime.settings import get_settings


def declared_lanes() -> Mapping[str, Lane]:
    """Every lane by its name: those of `coalescing.lanes`, and each `Lane` in the modules of `lane_modules`.

    Raises:
        InvalidLaneError: A module cannot be imported or declares no lane, two lanes have one name, or a lane
            has no handler.
    """
    return lanes_of(get_settings().lane_modules)


def lane_named(name: str, lanes: Mapping[str, Lane] | None = None) -> Lane:
    """The declared lane of that name, or the one among `lanes`.

    Raises:
        UnknownLaneError: No lane has that name.
    """
    lanes = declared_lanes() if lanes is None else lanes
    try:
        return lanes[name]
    except KeyError:
        known = ", ".join(sorted(lanes))
        raise UnknownLaneError(f"lane {name!r} is not declared; known lanes: {known}") from None


@cache
def lanes_of(modules: tuple[str, ...]) -> Mapping[str, Lane]:
    """The same for the modules of that name; raises as `declared_lanes` does."""
    lanes = dict(LANES)
    for module in modules:
        for lane in _lanes_of(module):
            if lanes.setdefault(lane.name, lane) is not lane:
                raise InvalidLaneError(f"lane {lane.name!r} of {module} has the name of another lane")
            if lane.handler is None:
                raise InvalidLaneError(f"lane {lane.name!r} of {module}: handler is missing")
    return MappingProxyType(lanes)


def _lanes_of(module: str) -> Iterator[Lane]:
    try:
        members = vars(import_module(module)).values()
    except Exception as error:  # whatever a module of somebody else's does when it is imported
        raise InvalidLaneError(
            f"AFTERWRITE_LANE_MODULES names {module!r}, which cannot be imported:"
            f" {type(error).__name__}: {error}"
        ) from error
    lanes = [member for member in members if isinstance(member, Lane)]
    if not lanes:
        raise InvalidLaneError(f"AFTERWRITE_LANE_MODULES names {module!r}, which declares no lane")
    yield from lanes
