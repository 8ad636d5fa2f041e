"""The schema of a check-in's row in answers, built from its columns."""

from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, create_model

from api_hooks.row_names import DERIVED, HISTORY, STORED
from domain.advice import Action
from domain.check_in import FIELD_BY_COLUMN, Kind
from domain.hrv import HrvStatus
from domain.individual.maturity import Maturity
from domain.readiness import COMPONENTS, Confidence, ReadinessLevel
from domain.resting_heart_rate import RestingHrStatus
from domain.trend import Trend
from domain.wellness import WellnessStatus

_NUMBER: Any = float | None
_WORDS: Any = str | None
_LIST: Any = list[dict[str, Any]] | None
_OBJECT: Any = dict[str, Any] | None

_INPUT_TYPES: MappingProxyType[Kind, Any] = MappingProxyType(
    {
        Kind.INT: int | None,
        Kind.FLOAT: _NUMBER,
        Kind.BOOL: bool,
        Kind.ENUM: _WORDS,
        Kind.TEXT: _WORDS,
        Kind.JSON: _LIST,
    }
)

_DERIVED: MappingProxyType[str, tuple[Any, str]] = MappingProxyType(
    {
        "hrvStatus": (_WORDS, f"PENDING, or one of {', '.join(HrvStatus)}"),
        "hrvPercent": (_NUMBER, "today's RMSSD in percent of the athlete's baseline"),
        "hrvTrend": (_WORDS, f"one of {', '.join(Trend)}"),
        "restingHRStatus": (_WORDS, f"null if not given; PENDING, or one of {', '.join(RestingHrStatus)}"),
        "restingHRDev": (_NUMBER, "bpm above the athlete's baseline"),
        "wellnessScore": (_NUMBER, "0..10"),
        "wellnessStatus": (_WORDS, f"one of {', '.join(WellnessStatus)}"),
        "readinessScore": (_NUMBER, "0..10"),
        "readinessLevel": (_WORDS, f"PENDING, or one of {', '.join(ReadinessLevel)}"),
        "readinessConfidence": (_WORDS, f"how much the score rests on: one of {', '.join(Confidence)}"),
        "recommendedAction": (_WORDS, f"one of {', '.join(Action)}"),
        "intensityPercent": (
            int | None,
            "advised change of the planned intensity, in percent: -20 is a fifth less",
        ),
        "volumePercent": (int | None, "advised change of the planned volume, in percent"),
        "factorScores": (
            dict[str, float] | None,
            f"component scores 0..10 of the engine percent: {', '.join(COMPONENTS)}",
        ),
        "redFlags": (_LIST, "what stands out strongly, strongest first"),
        "yellowFlags": (_LIST, "what stands out"),
        "measurementRemarks": (_LIST, "how the values were measured; changes no advice"),
        "reasons": (_LIST, "each component with its weight and its pull on the score, largest pull first"),
        "baselineMaturity": (
            _WORDS,
            f"what the athlete's own baselines rest on: one of {', '.join(Maturity)}",
        ),
        "percentResult": (_OBJECT, "what the engine percent says, whichever is chosen"),
        "individualResult": (
            _OBJECT,
            "what the engine individual says: score, reading, bands and z of each signal, reasons",
        ),
        "disagreement": (
            _OBJECT,
            "each engine's action and which is stricter; null where they are the same, or one is missing",
        ),
        "strengthFatigue": (
            _OBJECT,
            "strength work of the seven days before; null where no activity is known",
        ),
        "cyclePhaseAdjustment": (
            _OBJECT,
            "multipliers of planned intensity and volume by menstrual phase, beside the advice",
        ),
        "engine": (_WORDS, "which formulas made readiness, action and reasons, with their version"),
        "recommendation": (_WORDS, "the advice as a sentence; nothing is decided on it"),
    }
)

_FACTS: MappingProxyType[str, tuple[Any, str]] = MappingProxyType(
    {
        "id": (UUID, "the row's id"),
        "clientId": (UUID, "the athlete's id"),
        "date": (date, "the athlete's local day"),
        "revision": (int, "counts the changes of the inputs"),
        "assessedRevision": (int | None, "the revision that was assessed last; null if none was"),
        "assessedAt": (datetime | None, "when that was"),
        "createdAt": (datetime, "when the row was made"),
        "updatedAt": (datetime, "when an input changed last"),
        "isImported": (bool, "it came in bulk, and was made by nobody on its day"),
    }
)


def _of_column(name: str, column: str) -> Any:
    field = FIELD_BY_COLUMN.get(column)
    if field is not None:
        unit = f", in {field.unit}" if field.unit else ""
        return Annotated[_INPUT_TYPES[field.kind], Field(description=f"{field.meaning}{unit}")]
    kind, meaning = _FACTS.get(name) or _DERIVED.get(name) or (Any, "")
    return Annotated[kind, Field(description=meaning)]


DailyMetrics: type[BaseModel] = create_model(
    "DailyMetrics",
    __doc__="A check-in: its inputs, and what was computed from them.",
    **{name: _of_column(name, column) for name, column in STORED.items()},
    **{name: _of_column(name, column) for name, column in DERIVED.items()},
    recommendation=_of_column("recommendation", ""),
    **{name: _of_column(name, column) for name, column in HISTORY.items()},
)
