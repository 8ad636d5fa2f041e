"""Training load in words: what was done against what is usual. Nothing is foretold or decided on it."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.load_day import Withheld
from domain.training_load import MINIMUM_HISTORY, LoadZone

LOAD_NOTE = (
    "Training load describes what was done against what is usual for the athlete, and foretells nothing. It"
    " is no medical advice and this software is no medical device. Athlete, coach and clinician decide."
    " Anyone with symptoms should see a doctor."
)

_ZONES: Mapping[LoadZone, str] = MappingProxyType(
    {
        LoadZone.DETRAINING: "Load below usual",
        LoadZone.OPTIMAL: "Load about as usual",
        LoadZone.CAUTION: "Load above usual",
        LoadZone.DANGER: "Load well above usual",
        LoadZone.CRITICAL: "Load far above usual",
    }
)

_WITHHELD: Mapping[Withheld, str] = MappingProxyType(
    {
        Withheld.NO_KNOWN_LOAD: (
            "No session has a known load yet: rate it, or record a heart rate; that is held against the"
            " athlete's own resting and highest one"
        ),
        Withheld.HISTORY_TOO_SHORT: f"Not enough data: {MINIMUM_HISTORY} days with known loads are needed",
        Withheld.TOO_MANY_UNKNOWN: "Not enough data: of too many of the last sessions the load is not known",
        Withheld.NO_CHRONIC_LOAD: "There is no usual load to compare with",
    }
)


def load_reading(zone: LoadZone | None, withheld: Withheld | None) -> str:
    """A sentence about a day's ratio, or about why there is none."""
    if zone is not None:
        return _ZONES[zone]
    return _WITHHELD[withheld] if withheld is not None else "Not enough data"
