"""What is to be left out while a body part hurts, and which kinds of training load it.

A workout of type OTHER may load anything, so it always counts; a body part that is not known may be any.
"""

from dataclasses import dataclass
from types import MappingProxyType

from domain.check_in import BodyPart
from domain.injuries.cases import RestrictionType
from domain.workouts import WorkoutType


@dataclass(frozen=True, slots=True)
class PartRules:
    """What a body part calls for."""

    restriction: RestrictionType
    #: Kinds of training that load it.
    affected: frozenset[WorkoutType]


def _rules(restriction: RestrictionType, affected: str) -> PartRules:
    return PartRules(
        restriction, frozenset({WorkoutType(name) for name in affected.split()} | {WorkoutType.OTHER})
    )


#: Running is part of a triathlon and of HYROX; skiing pushes off with the lower leg.
_LEG = _rules(RestrictionType.NO_RUNNING, "RUNNING PLYOMETRIC SKIING TRIATHLON HYROX")
_THIGH = _rules(
    RestrictionType.REDUCED_INTENSITY, "RUNNING PLYOMETRIC STRENGTH CYCLING SKIING TRIATHLON HYROX"
)
#: Skiing works with the poles, and HYROX rows and pushes.
_ARM = _rules(RestrictionType.NO_UPPER_BODY, "STRENGTH SWIMMING SKIING TRIATHLON HYROX")
_BACK = _rules(
    RestrictionType.MODIFIED_ONLY, "RUNNING PLYOMETRIC STRENGTH CORE SWIMMING SKIING TRIATHLON HYROX"
)

#: Of a part that is not known, or is none of the list: whatever is no recovery, and not alternative already.
UNKNOWN_RULES = PartRules(
    RestrictionType.MODIFIED_ONLY,
    frozenset(WorkoutType) - {WorkoutType.RECOVERY, WorkoutType.ALTERNATIVE},
)

#: A fracture, wherever it is.
FRACTURE_RULES = _rules(
    RestrictionType.NO_IMPACT, "RUNNING PLYOMETRIC STRENGTH CORE CYCLING SKIING SWIMMING TRIATHLON HYROX"
)

PART_RULES = MappingProxyType(
    {
        BodyPart.LOWER_LEG: _LEG,
        BodyPart.ANKLE_FOOT: _LEG,
        BodyPart.KNEE: _rules(
            RestrictionType.NO_JUMPING, "RUNNING PLYOMETRIC STRENGTH SKIING TRIATHLON HYROX"
        ),
        BodyPart.HIP_GROIN: _THIGH,
        BodyPart.THIGH: _THIGH,
        BodyPart.SHOULDER: _ARM,
        BodyPart.ARM_HAND: _ARM,
        BodyPart.LOWER_BACK: _BACK,
        BodyPart.UPPER_BACK: _BACK,
        BodyPart.HEAD_NECK: _BACK,
        BodyPart.OTHER: UNKNOWN_RULES,
    }
)

#: Restrictions after which running is taken up again in phases.
_LEGS = frozenset({RestrictionType.NO_RUNNING, RestrictionType.NO_JUMPING, RestrictionType.NO_IMPACT})


def rules_of(part: str, *, is_fracture: bool = False) -> PartRules:
    """The rules of a body part, by its name; `UNKNOWN` and the like are none."""
    if is_fracture:
        return FRACTURE_RULES
    return PART_RULES[BodyPart(part)] if part in BodyPart.__members__ else UNKNOWN_RULES


def return_phase(restriction: RestrictionType, pain: int) -> int | None:
    """The phase of a return to running that is offered to begin with; None where it is not about running.

    1 is walking, 2 walking and running in turn, 3 more of the latter. Software never moves on to the next.
    """
    if restriction not in _LEGS:
        return None
    if pain > 7:  # noqa: PLR2004  on a scale to 10
        return 1
    return 2 if pain > 5 else 3  # noqa: PLR2004  likewise
