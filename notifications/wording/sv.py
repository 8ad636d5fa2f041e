"""Swedish."""

from domain.notices import Audience, NoticeKind
from notifications.wording.message import Language, Message
from notifications.wording.sv_words import UNITS, WORDS

_ATHLETE, _COACH, _PHYSIO = Audience.ATHLETE, Audience.COACH, Audience.PHYSIO

_CHECK = "Om det blir värre eller oroar dig, hör med en fysioterapeut eller läkare."
_ESTIMATE = "Det här är en uppskattning som stöd för träningen, inget medicinskt råd."

_MESSAGES = {
    (NoticeKind.SYMPTOM_FLAG, _ATHLETE): Message(
        "Du har rapporterat smärta",
        (
            "Du har rapporterat smärta: {bodyPart}, {pain} av 10.",
            "Vårt förslag till och med {until}: {decision}.",
            "Planerade pass som har anpassats: {workouts}.",
            "Överväg att prata med din tränare om ett uppehåll på {pauseWeeks}.",
            _CHECK,
            _ESTIMATE,
        ),
    ),
    (NoticeKind.SYMPTOM_FLAG, _COACH): Message(
        "{athlete} har rapporterat smärta",
        (
            "{athlete} har rapporterat smärta: {bodyPart}, {pain} av 10.",
            "Förslag till och med {until}: {decision}.",
            "Planerade pass som har anpassats: {workouts}.",
            (
                "Att överväga, inget av det är gjort: ett uppehåll på {pauseWeeks},"
                " och målet {goalShiftDays} senare."
            ),
            "Överväg att höra av dig. Vad det är kan en fysioterapeut eller läkare bedöma.",
        ),
    ),
    (NoticeKind.ILLNESS_REPORT, _ATHLETE): Message(
        "Du har rapporterat att du inte mår bra",
        (
            "Du har rapporterat: {illnessType}.",
            (
                "Vårt förslag: vila till och med {until}, och börja om försiktigt när du har varit symtomfri"
                " i ett dygn."
            ),
            "Krya på dig! Om symtomen håller i sig eller oroar dig, hör med en läkare.",
            _ESTIMATE,
        ),
    ),
    (NoticeKind.ILLNESS_REPORT, _COACH): Message(
        "{athlete} mår inte bra",
        (
            "{athlete} har rapporterat: {illnessType}.",
            "Förslag: vila till och med {until} (minst {restDays}).",
        ),
    ),
    (NoticeKind.FATIGUE_FLAG, _ATHLETE): Message(
        "En lättare dag kan göra gott",
        (
            "Din incheckning skiljer sig från en bra dag: {reasons}.",
            "Vårt förslag för i dag: {decision}.",
            "Du bestämmer, tillsammans med din tränare.",
        ),
    ),
    (NoticeKind.FATIGUE_FLAG, _COACH): Message(
        "{athlete}: överväg en lättare dag",
        ("Incheckningen skiljer sig från en bra dag: {reasons}.", "Förslag för den dagen: {decision}."),
    ),
    (NoticeKind.PATTERN_ALERT, _ATHLETE): Message(
        "Något kommer tillbaka",
        ("Under de senaste dagarna: {pattern} ({bodyPart}).", "Rapporter: {occurrences}.", _CHECK, _ESTIMATE),
    ),
    (NoticeKind.PATTERN_ALERT, _COACH): Message(
        "{athlete}: något kommer tillbaka",
        (
            "{athlete}, under de senaste dagarna: {pattern}.",
            "Kroppsdel: {bodyPart}.",
            "Rapporter: {occurrences}.",
            "Överväg att se över planen tillsammans, och att höra med en fysioterapeut.",
        ),
    ),
    (NoticeKind.RECOVERY_CHECK, _ATHLETE): Message(
        "Är det bättre?",
        (
            "Du har rapporterat mindre smärta: {bodyPart}.",
            "Hur känns det? Fortsätt gärna att rapportera det i dina incheckningar, och ta det lugnt.",
            "Dagar med lite smärta hittills: {lowDays} av {neededDays}.",
            "Den anpassade träningen fortsätter till åtminstone {earliest}.",
            "Om du är osäker, hör med en fysioterapeut.",
        ),
    ),
    (NoticeKind.RECOVERY_CHECK, _COACH): Message(
        "{athlete}: mindre smärta",
        (
            "{athlete} har rapporterat mindre smärta: {bodyPart}.",
            "Dagar med lite smärta hittills: {lowDays} av {neededDays}.",
            "Den anpassade träningen fortsätter till åtminstone {earliest}.",
        ),
    ),
    (NoticeKind.PHYSIO_CONTACT_REQUEST, _ATHLETE): Message(
        "Din förfrågan har skickats vidare",
        ("Du har bett om en fysioterapeut. Din har fått veta det och hör av sig.",),
    ),
    (NoticeKind.PHYSIO_CONTACT_REQUEST, _COACH): Message(
        "{athlete} ber om en fysioterapeut",
        ("{athlete} ber om en fysioterapeut, som har fått veta det.",),
    ),
    (NoticeKind.PHYSIO_CONTACT_REQUEST, _PHYSIO): Message(
        "{athlete} vill bli kontaktad av dig",
        (
            "{athlete} ber om en fysioterapeut.",
            "Med egna ord: {reason}",
            "Smärta under rehab: {rehabPainDuring} av 10.",
            "Smärta efteråt: {rehabPainAfter} av 10.",
        ),
    ),
    (NoticeKind.MILESTONE, _ATHLETE): Message(
        "{days} dagar med incheckning",
        (
            "Du har checkat in {days} dagar. Bra jobbat!",
            "Nivå: {level}.",
            "Ditt bästa tidigare: {previousBest} dagar.",
        ),
    ),
    (NoticeKind.MILESTONE, _COACH): Message(
        "{athlete}: {days} dagar med incheckning",
        ("{athlete} har checkat in {days} dagar.", "Nivå: {level}."),
    ),
    (NoticeKind.READINESS_DROP, _ATHLETE): Message(
        "Din dagsform har varit låg",
        (
            "Dina senaste {days} värden är lägre än vanligt, {mean} av 10 i snitt.",
            "Överväg några lättare dagar, och prata med din tränare.",
            _ESTIMATE,
        ),
    ),
    (NoticeKind.READINESS_DROP, _COACH): Message(
        "{athlete}: dagsformen har varit låg",
        (
            "De senaste {days} värdena för {athlete} är låga, {mean} av 10 i snitt.",
            "Överväg att fråga hur det är.",
        ),
    ),
    (NoticeKind.MISSED_CHECKINS, _ATHLETE): Message(
        "Vi har inte hört av dig", ("Din senaste incheckning var för {days} dagar sedan. Hur är det?",)
    ),
    (NoticeKind.MISSED_CHECKINS, _COACH): Message(
        "{athlete}: ingen incheckning på {days} dagar",
        ("{athlete} har inte checkat in på {days} dagar. Överväg att fråga hur det är.",),
    ),
    (NoticeKind.MISSED_WORKOUTS, _ATHLETE): Message(
        "Några pass blev inte av", ("Planerade pass som inte blev av: {count}. Sådant händer.",)
    ),
    (NoticeKind.MISSED_WORKOUTS, _COACH): Message(
        "{athlete}: pass som inte blev av",
        ("Planerade pass för {athlete} som inte blev av: {count}.", "Överväg att fråga om planen passar."),
    ),
    (NoticeKind.HIGH_ACWR, _ATHLETE): Message(
        "Du tränar mycket mer än vanligt",
        (
            "Din träningsbelastning är {acwr} gånger det du är van vid.",
            "Överväg några lättare dagar.",
            _ESTIMATE,
        ),
    ),
    (NoticeKind.HIGH_ACWR, _COACH): Message(
        "{athlete}: mycket mer träning än vanligt",
        (
            "Träningsbelastningen för {athlete} är {acwr} gånger den vanliga.",
            "Överväg några lättare dagar.",
            _ESTIMATE,
        ),
    ),
}

