"""Sentences for people, made from codes. Nothing is ever decided on them.

They speak of what differs from usual and of what to consider. They name no illness, forecast no injury, and
clear nobody for sport.
"""

from collections.abc import Sequence
from types import MappingProxyType

from domain.advice import Action
from domain.flags import Code, Flag, Severity
from domain.readiness import ReadinessLevel

#: To be shown wherever a score is: on pages, in exports, in the API's documents.
SAFETY_NOTE = (
    "Readiness is an estimate that supports planning of training. It is no medical advice and this software"
    " is no medical device. Athlete, coach and clinician decide. Anyone with symptoms should see a doctor."
)

#: To be shown whatever the score is, where an athlete reports how they feel.
URGENT_NOTE = (
    "Chest pain, fainting, breathlessness at rest, a blow to the head, fever with a racing heart, or a bone"
    " that may be broken: do not train, and get medical help now. No score speaks against that."
)

_NOTHING_KNOWN = "There is too little to go by today for any advice."

_ADVICE = MappingProxyType(
    {
        Action.PROCEED: "Consider training as planned",
        Action.REDUCE_INTENSITY: "Consider training at a lower intensity than planned",
        Action.REDUCE_VOLUME: "Consider training less than planned",
        Action.EASY_DAY: "Consider an easy day",
        Action.REST: "Consider a day of rest",
    }
)

_LEVELS = MappingProxyType(
    {
        ReadinessLevel.EXCELLENT: "the signals are at your best",
        ReadinessLevel.GOOD: "the signals are about as usual",
        ReadinessLevel.FAIR: "the signals are somewhat below your usual",
        ReadinessLevel.POOR: "the signals are clearly below your usual",
        ReadinessLevel.VERY_POOR: "the signals are far below your usual",
    }
)

_GOOD_DAYS = (ReadinessLevel.EXCELLENT, ReadinessLevel.GOOD)

_FLAGS = MappingProxyType(
    {
        Code.HRV_FAR_BELOW_BASELINE: "HRV is at {percent:g} % of your usual",
        Code.HRV_FALLING_FOR_DAYS: "HRV has been falling for {days} days in a row",
        Code.RHR_FAR_ABOVE_BASELINE: "resting heart rate is {deviation:g} beats above your usual",
        Code.RHR_RAISED_FOR_DAYS: "resting heart rate has been raised for {days} days in a row",
        Code.SLEEP_QUALITY_VERY_LOW: "sleep was very poor",
        Code.SLEEP_UNDER_FIVE_HOURS: "sleep was {hours:g} hours, far too short",
        Code.ENERGY_VERY_LOW: "energy is very low",
        Code.SORENESS_VERY_HIGH: "muscles are very sore",
        Code.STRESS_VERY_HIGH: "stress is very high",
        Code.WELLNESS_SEVERAL_RED_FLAGS: "{count} answers about how you feel stand out at once",
        Code.SLEEP_QUALITY_LOW: "sleep was poor",
        Code.SLEEP_UNDER_SIX_HOURS: "sleep was {hours:g} hours, which is short",
        Code.ENERGY_LOW: "energy is low",
        Code.SORENESS_HIGH: "muscles are sore",
        Code.STRESS_HIGH: "stress is high",
        Code.MOOD_LOW: "mood is low",
        Code.LOAD_FAR_ABOVE_USUAL: "recent load is {ratio:g} times your usual",
        Code.LOAD_FAR_BELOW_USUAL: "recent load is {ratio:g} times your usual, so build up step by step",
        Code.HRV_BELOW_BAND: "HRV is below your own band today",
        Code.HRV_WEEK_BELOW_BAND: "HRV has been below your own band this week",
        Code.HRV_HIGH_UNDER_LOAD: (
            "HRV is high and the heart slow, but with much load and a poor feeling that need not be freshness"
        ),
        Code.HRV_HIGH_WITH_RAISED_RATE: "HRV is high, but the resting heart rate is raised too",
        Code.RHR_HIGH: "resting heart rate is {deviation:g} beats above your usual, which is much for you",
        Code.RHR_LOW: "resting heart rate is unusually low for you ({deviation:g} beats)",
        Code.RHR_PERSISTING: "resting heart rate stays above your usual, today by {deviation:g} beats",
        Code.FEELING_BELOW_USUAL: "you feel below your usual",
        Code.FEELING_FAR_BELOW_USUAL: "you feel far below your usual",
        Code.SLEEP_BELOW_USUAL: "sleep was below your usual",
        Code.SLEEP_FAR_BELOW_USUAL: "sleep was far below your usual",
        Code.SIGNALS_UNUSUAL_TOGETHER: (
            "several signals differ from your usual at once; late or hard training, alcohol, stress, travel"
            " and heat can do that, so consider how you feel and whom to check with"
        ),
        Code.PAIN_HIGH: "pain is {answer:g} of 10",
        Code.ILLNESS_REPORTED: "you say that you are ill",
        Code.CYCLE_MENSTRUAL: "you are in the menstrual phase, which some feel in training",
        Code.CYCLE_LUTEAL: "you are in the luteal phase, which some feel in training",
        Code.HRV_QUALITY_POOR: "the sensor called the HRV recording poor",
        Code.HRV_ARTIFACTS: "{artifact_percent:g} % of the heartbeats in the HRV recording were corrected",
        Code.HRV_RECORDING_SHORT: "the HRV recording lasted {duration:g} seconds, and three minutes say more",
        Code.HRV_NOT_SUPINE: "HRV was not recorded lying down",
        Code.HRV_IMPLAUSIBLE: "an HRV of {rmssd:g} ms is unlikely, so the recording may be wrong",
        Code.HRV_BASELINE_INSUFFICIENT: (
            "HRV is left out for now: {usable_days} usable of {measured_days} measured days are too few"
        ),
        Code.HRV_BASELINE_VARIABLE: "your HRV varies a lot ({variation:g} %), so one day says little",
        Code.RHR_IMPLAUSIBLE: "a resting heart rate of {resting_hr:g} is unlikely, so it may be wrong",
        Code.RHR_BASELINE_INSUFFICIENT: (
            "resting heart rate is left out for now: {measured_days} measured days are too few"
        ),
    }
)


def describe(flag: Flag) -> str:
    """Say a flag or a remark in words, as a part of a sentence.

    Raises:
        ValueError: the code is not known.
    """
    return _FLAGS[Code(flag["code"])].format_map(flag["values"])


def recommendation(action: str | None, level: str | None, flags: Sequence[Flag] | None = None) -> str:
    """Say what to consider today and, in half a sentence, why.

    Args:
        action: code of the action, or None where there is none.
        level: code of the readiness level, or None where there is no score.
        flags: the check-in's flags, strongest first. A critical one is the reason; without a critical one the
            first is named after the level.

    Raises:
        ValueError: a code is not known.
    """
    if action is None:
        return _NOTHING_KNOWN
    return f"{_ADVICE[Action(action)]}: {_why(level, flags or ())}."


def _why(level: str | None, flags: Sequence[Flag]) -> str:
    critical = [flag for flag in flags if flag["severity"] == Severity.CRITICAL.value]
    if critical or level is None:
        return " and ".join(describe(flag) for flag in critical[:2]) or "see the flags"
    said = _LEVELS[ReadinessLevel(level)]
    if not flags:
        return said
    return f"{said}, {'but' if level in _GOOD_DAYS else 'and'} {describe(flags[0])}"
