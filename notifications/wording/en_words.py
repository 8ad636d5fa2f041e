"""English words for codes, by the name of the param that holds them."""

WORDS = {
    "bodyPart": {
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
        "OTHER": "another place",
        "UNKNOWN": "no place named",
    },
    "illnessType": {
        "FEVER": "fever",
        "GASTROINTESTINAL": "an upset stomach",
        "COLD": "a cold",
        "HEADACHE": "a headache",
        "GENERAL_ILLNESS": "not feeling well",
        "CHRONIC": "a long-term condition",
    },
    "decision": {
        "REST": "rest",
        "CROSS_TRAINING_ONLY": "alternative training only",
        "REDUCE_50": "half of what is planned, and easy",
        "REDUCE_INTENSITY": "lower intensity",
        "REDUCE_VOLUME": "less volume",
        "EASY_DAY": "an easy day",
        "MONITOR": "easy training, and an eye on it",
        "PROCEED": "as planned",
    },
    "pattern": {
        "RECURRING_BODY_PART": "pain in the same place, again and again",
        "INCREASING_PAIN": "pain that grows",
        "RECURRING_ILLNESS": "not being well, again and again",
    },
    "reasons": {
        "SLEEP_UNDER_5": "less than 5 hours of sleep",
        "SLEEP_UNDER_6": "less than 6 hours of sleep",
        "ENERGY_1": "hardly any energy",
        "STRESS_8_OR_MORE": "stress of 8 or more",
        "READINESS_UNDER_5_5": "readiness below 5.5",
        "SORENESS_7_OR_MORE": "soreness of 7 or more",
    },
    "level": {"BRONZE": "bronze", "SILVER": "silver", "GOLD": "gold", "PLATINUM": "platinum"},
}

#: What a param counts: one of it, and several.
UNITS = {
    "pauseWeeks": ("week", "weeks"),
    "goalShiftDays": ("day", "days"),
    "restDays": ("day", "days"),
}
