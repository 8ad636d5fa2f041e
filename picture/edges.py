"""Where the levels of readiness begin and end: each engine has edges of its own."""

from types import MappingProxyType

from domain.individual.engine import BANDS as INDIVIDUAL_BANDS
from domain.readiness import BANDS as PERCENT_BANDS

_BANDS = MappingProxyType({"percent": PERCENT_BANDS, "individual": INDIVIDUAL_BANDS})
_LOWEST, _HIGHEST = 0.0, 10.0


def edges_in_words(engine: str | None, level: str | None) -> str | None:
    """The scores that the level covers and, unless it is that, those of `good`; None if they are not known.

    Args:
        engine: id of the engine, such as `percent-2`.
        level: the level of the score.
    """
    bands = _BANDS.get((engine or "").partition("-")[0])
    if bands is None or level not in bands.statuses:
        return None
    edges = (_LOWEST, *bands.edges, _HIGHEST)
    told = dict.fromkeys((level, "GOOD"))
    said = []
    for name in told:
        place = bands.statuses.index(name)
        is_last = place == len(bands.statuses) - 1
        words = name.lower().replace("_", " ")
        said.append(f"{words} is {edges[place]:.1f} {'to' if is_last else 'to below'} {edges[place + 1]:.1f}")
    return f"{', '.join(said)} here"