_STANDS_IN = {
    (NoticeKind.PHYSIO_CONTACT_REQUEST, _COACH): Message(
        "{athlete} ber om en fysioterapeut",
        (
            "{athlete} ber om en fysioterapeut. Ingen är tilldelad, så förfrågan kommer till dig.",
            "Med egna ord: {reason}",
            "Smärta under rehab: {rehabPainDuring} av 10.",
            "Smärta efteråt: {rehabPainAfter} av 10.",
        ),
    ),
    (NoticeKind.PHYSIO_CONTACT_REQUEST, _ATHLETE): Message(
        "Din förfrågan gick till din tränare",
        (
            "Du har bett om en fysioterapeut. Ingen är tilldelad dig än, så den gick till din tränare.",
            "Om det är bråttom, vänta inte: hör med en läkare.",
        ),
    ),
}

SWEDISH = Language(
    messages=_MESSAGES,
    stands_in=_STANDS_IN,
    words=WORDS,
    units=UNITS,
    conjunction="och",
    news_for_you="Det finns nyheter för dig.",
    news_of_an_athlete="Det finns nyheter om en av dina idrottare.",
    correction="Ett tidigare meddelande gäller inte längre: det som låg till grund för det har rättats.",
    test="Det här är ett test. Meddelanden från Afterwrite kommer hit.",
    see="Läs här: {link}",
)
