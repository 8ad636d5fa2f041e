"""A batch of check-ins as arrays: everything that an assessment looks at."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from domain.arrays import BoolArray, FloatArray, IntArray
from domain.check_in import CyclePhase, HrvPosition, HrvProtocol, HrvQuality
from domain.circumstances import Circumstances, EngineChoice, Methodology
from domain.history import ANSWERS, HISTORY_DAYS, DayGrid, DayHistory


class CheckInInputs(NamedTuple):
    """What one check-in says, None where it says nothing. A plain tuple in this order does as well.

    The names are the columns of `domain.check_in.FIELDS` that an assessment depends on.
    """

    hrv_rmssd: float | None = None
    hrv_quality: str | None = None
    hrv_artifact_percent: float | None = None
    hrv_duration: float | None = None
    hrv_position: str | None = None
    hrv_protocol: str | None = None
    resting_hr: float | None = None
    sleep_quality: int | None = None
    sleep_hours: float | None = None
    muscle_soreness: int | None = None
    energy_level: int | None = None
    mood: int | None = None
    stress: int | None = None
    injury_pain: int | None = None
    cycle_phase: str | None = None
    cycle_day: int | None = None
    is_illness: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInBatch:
    """n check-ins. Vectors are (n,), histories (n, 66) with yesterday last; NaN is missing.

    Raises:
        ValueError: a shape does not fit.
    """

    hrv_rmssd: FloatArray
    hrv_quality_poor: BoolArray
    hrv_artifact_percent: FloatArray
    hrv_duration: FloatArray
    #: True only where the position is known to be another one.
    hrv_not_supine: BoolArray
    hrv_overnight: BoolArray
    resting_hr: FloatArray
    sleep_quality: FloatArray
    sleep_hours: FloatArray
    muscle_soreness: FloatArray
    energy_level: FloatArray
    mood: FloatArray
    stress: FloatArray
    injury_pain: FloatArray
    #: Place in `CyclePhase`, -1 where it is not given.
    cycle_phase: IntArray
    cycle_day: FloatArray
    ill: BoolArray
    #: The business goes by the athlete's own spread, and the athlete trains by the Norwegian method.
    by_own_spread: BoolArray
    norwegian: BoolArray
    #: Ratio of acute to chronic load.
    acwr: FloatArray
    #: Strength work of the days before, as in `Circumstances`.
    strength: npt.NDArray[np.object_]
    hrv_history: FloatArray
    hrv_history_poor: BoolArray
    hrv_history_artifact: FloatArray
    hrv_history_overnight: BoolArray
    resting_hr_history: FloatArray
    sleep_hours_history: FloatArray
    sleep_quality_history: FloatArray
    muscle_soreness_history: FloatArray
    energy_level_history: FloatArray
    mood_history: FloatArray
    stress_history: FloatArray

    def __post_init__(self) -> None:
        for field in fields(self):
            wanted = (len(self), HISTORY_DAYS) if "history" in field.name else (len(self),)
            shape = getattr(self, field.name).shape
            if shape != wanted:
                raise ValueError(f"{field.name} has the shape {shape}, and must have {wanted}")

    def __len__(self) -> int:
        return len(self.hrv_rmssd)

    @classmethod
    def from_rows(
        cls,
        inputs: Sequence[tuple[Any, ...]],
        histories: Sequence[bytes | DayHistory],
        circumstances: Sequence[tuple[Any, ...]] | None = None,
    ) -> "CheckInBatch":
        """Build a batch from rows as a database hands them over.

        Args:
            inputs: n tuples in the order of `CheckInInputs`.
            histories: n histories, packed as `domain.history.PAST_DAY` or not.
            circumstances: n tuples in the order of `Circumstances`; None where nothing is known of any.

        Raises:
            ValueError: the lengths do not fit together.
        """
        around = [Circumstances()] * len(inputs) if circumstances is None else circumstances
        if not len(inputs) == len(histories) == len(around):
            raise ValueError(
                f"{len(inputs)} check-ins, but {len(histories)} histories and {len(around)} circumstances"
            )
        said, of = _columns(inputs, CheckInInputs._fields), _columns(around, Circumstances._fields)
        quality, position, protocol = (
            said.pop(name) for name in ("hrv_quality", "hrv_position", "hrv_protocol")
        )
        phase, ill = said.pop("cycle_phase"), said.pop("is_illness")
        numbers: dict[str, Any] = {name: np.array(column, dtype=np.float64) for name, column in said.items()}
        return cls(
            **numbers,
            **_history_arrays(histories),
            hrv_quality_poor=_equal(quality, HrvQuality.POOR.value),
            hrv_not_supine=np.array([place not in _SUPINE_OR_UNKNOWN for place in position], dtype=np.bool_),
            hrv_overnight=_equal(protocol, HrvProtocol.OVERNIGHT.value),
            cycle_phase=np.array([_PHASES.get(each, -1) for each in phase], dtype=np.intp),
            ill=np.array(ill, dtype=np.bool_),
            by_own_spread=_equal(of["engine"], EngineChoice.INDIVIDUAL.value),
            norwegian=_equal(of["methodology"], Methodology.NORWEGIAN.value),
            acwr=np.array(of["acwr"], dtype=np.float64),
            strength=_objects(of["strength"]),
        )


# Plain strings, since an enum's comparison costs several times as much.
_SUPINE_OR_UNKNOWN = (None, HrvPosition.SUPINE.value)
_PHASES = {phase.value: place for place, phase in enumerate(CyclePhase)}


def _columns(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    columns = zip(*rows, strict=True) if rows else repeat((), len(names))
    return dict(zip(names, columns, strict=True))


def _equal(values: Sequence[str | None], wanted: str) -> BoolArray:
    return np.array([value == wanted for value in values], dtype=np.bool_)


def _objects(values: Sequence[Any]) -> npt.NDArray[np.object_]:
    array = np.empty(len(values), dtype=np.object_)
    array[:] = values
    return array


def _history_arrays(histories: Sequence[bytes | DayHistory]) -> dict[str, Any]:
    packed = [each if isinstance(each, bytes) else each.pack() for each in histories]
    grid = DayGrid.unpack(packed)
    return {
        "hrv_history": grid.measurements("hrv_rmssd"),
        "hrv_history_poor": grid.marks("hrv_quality"),
        "hrv_history_artifact": grid.measurements("hrv_artifact_percent"),
        "hrv_history_overnight": grid.marks("hrv_protocol"),
        "resting_hr_history": grid.measurements("resting_hr"),
        "sleep_hours_history": grid.measurements("sleep_hours"),
        **{f"{name}_history": grid.answers(name) for name in ANSWERS},
    }
