"""What people read: all in the app, nothing of health outside."""

import pytest

from domain.injuries.detection import RULES, Concern
from domain.notice_delivery import DeliveryWhat
from domain.notices import Audience, NoticeKind
from notifications.rendering import Text, in_app, language_of, outside

PAIN = {
    "bodyPart": "KNEE",
    "pain": 6,
    "severity": "HIGH",
    "decision": "CROSS_TRAINING_ONLY",
    "until": "2026-03-20",
    "workouts": 2,
    "caseId": "c",
    "pauseWeeks": None,
    "goalShiftDays": None,
}


def told(kind: NoticeKind, audience: Audience, params: dict[str, object], code: str = "en") -> Text:
    return in_app(
        language_of(code), kind, audience, params, stands_in=False, athlete="Anna Berg", reason="It aches {x}"
    )


def test_the_coach_reads_who_and_what() -> None:
    text = told(NoticeKind.SYMPTOM_FLAG, Audience.COACH, PAIN)
    assert text.title == "Anna Berg reported pain"
    assert "knee, 6 of 10" in text.body
    assert "Suggested until 2026-03-20: alternative training only." in text.body
    assert "None" not in text.body
    assert "break" not in text.body  # nothing is proposed


def test_the_athlete_reads_swedish() -> None:
    text = told(NoticeKind.SYMPTOM_FLAG, Audience.ATHLETE, PAIN, "sv")
    assert "knä, 6 av 10" in text.body
    assert "Anna" not in text.title + text.body


@pytest.mark.parametrize("code", ["fi", ""])
def test_another_language_is_english(code: str) -> None:
    assert told(NoticeKind.SYMPTOM_FLAG, Audience.ATHLETE, PAIN, code).title == "You reported pain"


def test_a_chronic_illness_asks_for_no_rest() -> None:
    params = {"illnessType": "CHRONIC", "restDays": 0, "until": None}
    text = told(NoticeKind.ILLNESS_REPORT, Audience.COACH, params)
    assert text.body == "Anna Berg reported: a long-term condition."


def test_reasons_are_a_list_and_unknown_codes_are_said_as_they_read() -> None:
    params = {
        "decision": "EASY_DAY",
        "severity": "HIGH",
        "reasons": ["SLEEP_SHORT", "STRESS_HIGH", "ENERGY_LOW"],
    }
    text = told(NoticeKind.FATIGUE_FLAG, Audience.ATHLETE, params)
    assert "sleep short, stress high and energy low" in text.body


def test_the_words_of_an_athlete_are_told_as_they_are() -> None:
    text = told(NoticeKind.PHYSIO_CONTACT_REQUEST, Audience.PHYSIO, {"rehabPainDuring": None})
    assert "It aches {x}" in text.body
    assert "rehabilitation" not in text.body


def test_an_audience_without_words_of_its_own_reads_the_coachs() -> None:
    assert told(NoticeKind.SYMPTOM_FLAG, Audience.PHYSIO, PAIN).title == "Anna Berg reported pain"


def test_outside_nothing_of_health_and_no_name() -> None:
    text = outside(language_of("en"), DeliveryWhat.NEW, Audience.COACH, "https://a.example", None)
    assert text == Text(
        "Afterwrite", "There is news about one of your athletes.\nRead it here: https://a.example"
    )
    to_athlete = outside(language_of("sv"), DeliveryWhat.NEW, Audience.ATHLETE, None, None)
    assert to_athlete == Text("Afterwrite", "Det finns nyheter för dig.")


def test_outside_with_details_if_the_recipient_lets_them_out() -> None:
    details = Text("Anna Berg reported pain", "All of it.")
    assert outside(language_of("en"), DeliveryWhat.NEW, Audience.COACH, None, details) == details
    correction = outside(language_of("en"), DeliveryWhat.CORRECTION, Audience.COACH, None, details)
    assert correction.title == details.title
    assert "no longer applies" in correction.body
    assert "All of it" not in correction.body


def test_a_test_message_says_that_it_is_one() -> None:
    assert "test" in outside(language_of("en"), DeliveryWhat.TEST, None, "https://a.example", None).body


@pytest.mark.parametrize(("weeks", "said"), [(1, "1 week,"), (3, "3 weeks,")])
def test_one_of_it_and_several(weeks: int, said: str) -> None:
    proposed = PAIN | {"pauseWeeks": weeks, "goalShiftDays": 7 * weeks}
    text = told(NoticeKind.SYMPTOM_FLAG, Audience.COACH, proposed)
    assert f"a break of {said} and the goal {7 * weeks} days later." in text.body
    rest = {"illnessType": "COLD", "restDays": weeks, "until": "2026-03-16"}
    days = "1 dag" if weeks == 1 else f"{weeks} dagar"
    assert f"(minst {days})." in told(NoticeKind.ILLNESS_REPORT, Audience.COACH, rest, "sv").body


@pytest.mark.parametrize("code", ["en", "sv"])
def test_every_reason_for_an_easier_day_has_words(code: str) -> None:
    reasons = {rule.reason for rule in RULES if rule.concern is Concern.FATIGUE}
    assert language_of(code).words["reasons"].keys() == {reason.value for reason in reasons}
