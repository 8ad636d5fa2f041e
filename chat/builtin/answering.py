"""The answers themselves: paragraphs, made of facts."""

from collections.abc import Iterator
from datetime import date

from chat.builtin.asked import Topic, language_of, topics_of
from chat.builtin.en import ENGLISH
from chat.builtin.facts import Facts, Workout
from chat.builtin.sv import SWEDISH
from chat.builtin.wording import Wording
from domain.languages import LanguageCode
from domain.rounding import half_up
from picture.cases import OpenCase
from picture.reason import Reason
from picture.verdict import Standing

_WORDING = {LanguageCode.ENGLISH: ENGLISH, LanguageCode.SWEDISH: SWEDISH}

#: Reasons that are named in one direction; check-ins that a trend needs.
_MOST_REASONS = 3
_FEWEST = 3


def answer(question: str, facts: Facts | None, language: str, *, has_consent: bool = True) -> Iterator[str]:
    """The answer, paragraph by paragraph.

    Args:
        question: what is asked, in English or Swedish.
        facts: of the athlete; None where the question is about none, or nothing may be told.
        language: of the answer, where the question does not say.
        has_consent: whether the athlete's data may be used.
    """
    words = _WORDING[language_of(question, language)]
    if facts is None:
        yield words.no_athlete if has_consent else words.no_consent
        return
    topics = topics_of(question)
    paragraphs = {
        Topic.READINESS: _readiness,
        Topic.TREND: _trend,
        Topic.LOAD: _load,
        Topic.RESTRICTIONS: _restrictions,
        Topic.PLAN: _plan,
    }
    for topic in topics or tuple(Topic):
        yield " ".join(paragraphs[topic](facts, words))
    if not topics:
        yield words.by_rules
    yield words.note


def _readiness(facts: Facts, words: Wording) -> Iterator[str]:
    verdict = facts.verdict
    day = _day(verdict.day or facts.today, words)
    if said := words.standings[verdict.standing].format(day=day):
        yield said
    if verdict.score is None:
        return
    level = words.levels.get(verdict.level or "", verdict.level or "")
    yield words.score.format(score=_number(verdict.score, words), level=level, day=day)
    if verdict.standing is Standing.KNOWN and verdict.action is not None and verdict.action in words.actions:
        yield words.advice.format(action=words.actions[verdict.action])
    for direction, template in (("down", words.pulls_down), ("up", words.pulls_up)):
        named = [_reason(each, words) for each in verdict.reasons if each.direction == direction]
        if named:
            yield template.format(reasons=", ".join(named[:_MOST_REASONS]))


def _reason(reason: Reason, words: Wording) -> str:
    return words.components.get(reason.component, reason.label)


def _trend(facts: Facts, words: Wording) -> Iterator[str]:
    now, before = facts.mean(0, 6), facts.mean(7, 13)
    if now is None or len(facts.scores) < _FEWEST:
        yield words.no_trend.format(count=len(facts.scores))
        return
    yield words.trend.format(mean=_number(now, words))
    if before is not None:
        yield words.trend_before.format(mean=_number(before, words))


def _load(facts: Facts, words: Wording) -> Iterator[str]:
    load = facts.load
    if load is None:
        yield words.no_load.format(why=words.nobody)
    elif load["acwr"] is None or load["zone"] not in words.zones:
        why = words.withheld.get(load["withheld"] or "", words.withheld["HISTORY_TOO_SHORT"])
        yield words.no_load.format(why=why)
    else:
        yield words.load.format(
            zone=words.zones[load["zone"]],
            acute=round(load["acute"]),
            chronic=round(load["chronic"]),
            ratio=_number(load["acwr"], words, 2),
        )


def _restrictions(facts: Facts, words: Wording) -> Iterator[str]:
    if not facts.cases:
        yield words.no_cases
    for case in facts.cases:
        yield _case(case, words)


def _case(case: OpenCase, words: Wording) -> str:
    template = words.case_illness if case.kind == "ILLNESS" else words.case_injury
    part = words.body_parts.get(case.body_part, "-")
    said = template.format(part=part, day=_day(case.opened_on, words))
    if case.until is None:
        return f"{said}."
    what = words.decisions.get(case.decision, case.decision)
    return f"{said}; {words.until.format(what=what, day=_day(case.until, words))}."


def _plan(facts: Facts, words: Wording) -> Iterator[str]:
    if not facts.workouts:
        yield words.no_plan
        return
    yield words.plan.format(workouts="; ".join(_workout(each, words) for each in facts.workouts))


def _workout(workout: Workout, words: Wording) -> str:
    said = [f"{_day(workout.date, words)}: {words.types.get(workout.type, workout.type)}"]
    if workout.intensity is not None:
        said.append(words.intensities.get(workout.intensity, workout.intensity))
    if workout.minutes is not None:
        said.append(words.minutes.format(minutes=round(workout.minutes)))
    states = {"CANCELLED": words.cancelled, "COMPLETED": words.completed, "MODIFIED": words.modified}
    if workout.status in states:
        said.append(states[workout.status])
    return ", ".join(said)


def _day(day: date, words: Wording) -> str:
    return f"{words.weekdays[day.weekday()]} {day.day} {words.months[day.month - 1]}"


def _number(value: float, words: Wording, places: int = 1) -> str:
    return f"{half_up(value, places):.{places}f}".replace(".", words.decimal)
