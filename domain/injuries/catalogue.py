"""The catalogue: which injuries and illnesses can be named, and how long each takes at least.

An id that is not in it, or is of another body part, is an unknown type and no error. One that names a
fracture takes the most conservative values there are.
"""

from dataclasses import dataclass
from types import MappingProxyType

from domain.check_in import BodyPart, IllnessType

#: Pain from which on an injury takes as long as a moderate one, and as a severe one.
MODERATE_PAIN = 5
SEVERE_PAIN = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """How an injury is treated by the rules."""

    #: Its id; None where the type is not known.
    id: str | None
    #: Days that it takes at least, when it hurts mildly, moderately and severely.
    days: tuple[int, int, int]
    #: Whether training of another kind is an option meanwhile.
    allows_cross_training: bool = True
    is_fracture: bool = False

    def minimum_days(self, pain: int) -> int:
        """Days that it takes at least with this pain, the worst so far."""
        mild, moderate, severe = self.days
        if pain >= SEVERE_PAIN:
            return severe
        return moderate if pain >= MODERATE_PAIN else mild


def _entries(listed: str) -> dict[str, Entry]:
    """Read `ID mild/moderate/severe`, one after a comma each; an x behind it forbids cross-training."""
    found: dict[str, Entry] = {}
    for one in listed.split(","):
        name, days, *forbidden = one.split()
        mild, moderate, severe = map(int, days.split("/"))
        found[name] = Entry(name, (mild, moderate, severe), not forbidden, "FRACTURE" in name)
    return found


CATALOGUE = MappingProxyType(
    {
        BodyPart.KNEE: _entries(
            "PATELLOFEMORAL 7/21/42, IT_BAND_KNEE 7/28/56, PATELLAR_TENDINOPATHY 14/42/84,"
            "MENISCUS 14/42/90 x, KNEE_GENERAL 3/14/28"
        ),
        BodyPart.LOWER_LEG: _entries(
            "SHIN_SPLINTS 7/21/42, ACHILLES_TENDINOPATHY 14/42/90, CALF_STRAIN 7/21/42,"
            "COMPARTMENT_SYNDROME 14/28/60, LOWER_LEG_GENERAL 3/14/28"
        ),
        BodyPart.ANKLE_FOOT: _entries(
            "PLANTAR_FASCIITIS 14/42/90, ANKLE_SPRAIN 7/21/42 x, STRESS_FRACTURE_FOOT 28/56/84,"
            "PERONEAL_TENDINOPATHY 14/28/56, ANKLE_FOOT_GENERAL 3/14/28"
        ),
        BodyPart.HIP_GROIN: _entries(
            "HIP_FLEXOR_STRAIN 7/21/42, GROIN_STRAIN 7/28/56, PIRIFORMIS_SYNDROME 7/21/42,"
            "HIP_BURSITIS 7/21/42, HIP_GROIN_GENERAL 3/14/28"
        ),
        BodyPart.THIGH: _entries(
            "HAMSTRING_STRAIN 7/21/56, QUADRICEPS_STRAIN 7/21/42, THIGH_CONTUSION 3/14/28,"
            "THIGH_GENERAL 3/14/28"
        ),
        BodyPart.LOWER_BACK: _entries(
            "LOWER_BACK_STRAIN 3/14/28, DISC_ISSUE 14/42/90 x, SCIATICA 14/42/84, LOWER_BACK_GENERAL 3/14/28"
        ),
        BodyPart.UPPER_BACK: _entries("THORACIC_STRAIN 3/14/28, UPPER_BACK_GENERAL 3/14/21"),
        BodyPart.SHOULDER: _entries(
            "ROTATOR_CUFF 14/42/90, SHOULDER_IMPINGEMENT 14/28/56, SHOULDER_BURSITIS 7/21/42,"
            "SHOULDER_GENERAL 3/14/28"
        ),
        BodyPart.HEAD_NECK: _entries("NECK_STRAIN 3/14/28, TENSION_HEADACHE 1/3/7, HEAD_NECK_GENERAL 2/7/14"),
        BodyPart.ARM_HAND: _entries(
            "WRIST_STRAIN 3/14/28, ELBOW_TENDINOPATHY 14/42/84, HAND_NUMBNESS 3/14/28, FOREARM_GRIP 2/7/14,"
            "ARM_HAND_GENERAL 3/14/28"
        ),
        BodyPart.OTHER: _entries(
            "GENERAL_MUSCLE_SORENESS 1/3/5, OVERTRAINING 3/14/28, OTHER_UNSPECIFIED 3/14/28"
        ),
    }
)

#: What is known of an injury whose type is not.
UNKNOWN_TYPE = Entry(None, (3, 14, 28))

_ALL = [entry for entries in CATALOGUE.values() for entry in entries.values()]
_LONGEST = (
    max(one.days[0] for one in _ALL),
    max(one.days[1] for one in _ALL),
    max(one.days[2] for one in _ALL),
)

#: A fracture, wherever it is.
FRACTURE = Entry("FRACTURE", _LONGEST, allows_cross_training=False, is_fracture=True)

#: Days of rest that an illness takes at least.
ILLNESS_DAYS = MappingProxyType(
    {
        IllnessType.FEVER: 3,
        IllnessType.GASTROINTESTINAL: 2,
        IllnessType.COLD: 1,
        IllnessType.HEADACHE: 1,
        IllnessType.GENERAL_ILLNESS: 2,
    }
)


def entry_of(part: str, injury_type: str | None) -> Entry:
    """The entry of an injury, by what the athlete says it is."""
    if injury_type is None:
        return UNKNOWN_TYPE
    # That of a part of which no body part was named is unknown too: it has no entries.
    entries = CATALOGUE[BodyPart(part)] if part in BodyPart.__members__ else {}
    if injury_type in entries:
        return entries[injury_type]
    return FRACTURE if "FRACTURE" in injury_type.upper() else UNKNOWN_TYPE


def rest_days(illness_type: str | None) -> int:
    """Days of rest that an acute illness takes at least; of an unknown one, as of a general one."""
    for known, days in ILLNESS_DAYS.items():
        if known == illness_type:
            return days
    return ILLNESS_DAYS[IllnessType.GENERAL_ILLNESS]
