"""What comes back within a week: the same body part, rising pain, illness. It is told, and changes nothing.

A day's pattern is made of the reports of that day and the seven before it, each date once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.injuries.decision import Severity
from domain.injuries.said import UNKNOWN_PART, Said

#: Days before a check-in that count with it.
LOOK_BACK_DAYS = 7

#: Pain per report from which on it rises.
RISING = 0.3

_TIMES_PAIN, _OFTEN, _TIMES_ILL = 3, 5, 2
_MUCH_PAIN, _SOME_PAIN, _RISE = 5, 4, 2


class Pattern(StrEnum):
    """Codes of the patterns."""

    RECURRING_BODY_PART = "RECURRING_BODY_PART"
    INCREASING_PAIN = "INCREASING_PAIN"
    RECURRING_ILLNESS = "RECURRING_ILLNESS"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a day looks like."""

    occurrences: int
    severity: Severity


@dataclass(frozen=True, slots=True)
class Episode:
    """Days in a row with a report that all match: as long as they do it is told once."""

    pattern: Pattern
    part: str | None
    #: First and last day, and the revision of the first day's check-in.
    began: date
    last: date
    revision: int
    #: As it was on the day when it was worse than ever before.
    worst: Seen


def recurring_part(pains: Sequence[int]) -> Seen | None:
    """The same part hurts, by the pains of its reports, oldest first."""
    times = len(pains)
    if times < _TIMES_PAIN:
        return None
    mean = sum(pains) / times
    if times >= _OFTEN or mean >= _MUCH_PAIN or slope(pains) > RISING:
        return Seen(times, Severity.HIGH)
    is_little = times == _TIMES_PAIN and mean < _SOME_PAIN
    return Seen(times, Severity.LOW if is_little else Severity.MODERATE)


def increasing_pain(pains: Sequence[int]) -> Seen | None:
    """It hurts more and more."""
    if len(pains) < _TIMES_PAIN or slope(pains) <= RISING or pains[-1] - pains[0] < _RISE:
        return None
    return Seen(len(pains), Severity.HIGH if pains[-1] >= _MUCH_PAIN else Severity.MODERATE)


def recurring_illness(times: int) -> Seen | None:
    """Illness was reported more than once."""
    if times < _TIMES_ILL:
        return None
    return Seen(times, Severity.HIGH if times > _TIMES_ILL else Severity.MODERATE)


def slope(values: Sequence[float]) -> float:
    """By how much values rise from one to the next: that of the straight line that fits them best."""
    middle = (len(values) - 1) / 2
    spread = sum((place - middle) ** 2 for place in range(len(values)))
    return sum((place - middle) * value for place, value in enumerate(values)) / spread if spread else 0.0


def episodes(check_ins: Sequence[Said]) -> list[Episode]:
    """All episodes in check-ins that are in the order of their days.

    To know of an episode when it began takes the fourteen days before it: those of which it is the first, and
    the seven that the day before it looks at.
    """
    ill = [said for said in check_ins if said.is_acutely_ill]
    found = list(_runs(Pattern.RECURRING_ILLNESS, None, ill, _seen_of_illness))
    for part in sorted({said.part for said in check_ins if said.reports_pain} - {UNKNOWN_PART}):
        reports = [said for said in check_ins if said.reports_pain and said.part == part]
        found += _runs(Pattern.RECURRING_BODY_PART, part, reports, _seen_of_part)
        found += _runs(Pattern.INCREASING_PAIN, part, reports, _seen_of_rise)
    return found


def _runs(
    pattern: Pattern,
    part: str | None,
    reports: Sequence[Said],
    look: Callable[[Sequence[Said]], Seen | None],
) -> Iterator[Episode]:
    episode: Episode | None = None
    for place, said in enumerate(reports):
        earliest = said.date - timedelta(days=LOOK_BACK_DAYS)
        seen = look([each for each in reports[: place + 1] if each.date >= earliest])
        if seen is None:
            if episode:
                yield episode
            episode = None
        elif episode is None:
            episode = Episode(pattern, part, said.date, said.date, said.revision, seen)
        else:
            worst = max(episode.worst, seen, key=lambda one: one.severity.rank)
            episode = Episode(pattern, part, episode.began, said.date, episode.revision, worst)
    if episode:
        yield episode


def _seen_of_illness(reports: Sequence[Said]) -> Seen | None:
    return recurring_illness(len(reports))


def _seen_of_part(reports: Sequence[Said]) -> Seen | None:
    return recurring_part(_pains(reports))


def _seen_of_rise(reports: Sequence[Said]) -> Seen | None:
    return increasing_pain(_pains(reports))


def _pains(reports: Iterable[Said]) -> list[int]:
    return [said.pain for said in reports if said.pain is not None]
