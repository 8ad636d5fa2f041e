"""Swedish."""

from chat.builtin.wording import Wording
from notifications.wording.sv_words import WORDS
from picture.verdict import Standing

SWEDISH = Wording(
    standings={
        Standing.NO_CHECK_INS: (
            "Det finns ingen incheckning från de senaste två veckorna, så om dagsformen är inget känt."
        ),
        Standing.PENDING: "Dagens incheckning bedöms just nu; fråga igen om en stund.",
        Standing.NOT_TODAY: "Det finns ingen incheckning idag. Den senaste är från {day}.",
        Standing.NOT_ENOUGH_DATA: "Dagens incheckning räcker inte till något värde för dagsformen.",
        Standing.KNOWN: "",
    },
    levels={
        "EXCELLENT": "utmärkt",
        "GOOD": "bra",
        "FAIR": "något under det vanliga",
        "POOR": "klart under det vanliga",
        "VERY_POOR": "långt under det vanliga",
    },
    actions={
        "PROCEED": "överväg att träna som planerat",
        "REDUCE_INTENSITY": "överväg lägre intensitet än planerat",
        "REDUCE_VOLUME": "överväg att träna mindre än planerat",
        "EASY_DAY": "överväg en lätt dag",
        "REST": "överväg en vilodag",
    },
    components={
        "hrv": "hjärtfrekvensvariabilitet (HRV)",
        "hrvWeek": "veckans HRV",
        "rhr": "vilopuls",
        "wellness": "hur du mår",
        "sleep": "sömn",
        "acwr": "träningsbelastning",
    },
    zones={
        "DETRAINING": "under det vanliga",
        "OPTIMAL": "ungefär som vanligt",
        "CAUTION": "över det vanliga",
        "DANGER": "klart över det vanliga",
        "CRITICAL": "långt över det vanliga",
    },
    withheld={
        "NO_KNOWN_LOAD": "inget pass har någon känd belastning än",
        "HISTORY_TOO_SHORT": "det finns för få dagar med känd belastning att jämföra med",
        "TOO_MANY_UNKNOWN": "av för många av de senaste passen är belastningen inte känd",
        "NO_CHRONIC_LOAD": "det finns ingen vanlig belastning att jämföra med",
    },
    decisions={
        "REST": "planerad träning ställs in",
        "CROSS_TRAINING_ONLY": "det som belastar stället ersätts av annan träning",
        "REDUCE_50": "planerad träning halveras",
        "MONITOR": "planerad träning är lugn",
    },
    body_parts=WORDS["bodyPart"],
    types={
        "RUNNING": "löpning",
        "STRENGTH": "styrka",
        "PLYOMETRIC": "hopp",
        "CORE": "bål",
        "RECOVERY": "återhämtning",
        "CYCLING": "cykling",
        "SKIING": "skidor",
        "SWIMMING": "simning",
        "TRIATHLON": "triathlon",
        "HYROX": "Hyrox",
        "ALTERNATIVE": "alternativ träning",
        "OTHER": "annan träning",
    },
    intensities={
        "RECOVERY": "återhämtning",
        "EASY": "lugnt",
        "MODERATE": "medel",
        "THRESHOLD": "tröskel",
        "INTERVAL": "intervaller",
        "MAX": "max",
    },
    weekdays=("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    months=("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"),
    decimal=",",
    score="Dagsformen är {score} av 10 ({level}), enligt incheckningen {day}.",
    advice="Rådet: {action}.",
    pulls_down="Det som drar ner mest: {reasons}.",
    pulls_up="Det som håller uppe: {reasons}.",
    trend="Dagsformen de senaste sju dagarna är {mean} i medel.",
    trend_before="De sju dagarna innan var den {mean}.",
    no_trend="Det finns för få incheckningar de senaste två veckorna för att se en trend ({count}).",
    load="Träningsbelastningen är {zone}: veckans är {acute}, den vanliga {chronic} (kvot {ratio}).",
    no_load="Om träningsbelastningen går inget att säga: {why}.",
    case_injury="Följs upp: smärta ({part}), sedan {day}",
    case_illness="Följs upp: sjukdom, sedan {day}",
    until="{what} till och med {day}",
    no_cases=(
        "Det finns inga begränsningar, och ingen skada eller sjukdom följs upp. Smärta som inte står i"
        " någon incheckning är inte känd här."
    ),
    plan="Planerat de närmaste sju dagarna: {workouts}.",
    no_plan="Inget är planerat de närmaste sju dagarna.",
    minutes="{minutes} min",
    cancelled="inställt",
    completed="gjort",
    modified="ändrat",
    nobody="inget pass är registrerat",
    no_consent=(
        "Den aktiva har inte samtyckt till att assistenten använder dess data, så den svarar inget om det."
    ),
    no_athlete="Säg vilken aktiv frågan gäller. Utan språkmodell svarar assistenten ur en aktivs egna data.",
    by_rules=(
        "Jag svarar ur det som finns här, utan språkmodell: dagsform, trend, belastning, begränsningar, plan."
    ),
    note=(
        "Dagsformen är en uppskattning som stöd för planeringen av träning, inget medicinskt råd. Den aktiva,"
        " tränaren och vården bestämmer. Den som har symtom bör söka vård."
    ),
)
