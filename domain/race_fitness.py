"""What a race result says: VDOT, how far to trust it, training paces, equal times over other distances."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.race_clock import clock
from domain.races import METRES, RaceDistance
from domain.rounding import half_up
from domain.vdot import SLOWEST, equivalent_minutes, oxygen_cost, speed_at, vdot

#: What the curves were fitted to is shorter than the one and longer than the other: 1,500 m to a bit above a
#: marathon. Of anything else nothing is said.
SHORTEST_METRES, LONGEST_METRES = 1_500.0, 50_000.0

#: Nobody has run better than this. Printed tables end at 85.
HIGHEST_VDOT = 95.0

#: Nor faster than this over any distance, in m/min.
_FASTEST_SPRINT = 650.0

#: What the printed tables reach.
_TABLES = (30.0, 85.0)

#: Minutes of a race that say most: long enough for the aerobic side, short enough not to be about fuel.
_TELLING_MINUTES = (10.0, 240.0)

#: Conditions that slow people down, so that the race says less: C, m/s, and metres climbed a kilometre.
_HOT, _COLD, _WINDY, _HILLY = 25.0, -10.0, 8.0, 10.0
_ROUGH = frozenset({"TRAIL", "MOUNTAIN", "CROSS_COUNTRY"})

#: Shares of VDOT, slowest first, that paces are run at. Within the bands that Daniels names (easy .59 to .74,
#: threshold .83 to .88, interval .95 to 1, repetition above), and chosen so that the printed paces come out.
SHARES = MappingProxyType(
    {
        "easy": (0.63, 0.73),
        "threshold": (0.88, 0.88),
        "interval": (0.975, 0.975),
        "repetition": (1.075, 1.075),
    }
)

#: Where equal times are given: beside the distances that results are entered for, two more.
EQUIVALENT_METRES = MappingProxyType(
    {
        "3K": 3_000.0,
        RaceDistance.FIVE_K.value: METRES[RaceDistance.FIVE_K],
        RaceDistance.TEN_K.value: METRES[RaceDistance.TEN_K],
        "15K": 15_000.0,
        RaceDistance.HALF_MARATHON.value: METRES[RaceDistance.HALF_MARATHON],
        RaceDistance.MARATHON.value: METRES[RaceDistance.MARATHON],
    }
)


class ResultConfidence(StrEnum):
    """How far a result may be trusted to say what it says."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What it was like. What is not known counts as nothing out of the ordinary."""

    temperature: float | None = None
    #: m/s
    wind: float | None = None
    #: Metres climbed.
    elevation: float | None = None
    terrain: str | None = None


@dataclass(frozen=True, slots=True)
class RaceFitness:
    """What a result says; all of it None where the distance is none that the curves are about."""

    #: ml/kg/min, to one decimal.
    vdot: float | None = None
    #: Of each kind of running the slowest and the fastest pace, in seconds a kilometre.
    training_paces: dict[str, dict[str, int]] | None = None
    #: Of each distance the time, in minutes and as people write it.
    equivalent_times: dict[str, dict[str, float | str]] | None = None


def fitness_of(metres: float, minutes: float) -> RaceFitness:
    """What a race over so many metres in so many minutes says."""
    if not SHORTEST_METRES <= metres <= LONGEST_METRES:
        return RaceFitness()
    value = vdot(metres, minutes)
    return RaceFitness(
        vdot=half_up(value, 1),
        training_paces=training_paces(value),
        equivalent_times=equivalent_times(value),
    )


def training_paces(value: float) -> dict[str, dict[str, int]]:
    """Paces of each kind of running in seconds a kilometre; of the marathon the pace of an equal race."""
    paces = {
        kind: {"slowest": _pace(slow * value), "fastest": _pace(fast * value)}
        for kind, (slow, fast) in SHARES.items()
    }
    marathon = METRES[RaceDistance.MARATHON]
    minutes = equivalent_minutes(value, marathon)
    pace = _pace(oxygen_cost(marathon / minutes))
    return {"easy": paces.pop("easy"), "marathon": {"slowest": pace, "fastest": pace}, **paces}


def equivalent_times(value: float) -> dict[str, dict[str, float | str]]:
    """The times of this VDOT over the usual distances."""
    found = {name: equivalent_minutes(value, metres) for name, metres in EQUIVALENT_METRES.items()}
    return {
        name: {"minutes": half_up(minutes, 2), "formatted": clock(minutes)} for name, minutes in found.items()
    }


def confidence_of(
    value: float | None, metres: float, minutes: float, conditions: Conditions
) -> ResultConfidence | None:
    """How far the VDOT of a result may be trusted; None without one.

    LOW where no table reaches. Else each thing that blurs it costs a step: a very short or very long race,
    and each condition that slows people down.
    """
    if value is None:
        return None
    if not _TABLES[0] <= value <= _TABLES[1]:
        return ResultConfidence.LOW
    shortest, longest = _TELLING_MINUTES
    doubts = (not shortest <= minutes <= longest) + sum(_hindrances(metres, conditions))
    return (ResultConfidence.HIGH, ResultConfidence.MEDIUM, ResultConfidence.LOW)[min(doubts, 2)]


def is_possible(metres: float, minutes: float) -> bool:
    """Whether somebody could have run that, and ran it rather than stood still."""
    speed = metres / minutes
    if not SLOWEST <= speed <= _FASTEST_SPRINT:
        return False
    return metres < SHORTEST_METRES or vdot(metres, minutes) <= HIGHEST_VDOT


def _pace(oxygen: float) -> int:
    return int(half_up(60_000 / speed_at(oxygen)))


def _hindrances(metres: float, conditions: Conditions) -> tuple[bool, ...]:
    degrees, wind, climbed = conditions.temperature, conditions.wind, conditions.elevation
    return (
        degrees is not None and not _COLD < degrees < _HOT,
        wind is not None and wind >= _WINDY,
        climbed is not None and climbed * 1_000 / metres >= _HILLY,
        (conditions.terrain or "").strip().upper().replace(" ", "_") in _ROUGH,
    )
