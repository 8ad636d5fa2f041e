"""What an assessment takes from elsewhere than from the check-in: the athlete, their business, their load."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from domain.strength_fatigue import StrengthDay


class EngineChoice(StrEnum):
    """Whose verdict a business shows as its own. Both are computed and kept."""

    PERCENT = "percent"
    INDIVIDUAL = "individual"


class Methodology(StrEnum):
    """How an athlete's training is distributed over intensities."""

    POLARIZED = "POLARIZED"
    NORWEGIAN = "NORWEGIAN"
    CANOVA = "CANOVA"
    PYRAMIDAL = "PYRAMIDAL"


class Circumstances(NamedTuple):
    """Of one check-in; None where it is not known. A plain tuple in this order does as well."""

    #: `EngineChoice` of the athlete's business; None is percent.
    engine: str | None = None
    #: `Methodology` of the athlete.
    methodology: str | None = None
    #: Ratio of acute to chronic load, from the newest fresh day with one.
    acwr: float | None = None
    #: `domain.strength_fatigue.StrengthDay` of each day with strength work, by the number of days before as
    #: text; None where no activity of the last days is known.
    strength: Mapping[str, StrengthDay] | None = None
