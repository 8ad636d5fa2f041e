"""What the week and the day say together: the table of the chronic state by the acute one."""

from enum import StrEnum

import numpy as np

from domain.arrays import BoolArray
from domain.individual.lnrmssd import LnRmssd, State


class Reading(StrEnum):
    """One line of the table."""

    #: Too little to go by on one side or the other, and nothing low on the one that there is.
    NO_VERDICT = "NO_VERDICT"
    AS_PLANNED = "AS_PLANNED"
    #: Low today in an ordinary week: less today, and look again tomorrow.
    ACUTE_DROP = "ACUTE_DROP"
    #: A low week: less intensity until it is back in its band.
    SUSTAINED_SUPPRESSION = "SUSTAINED_SUPPRESSION"
    #: High today in an ordinary week: neither good nor bad, and never rewarded.
    NEUTRAL_HIGH = "NEUTRAL_HIGH"
    #: A high week with an ordinary heart rate.
    USUALLY_GOOD = "USUALLY_GOOD"
    #: A high week, and a raised heart rate: the two do not go together.
    MIXED = "MIXED"
    #: High and high, a low heart rate, much load and feeling poorly: not the freshness that it looks like.
    POSSIBLE_SATURATION = "POSSIBLE_SATURATION"


def read(
    hrv: LnRmssd,
    *,
    rhr_raised: BoolArray,
    rhr_low: BoolArray,
    high_load: BoolArray,
    poor_wellness: BoolArray,
) -> list[Reading]:
    """Look each check-in up in the table. All arguments are of n check-ins; what is not known is false.

    A low day in a high week counts as a low day. Source: the practice of HRV4Training and Intervals.icu,
    whose table this is; Plews and others 2013 (doi 10.1007/s40279-013-0071-8) on saturation.
    """
    week, day = hrv.chronic_state, hrv.acute_state
    both_high = (week == State.HIGH) & (day == State.HIGH)
    rules = (
        # What is known to be low says so by itself, whatever is not known of the other side.
        (hrv.chronic_judged & (week == State.LOW), Reading.SUSTAINED_SUPPRESSION),
        (hrv.acute_judged & (day == State.LOW), Reading.ACUTE_DROP),
        (~(hrv.acute_judged & hrv.chronic_judged), Reading.NO_VERDICT),
        (both_high & rhr_low & high_load & poor_wellness, Reading.POSSIBLE_SATURATION),
        ((week == State.HIGH) & rhr_raised, Reading.MIXED),
        (week == State.HIGH, Reading.USUALLY_GOOD),
        (day == State.HIGH, Reading.NEUTRAL_HIGH),
    )
    place = np.select([where for where, _ in rules], range(len(rules)), default=len(rules))
    names = (*(reading for _, reading in rules), Reading.AS_PLANNED)
    return [names[found] for found in place.tolist()]
