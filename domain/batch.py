"""A batch of check-ins as arrays: everything that an assessment looks at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import chain, repeat
from typing import Any, NamedTuple

import numpy as np

from domain.arrays import BoolArray, FloatArray
from domain.check_in import HrvPosition, HrvQuality
from domain.history import HISTORY_DAYS, DayGrid


class CheckInInputs(NamedTuple):
    """What one check-in says, None where it says nothing. A plain tuple in this order does as well.

    The names are the columns of `domain.check_in.FIELDS` that an assessment depends on.
    """

    hrv_rmssd: float | None = None
    hrv_quality: str | None = None
    hrv_artifact_percent: float | None = None
    hrv_duration: float | None = None
    hrv_position: str | None = None
    resting_hr: float | None = None
    sleep_quality: int | None = None
    sleep_hours: float | None = None
    muscle_soreness: int | None = None
    energy_level: int | None = None
    mood: int | None = None
    stress: int | None = None
    injury_pain: int | None = None


class DayHistory(NamedTuple):
    """What was measured before one check-in: parallel sequences, one element per day with a row.

    A plain tuple of sequences in this order does as well.
    """

    #: Days before the check-in's date; outside 1..30 is left out.
    days_before: Sequence[int] = ()
    hrv_rmssd: Sequence[float | None] = ()
    hrv_quality: Sequence[str | None] = ()
    hrv_artifact_percent: Sequence[float | None] = ()
    resting_hr: Sequence[float | None] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInBatch:
    """n check-ins. Vectors are (n,), histories (n, 30) with yesterday last; NaN is missing.

    Raises:
        ValueError: a shape does not fit.
    """

    hrv_rmssd: FloatArray
    hrv_quality_poor: BoolArray
    hrv_artifact_percent: FloatArray
    hrv_duration: FloatArray
    #: True only where the position is known to be another one.
    hrv_not_supine: BoolArray
    resting_hr: FloatArray
    sleep_quality: FloatArray
    sleep_hours: FloatArray
    muscle_soreness: FloatArray
    energy_level: FloatArray
    mood: FloatArray
    stress: FloatArray
    injury_pain: FloatArray
    hrv_history: FloatArray
    hrv_history_poor: BoolArray
    hrv_history_artifact: FloatArray
    resting_hr_history: FloatArray

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
        cls, inputs: Sequence[tuple[Any, ...]], histories: Sequence[tuple[Any, ...]]
    ) -> "CheckInBatch":
        """Build a batch from rows as a database hands them over.

        Args:
            inputs: n tuples in the order of `CheckInInputs`.
            histories: n tuples in the order of `DayHistory`.

        Raises:
            ValueError: the lengths do not fit together.
        """
        if len(inputs) != len(histories):
            raise ValueError(f"{len(inputs)} check-ins, but {len(histories)} histories")
        answers = _columns(inputs, CheckInInputs._fields)
        quality, position = answers.pop("hrv_quality"), answers.pop("hrv_position")
        numbers: dict[str, Any] = {
            name: np.array(column, dtype=np.float64) for name, column in answers.items()
        }
        return cls(
            **numbers,
            **_history_arrays(histories),
            hrv_quality_poor=np.array(_is_poor(quality), dtype=np.bool_),
            hrv_not_supine=np.array([place not in _SUPINE_OR_UNKNOWN for place in position], dtype=np.bool_),
        )


_SUPINE_OR_UNKNOWN = (None, HrvPosition.SUPINE.value)


def _columns(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    columns = zip(*rows, strict=True) if rows else repeat((), len(names))
    return dict(zip(names, columns, strict=True))


def _is_poor(quality: Iterable[str | None]) -> list[bool]:
    poor = HrvQuality.POOR.value  # a plain string, since an enum's comparison costs several times as much
    return [answer == poor for answer in quality]


def _history_arrays(histories: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    ragged = _columns(histories, DayHistory._fields)
    flat = {name: list(chain.from_iterable(column)) for name, column in ragged.items()}
    grid = DayGrid.from_counts([len(days) for days in ragged["days_before"]], flat["days_before"])
    return {
        "hrv_history": grid.measurements(flat["hrv_rmssd"]),
        "hrv_history_poor": grid.marks(_is_poor(flat["hrv_quality"])),
        "hrv_history_artifact": grid.measurements(flat["hrv_artifact_percent"]),
        "resting_hr_history": grid.measurements(flat["resting_hr"]),
    }
