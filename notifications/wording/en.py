"""English."""

from domain.notices import Audience, NoticeKind
from notifications.wording.en_words import UNITS, WORDS
from notifications.wording.message import Language, Message

_ATHLETE, _COACH, _PHYSIO = Audience.ATHLETE, Audience.COACH, Audience.PHYSIO

_CHECK = "If it gets worse or worries you, check with a physiotherapist or a doctor."
_ESTIMATE = "This is an estimate to support training, not medical advice."

_MESSAGES = {
    (NoticeKind.SYMPTOM_FLAG, _ATHLETE): Message(
        "You reported pain",
        (
            "You reported pain: {bodyPart}, {pain} of 10.",
            "Our suggestion until {until}: {decision}.",
            "Planned workouts that were adjusted: {workouts}.",
            "Consider talking with your coach about a break of {pauseWeeks}.",
            _CHECK,
            _ESTIMATE,
        ),
    ),
    (NoticeKind.SYMPTOM_FLAG, _COACH): Message(
        "{athlete} reported pain",
        (
            "{athlete} reported pain: {bodyPart}, {pain} of 10.",
            "Suggested until {until}: {decision}.",
            "Planned workouts that were adjusted: {workouts}.",
            (
                "For you to consider, nothing of it is done: a break of {pauseWeeks},"
                " and the goal {goalShiftDays} later."
            ),
            "Consider getting in touch. What it is, a physiotherapist or a doctor can tell.",
        ),
    ),
    (NoticeKind.ILLNESS_REPORT, _ATHLETE): Message(
        "You reported that you are not well",
        (
            "You reported: {illnessType}.",
            ("Our suggestion: rest until {until}, and start gently after a day without symptoms."),
            "Get well soon. If symptoms last or worry you, check with a doctor.",
            _ESTIMATE,
        ),
    ),
    (NoticeKind.ILLNESS_REPORT, _COACH): Message(
        "{athlete} is not well",
        ("{athlete} reported: {illnessType}.", "Suggested: rest until {until} ({restDays} at least)."),
    ),
    (NoticeKind.FATIGUE_FLAG, _ATHLETE): Message(
        "An easier day may do you good",
        (
            "Your check-in differs from a good day: {reasons}.",
            "Our suggestion for today: {decision}.",
            "You decide, with your coach.",
        ),
    ),
    (NoticeKind.FATIGUE_FLAG, _COACH): Message(
        "{athlete}: consider an easier day",
        ("The check-in differs from a good day: {reasons}.", "Suggested for that day: {decision}."),
    ),
    (NoticeKind.PATTERN_ALERT, _ATHLETE): Message(
        "Something keeps coming back",
        ("In the last days: {pattern} ({bodyPart}).", "Reports: {occurrences}.", _CHECK, _ESTIMATE),
    ),
    (NoticeKind.PATTERN_ALERT, _COACH): Message(
        "{athlete}: something keeps coming back",
        (
            "{athlete}, in the last days: {pattern}.",
            "Body part: {bodyPart}.",
            "Reports: {occurrences}.",
            "Consider looking at the plan together, and checking with a physiotherapist.",
        ),
    ),
    (NoticeKind.RECOVERY_CHECK, _ATHLETE): Message(
        "Is it better?",
        (
            "You reported less pain: {bodyPart}.",
            "How is it? Please go on reporting it in your check-ins, and take your time.",
            "Days with little pain so far: {lowDays} of {neededDays}.",
            "Adjusted training goes on until {earliest} at least.",
            "If you are not sure, check with a physiotherapist.",
        ),
    ),
    (NoticeKind.RECOVERY_CHECK, _COACH): Message(
        "{athlete}: less pain",
        (
            "{athlete} reported less pain: {bodyPart}.",
            "Days with little pain so far: {lowDays} of {neededDays}.",
            "Adjusted training goes on until {earliest} at least.",
        ),
    ),
    (NoticeKind.PHYSIO_CONTACT_REQUEST, _ATHLETE): Message(
        "Your request has been passed on",
        ("You asked for a physiotherapist. Yours has been told, and will get in touch.",),
    ),
    (NoticeKind.PHYSIO_CONTACT_REQUEST, _COACH): Message(
        "{athlete} asks for a physiotherapist",
        ("{athlete} asks for a physiotherapist, who has been told.",),
    ),
    (NoticeKind.PHYSIO_CONTACT_REQUEST, _PHYSIO): Message(
        "{athlete} asks to hear from you",
        (
            "{athlete} asks for a physiotherapist.",
            "In the athlete's words: {reason}",
            "Pain during rehabilitation: {rehabPainDuring} of 10.",
            "Pain after it: {rehabPainAfter} of 10.",
        ),
    ),
    (NoticeKind.MILESTONE, _ATHLETE): Message(
        "{days} days of check-ins",
        (
            "You have checked in on {days} days. Well done!",
            "Level: {level}.",
            "Your best before: {previousBest} days.",
        ),
    ),
    (NoticeKind.MILESTONE, _COACH): Message(
        "{athlete}: {days} days of check-ins", ("{athlete} has checked in on {days} days.", "Level: {level}.")
    ),
    (NoticeKind.READINESS_DROP, _ATHLETE): Message(
        "Your readiness has been low",
        (
            "Your last {days} scores are lower than usual, {mean} of 10 on average.",
            "Consider easier days, and talk with your coach.",
            _ESTIMATE,
        ),
    ),
    (NoticeKind.READINESS_DROP, _COACH): Message(
        "{athlete}: readiness has been low",
        (
            "The last {days} scores of {athlete} are low, {mean} of 10 on average.",
            "Consider asking how things are.",
        ),
    ),
    (NoticeKind.MISSED_CHECKINS, _ATHLETE): Message(
        "We have not heard from you", ("Your last check-in was {days} days ago. How are you?",)
    ),
    (NoticeKind.MISSED_CHECKINS, _COACH): Message(
        "{athlete}: no check-in for {days} days",
        ("{athlete} has not checked in for {days} days. Consider asking how things are.",),
    ),
    (NoticeKind.MISSED_WORKOUTS, _ATHLETE): Message(
        "Some workouts were not done", ("Planned workouts that were not done: {count}. That happens.",)
    ),
    (NoticeKind.MISSED_WORKOUTS, _COACH): Message(
        "{athlete}: workouts not done",
        (
            "Planned workouts of {athlete} that were not done: {count}.",
            "Consider asking whether the plan fits.",
        ),
    ),
    (NoticeKind.HIGH_ACWR, _ATHLETE): Message(
        "You are training much more than usual",
        (
            "Your training load is {acwr} times what you are used to.",
            "Consider some easier days.",
            _ESTIMATE,
        ),
    ),
    (NoticeKind.HIGH_ACWR, _COACH): Message(
        "{athlete}: much more training than usual",
        (
            "The training load of {athlete} is {acwr} times the usual.",
            "Consider some easier days.",
            _ESTIMATE,
        ),
    ),
}

_STANDS_IN = {
    (NoticeKind.PHYSIO_CONTACT_REQUEST, _COACH): Message(
        "{athlete} asks for a physiotherapist",
        (
            "{athlete} asks for a physiotherapist. None is assigned, so the request comes to you.",
            "In the athlete's words: {reason}",
            "Pain during rehabilitation: {rehabPainDuring} of 10.",
            "Pain after it: {rehabPainAfter} of 10.",
        ),
    ),
    (NoticeKind.PHYSIO_CONTACT_REQUEST, _ATHLETE): Message(
        "Your request went to your coach",
        (
            "You asked for a physiotherapist. Nobody is assigned to you yet, so it went to your coach.",
            "If it is urgent, please do not wait: check with a doctor.",
        ),
    ),
}

ENGLISH = Language(
    messages=_MESSAGES,
    stands_in=_STANDS_IN,
    words=WORDS,
    units=UNITS,
    conjunction="and",
    news_for_you="There is news for you.",
    news_of_an_athlete="There is news about one of your athletes.",
    correction="An earlier message no longer applies: what it was based on was corrected.",
    test="This is a test. Messages from Afterwrite will arrive here.",
    see="Read it here: {link}",
)
