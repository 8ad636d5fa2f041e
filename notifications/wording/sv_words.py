"""Swedish words for codes, by the name of the param that holds them."""

WORDS = {
    "bodyPart": {
        "HEAD_NECK": "huvud eller nacke",
        "SHOULDER": "axel",
        "ARM_HAND": "arm eller hand",
        "UPPER_BACK": "övre delen av ryggen",
        "LOWER_BACK": "nedre delen av ryggen",
        "HIP_GROIN": "höft eller ljumske",
        "THIGH": "lår",
        "KNEE": "knä",
        "LOWER_LEG": "underben",
        "ANKLE_FOOT": "fotled eller fot",
        "OTHER": "ett annat ställe",
        "UNKNOWN": "inget ställe angivet",
    },
    "illnessType": {
        "FEVER": "feber",
        "GASTROINTESTINAL": "orolig mage",
        "COLD": "förkylning",
        "HEADACHE": "huvudvärk",
        "GENERAL_ILLNESS": "mår inte bra",
        "CHRONIC": "långvarigt tillstånd",
    },
    "decision": {
        "REST": "vila",
        "CROSS_TRAINING_ONLY": "bara alternativ träning",
        "REDUCE_50": "hälften av det som är planerat, och lugnt",
        "REDUCE_INTENSITY": "lägre intensitet",
        "REDUCE_VOLUME": "mindre mängd",
        "EASY_DAY": "en lätt dag",
        "MONITOR": "lugn träning, och håll ett öga på det",
        "PROCEED": "som planerat",
    },
    "pattern": {
        "RECURRING_BODY_PART": "smärta på samma ställe, gång på gång",
        "INCREASING_PAIN": "smärta som ökar",
        "RECURRING_ILLNESS": "inte mått bra, gång på gång",
    },
    "reasons": {
        "SLEEP_UNDER_5": "mindre än 5 timmars sömn",
        "SLEEP_UNDER_6": "mindre än 6 timmars sömn",
        "ENERGY_1": "nästan ingen energi",
        "STRESS_8_OR_MORE": "stress på 8 eller mer",
        "READINESS_UNDER_5_5": "dagsform under 5,5",
        "SORENESS_7_OR_MORE": "ömhet på 7 eller mer",
    },
    "level": {"BRONZE": "brons", "SILVER": "silver", "GOLD": "guld", "PLATINUM": "platina"},
}

#: What a param counts: one of it, and several.
UNITS = {
    "pauseWeeks": ("vecka", "veckor"),
    "goalShiftDays": ("dag", "dagar"),
    "restDays": ("dag", "dagar"),
}
