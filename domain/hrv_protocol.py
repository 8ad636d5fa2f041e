"""Which days of HRV may be compared with today's: those that were recorded at the same time of day."""

import numpy as np

from domain.arrays import BoolArray, FloatArray
from domain.batch import CheckInBatch


def comparable_days(batch: CheckInBatch, today: FloatArray, history: FloatArray) -> BoolArray:
    """Mark the days whose protocol is today's; without a value today, that of the newest day with one.

    Args:
        batch: n check-ins.
        today: (n,) RMSSD of today, NaN where there is none that is judged.
        history: (n, 66) RMSSD of the days before, yesterday last, NaN where there is none that counts.

    Returns:
        (n, days), true where the value may be compared.
    """
    newest = history.shape[1] - 1 - np.argmax(~np.isnan(history[:, ::-1]), axis=1)
    before = batch.hrv_history_overnight[np.arange(len(batch)), newest]
    now = np.where(np.isnan(today), before, batch.hrv_overnight)
    same: BoolArray = batch.hrv_history_overnight == now[:, np.newaxis]
    return same
