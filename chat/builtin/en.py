"""English."""

from chat.builtin.wording import Wording
from domain.wording import SAFETY_NOTE
from picture.verdict import Standing

ENGLISH = Wording(
    standings={
        Standing.NO_CHECK_INS: (
            "There is no check-in of the last two weeks, so nothing is known of readiness."
        ),
        Standing.PENDING: "Today's check-in is being assessed; ask again in a moment.",
        Standing.NOT_TODAY: "There is no check-in today. The newest is of {day}.",
        Standing.NOT_ENOUGH_DATA: "Today's check-in holds too little for a readiness score.",
        Standing.KNOWN: "",
    },
    levels={
        "EXCELLENT": "excellent",
        "GOOD": "good",
        "FAIR": "fair",
        "POOR": "poor",
        "VERY_POOR": "very poor",
    },
    actions={
        "PROCEED": "consider training as planned",
        "REDUCE_INTENSITY": "consider a lower intensity than planned",
        "REDUCE_VOLUME": "consider training less than planned",
        "EASY_DAY": "consider an easy day",
        "REST": "consider a day of rest",
    },
    components={
        "hrv": "heart rate variability",
        "hrvWeek": "heart rate variability of the week",
        "rhr": "resting heart rate",
        "wellness": "how you feel",
        "sleep": "sleep",
        "acwr": "training load",
    },
    zones={
        "DETRAINING": "below usual",
        "OPTIMAL": "about as usual",
        "CAUTION": "above usual",
        "DANGER": "well above usual",
        "CRITICAL": "far above usual",
    },
    withheld={
        "NO_KNOWN_LOAD": "no session has a known load yet",
        "HISTORY_TOO_SHORT": "there are too few days with known loads to compare with",
        "TOO_MANY_UNKNOWN": "of too many of the last sessions the load is not known",
        "NO_CHRONIC_LOAD": "there is no usual load to compare with",
    },
    decisions={
        "REST": "planned training is left out",
        "CROSS_TRAINING_ONLY": "what loads it is replaced by other training",
        "REDUCE_50": "planned training is halved",
        "MONITOR": "planned training is easy",
    },
    body_parts={
        "HEAD_NECK": "head or neck",
        "SHOULDER": "shoulder",
        "ARM_HAND": "arm or hand",
        "UPPER_BACK": "upper back",
        "LOWER_BACK": "lower back",
        "HIP_GROIN": "hip or groin",
        "THIGH": "thigh",
        "KNEE": "knee",
        "LOWER_LEG": "lower leg",
        "ANKLE_FOOT": "ankle or foot",
    },
    types={
        "RUNNING": "running",
        "STRENGTH": "strength",
        "PLYOMETRIC": "plyometrics",
        "CORE": "core",
        "RECOVERY": "recovery",
        "CYCLING": "cycling",
        "SKIING": "skiing",
        "SWIMMING": "swimming",
        "TRIATHLON": "triathlon",
        "HYROX": "Hyrox",
        "ALTERNATIVE": "alternative training",
        "OTHER": "other training",
    },
    intensities={
        "RECOVERY": "recovery",
        "EASY": "easy",
        "MODERATE": "moderate",
        "THRESHOLD": "threshold",
        "INTERVAL": "intervals",
        "MAX": "maximal",
    },
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    decimal=".",
    score="Readiness is {score} of 10 ({level}), by the check-in of {day}.",
    advice="The advice: {action}.",
    pulls_down="Pulling it down most: {reasons}.",
    pulls_up="Holding it up: {reasons}.",
    trend="Readiness of the last seven days is {mean} on average.",
    trend_before="The seven days before it was {mean}.",
    no_trend="There are too few check-ins of the last two weeks to tell a trend ({count}).",
    load="Training load is {zone}: the week's load is {acute}, the usual one {chronic} (ratio {ratio}).",
    no_load="There is nothing to say of training load: {why}.",
    case_injury="Being followed up: pain ({part}), since {day}",
    case_illness="Being followed up: an illness, since {day}",
    until="{what} until {day}",
    no_cases=(
        "There are no restrictions, and no injury or illness is being followed up. Pain that no check-in has"
        " told of is not known here."
    ),
    plan="Planned in the next seven days: {workouts}.",
    no_plan="Nothing is planned in the next seven days.",
    minutes="{minutes} min",
    cancelled="cancelled",
    completed="done",
    modified="changed",
    nobody="no session is recorded",
    no_consent=(
        "The athlete has not agreed that the assistant uses their data, so it answers nothing of them."
    ),
    no_athlete=(
        "Say which athlete the question is about. Without a model the assistant answers"
        " from an athlete's own data."
    ),
    by_rules=(
        "I answer from the data here, without a language model: readiness, trend, load, restrictions, plan."
    ),
    note=SAFETY_NOTE,
)
