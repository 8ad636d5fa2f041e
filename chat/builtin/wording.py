"""What the words of a language have to be there for."""

from collections.abc import Mapping
from dataclasses import dataclass

from picture.verdict import Standing


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. Sentences are templates; what is missing is not said."""

    standings: Mapping[Standing, str]
    levels: Mapping[str, str]
    actions: Mapping[str, str]
    components: Mapping[str, str]
    zones: Mapping[str, str]
    withheld: Mapping[str, str]
    decisions: Mapping[str, str]
    body_parts: Mapping[str, str]
    types: Mapping[str, str]
    intensities: Mapping[str, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    #: Between whole numbers and tenths.
    decimal: str
    score: str
    advice: str
    pulls_down: str
    pulls_up: str
    trend: str
    trend_before: str
    no_trend: str
    load: str
    no_load: str
    case_injury: str
    case_illness: str
    until: str
    no_cases: str
    plan: str
    no_plan: str
    minutes: str
    cancelled: str
    completed: str
    modified: str
    nobody: str
    no_consent: str
    no_athlete: str
    by_rules: str
    note: str
