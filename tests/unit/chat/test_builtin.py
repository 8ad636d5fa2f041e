"""Answers without a model: what is asked, in which language, and what is told of the facts."""

from datetime import date, timedelta
from typing import Any

import pytest

from chat.builtin.answering import answer
from chat.builtin.asked import Topic, language_of, topics_of
from chat.builtin.en import ENGLISH
from chat.builtin.facts import Facts, Workout
from chat.builtin.sv import SWEDISH
from domain.advice import Action
from domain.injuries.body_parts import BodyPart
from domain.load_day import Withheld
from domain.readiness import ReadinessLevel
from domain.training_load import LoadZone
from domain.workouts import WorkoutIntensity, WorkoutType
from picture.cases import OpenCase
from picture.reason import Reason
from picture.verdict import Standing, Verdict

TODAY = date(2026, 3, 14)
IN_A_WEEK = TODAY + timedelta(days=7)


def facts(**changes: Any) -> Facts:
    verdict = Verdict(
        Standing.KNOWN,
        TODAY,
        0,
        score=6.2,
        level="FAIR",
        action="REDUCE_INTENSITY",
        reasons=(
            Reason("hrv", "HRV", 0.4, -1.2, 4.0, None, ""),
            Reason("sleep", "Sleep", 0.2, 0.3, 8.0, None, ""),
        ),
    )
    usual: dict[str, Any] = {
        "today": TODAY,
        "verdict": verdict,
        "scores": {TODAY - timedelta(days=ago): 6.0 + (ago >= 7) for ago in range(14)},
        "check_ins": 14,
        "load": {"acute": 310.4, "chronic": 240.1, "acwr": 1.29, "zone": "OPTIMAL", "withheld": None},
        "cases": (
            OpenCase("INJURY", "KNEE", "ACTIVE", "REDUCE_50", TODAY, TODAY + timedelta(days=7), False),
        ),
        "workouts": (Workout(TODAY, "RUNNING", "MODIFIED", "EASY", 30.0),),
    }
    return Facts(**(usual | changes))


def told(question: str, known: Facts | None = None, **more: Any) -> str:
    return "\n".join(answer(question, facts() if known is None else known, "en", **more))


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("How ready am I today, and why?", {Topic.READINESS}),
        ("Hur är min dagsform, och hur har den utvecklats?", {Topic.READINESS, Topic.TREND}),
        ("Is my training load too high?", {Topic.LOAD}),
        ("Vilka begränsningar har jag?", {Topic.RESTRICTIONS}),
        ("Vad är planerat imorgon?", {Topic.PLAN}),
        ("Hello there", set()),
    ],
)
def test_what_is_asked(question: str, topics: set[Topic]) -> None:
    assert set(topics_of(question)) == topics


@pytest.mark.parametrize(
    ("question", "language"),
    [("Why am I tired?", "en"), ("Varför är jag trött?", "sv"), ("HRV?", "sv"), ("Hur mår jag idag", "sv")],
)
def test_in_which_language(question: str, language: str) -> None:
    assert language_of(question, "sv") == language


def test_readiness_and_why() -> None:
    said = told("How ready am I, and why?")
    assert "Readiness is 6.2 of 10 (fair), by the check-in of Sat 14 Mar." in said
    assert "The advice: consider a lower intensity than planned." in said
    assert "Pulling it down most: heart rate variability." in said
    assert "Holding it up: sleep." in said
    assert "no medical advice" in said
    assert "Planned" not in said


def test_the_same_in_swedish() -> None:
    said = told("Hur är dagsformen, och varför?")
    assert "Dagsformen är 6,2 av 10 (något under det vanliga), enligt incheckningen lör 14 mars." in said
    assert "Det som drar ner mest: hjärtfrekvensvariabilitet (HRV)." in said


def test_all_of_it_where_the_question_is_not_plain() -> None:
    said = told("Tell me!")
    for part in (
        "Readiness of the last seven days is 6.0 on average. The seven days before it was 7.0.",
        "about as usual: the week's load is 310, the usual one 240 (ratio 1.29)",
        "pain (knee), since Sat 14 Mar; planned training is halved until Sat 21 Mar.",
        "Sat 14 Mar: running, easy, 30 min, changed",
        "without a language model",
    ):
        assert part in said


@pytest.mark.parametrize("standing", [Standing.NO_CHECK_INS, Standing.PENDING, Standing.NOT_ENOUGH_DATA])
def test_what_is_not_known_is_not_told(standing: Standing) -> None:
    known = facts(verdict=Verdict(standing, TODAY, 0), scores={}, load=None, cases=(), workouts=())
    for question in ("Tell me all!", "Berätta för mig!"):
        said = told(question, known)
        assert "None" not in said
        assert "{" not in said


def test_that_nothing_is_restricted_is_no_permission() -> None:
    said = told("May I run with a restriction?", facts(cases=()))
    assert "Pain that no check-in has told of is not known here" in said


def test_an_old_check_in_is_not_taken_for_todays() -> None:
    known = facts(
        verdict=Verdict(
            Standing.NOT_TODAY, TODAY - timedelta(days=2), 2, score=8.0, level="GOOD", action="REST"
        )
    )
    said = told("Ready?", known)
    assert "There is no check-in today. The newest is of Thu 12 Mar." in said
    assert "The advice" not in said


def test_of_nobody_nothing_is_told() -> None:
    assert "Say which athlete" in next(answer("Ready?", None, "en"))
    assert "not agreed" in next(answer("Ready?", None, "en", has_consent=False))


@pytest.mark.parametrize("words", [ENGLISH, SWEDISH])
def test_both_languages_have_words_for_all_codes(words: Any) -> None:
    assert set(words.levels) == set(ReadinessLevel)
    assert set(words.actions) == set(Action)
    assert set(words.zones) == set(LoadZone)
    assert set(words.withheld) == set(Withheld)
    assert set(words.types) == set(WorkoutType)
    assert set(words.intensities) == set(WorkoutIntensity)
    assert set(words.standings) == set(Standing)
    named = {each for each in BodyPart if each.value not in {"OTHER", "UNKNOWN", "NONE"}}
    assert named <= set(words.body_parts)
