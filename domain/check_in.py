"""The check-in's input fields, in one place: names, columns, kinds, ranges, units and meanings.

The HTTP schema and the table are built from this list, so a range can never differ between them.
A value inside its range is a value, zero included: only None means that there was no answer.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

#: Longest free text that is accepted, in characters.
MAX_TEXT = 500


class HrvQuality(StrEnum):
    """How good the sensor thinks its HRV recording was."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    FAIR = "FAIR"
    POOR = "POOR"


class HrvPosition(StrEnum):
    """Body position during the HRV recording."""

    SUPINE = "SUPINE"
    SEATED = "SEATED"


class HrvProtocol(StrEnum):
    """When HRV was recorded. What was recorded at night is never compared with what was in the morning."""

    MORNING = "MORNING"
    OVERNIGHT = "OVERNIGHT"


class CyclePhase(StrEnum):
    """Phase of the menstrual cycle."""

    MENSTRUAL = "MENSTRUAL"
    FOLLICULAR = "FOLLICULAR"
    OVULATORY = "OVULATORY"
    LUTEAL = "LUTEAL"


class BodyPart(StrEnum):
    """Where it hurts."""

    HEAD_NECK = "HEAD_NECK"
    SHOULDER = "SHOULDER"
    ARM_HAND = "ARM_HAND"
    UPPER_BACK = "UPPER_BACK"
    LOWER_BACK = "LOWER_BACK"
    HIP_GROIN = "HIP_GROIN"
    THIGH = "THIGH"
    KNEE = "KNEE"
    LOWER_LEG = "LOWER_LEG"
    ANKLE_FOOT = "ANKLE_FOOT"
    OTHER = "OTHER"


class InjurySide(StrEnum):
    """Which side hurts; NA where the body part has none."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"
    BOTH = "BOTH"
    NA = "NA"


class IllnessType(StrEnum):
    """What kind of illness the athlete reports."""

    FEVER = "FEVER"
    GASTROINTESTINAL = "GASTROINTESTINAL"
    COLD = "COLD"
    HEADACHE = "HEADACHE"
    GENERAL_ILLNESS = "GENERAL_ILLNESS"
    CHRONIC = "CHRONIC"


class KeywordSeverity(StrEnum):
    """How bad the words in the notes sound."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class Kind(StrEnum):
    """What sort of value a field holds."""

    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    ENUM = "enum"
    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One input of the check-in. A bool is false when it was never given, anything else is None."""

    #: Name in the HTTP body; a dot leads into a nested object.
    name: str
    #: Column of the check-in's row.
    column: str
    kind: Kind
    meaning: str
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    #: The enum that a value of kind ENUM comes from.
    enum: type[StrEnum] | None = None
    #: Longest value of kind TEXT, in characters.
    max_length: int | None = None

    @property
    def parent(self) -> str | None:
        """Name of the nested object that holds the field in the HTTP body, or None."""
        parent, dot, _ = self.name.rpartition(".")
        return parent if dot else None


def _rating(name: str, column: str, meaning: str, minimum: int = 1) -> Field:
    return Field(name=name, column=column, kind=Kind.INT, minimum=minimum, maximum=10, meaning=meaning)


def _number(name: str, column: str, minimum: float, maximum: float, unit: str, meaning: str) -> Field:
    return Field(
        name=name,
        column=column,
        kind=Kind.FLOAT,
        minimum=minimum,
        maximum=maximum,
        unit=unit,
        meaning=meaning,
    )


def _choice(name: str, column: str, enum: type[StrEnum], meaning: str) -> Field:
    return Field(name=name, column=column, kind=Kind.ENUM, enum=enum, meaning=meaning)


def _text(name: str, column: str, meaning: str) -> Field:
    return Field(name=name, column=column, kind=Kind.TEXT, max_length=MAX_TEXT, meaning=meaning)


def _yes_or_no(name: str, column: str, meaning: str) -> Field:
    return Field(name=name, column=column, kind=Kind.BOOL, meaning=meaning)


FIELDS: tuple[Field, ...] = (
    _number("hrvRMSSD", "hrv_rmssd", 1, 300, "ms", "morning heart rate variability, as RMSSD"),
    _choice("hrvQuality", "hrv_quality", HrvQuality, "quality of the HRV recording"),
    _number("hrvArtifactPercent", "hrv_artifact_percent", 0, 100, "%", "share of corrected heartbeats"),
    _number("hrvDuration", "hrv_duration", 0, 86_400, "s", "length of the HRV recording"),
    _choice("hrvPosition", "hrv_position", HrvPosition, "body position during the HRV recording"),
    _choice("hrvProtocol", "hrv_protocol", HrvProtocol, "when HRV was recorded; not given is MORNING"),
    _number("restingHR", "resting_hr", 30, 120, "bpm", "morning resting heart rate"),
    _rating("sleepQuality", "sleep_quality", "sleep quality; 10 is best"),
    _number("sleepHours", "sleep_hours", 0, 14, "h", "hours slept"),
    _rating("muscleSoreness", "muscle_soreness", "muscle soreness; 1 is none, 10 is severe"),
    _rating("energyLevel", "energy_level", "energy; 1 is exhausted, 10 is fresh"),
    _rating("mood", "mood", "mood; 10 is best"),
    _rating("stress", "stress", "stress; 1 is none, 10 is extreme"),
    _rating("injuryPain", "injury_pain", "pain from an injury; 1 is none, 10 is severe"),
    _choice("cyclePhase", "cycle_phase", CyclePhase, "phase of the menstrual cycle"),
    Field(
        name="cycleDay",
        column="cycle_day",
        kind=Kind.INT,
        minimum=1,
        maximum=60,
        meaning="day of the menstrual cycle; 1 is the first day of bleeding",
    ),
    _text("notes", "athlete_notes", "what the athlete wants to say"),
    _choice("injuryDetails.bodyPart", "injury_body_part", BodyPart, "where it hurts"),
    _text("injuryDetails.injuryType", "injury_specific_type", "injury, by its id in the catalogue"),
    _choice("injuryDetails.side", "injury_side", InjurySide, "which side hurts"),
    _yes_or_no("injuryDetails.isIllness", "is_illness", "it is an illness and not an injury"),
    _choice("injuryDetails.illnessType", "illness_type", IllnessType, "kind of illness"),
    Field(
        name="keywordAnalysis.matches",
        column="detected_keywords",
        kind=Kind.JSON,
        meaning="words found in the notes, as a list of objects",
    ),
    _choice("keywordAnalysis.suggestedBodyPart", "keyword_body_part", BodyPart, "body part in the notes"),
    _choice("keywordAnalysis.severityLevel", "keyword_severity", KeywordSeverity, "severity in the notes"),
    _text("keywordAnalysis.summary", "keyword_summary", "the found words in one sentence"),
    _yes_or_no("rehabExercisesDone", "rehab_exercises_done", "today's rehabilitation exercises were done"),
    _rating("rehabPainDuring", "rehab_pain_during", "pain during rehabilitation; 0 is none", minimum=0),
    _rating("rehabPainAfter", "rehab_pain_after", "pain after rehabilitation; 0 is none", minimum=0),
    _text("rehabNotes", "rehab_notes", "how rehabilitation went"),
    _yes_or_no("requestPhysioContact", "request_physio_contact", "the athlete asks for a physiotherapist"),
    _text("physioContactReason", "physio_contact_reason", "why a physiotherapist is asked for"),
)

FIELD_BY_COLUMN = MappingProxyType({field.column: field for field in FIELDS})
FIELD_BY_NAME = MappingProxyType({field.name: field for field in FIELDS})
