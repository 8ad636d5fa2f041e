"""docs/cascades.md has every rule, decision and restriction as the code has it."""

import re
from pathlib import Path

import pytest

from domain.check_in import BodyPart
from domain.injuries.body_parts import rules_of
from domain.injuries.cases import CaseStatus
from domain.injuries.detection import RULES
from domain.injuries.imposed import LIMITS
from domain.injuries.patterns import Pattern
from domain.notices import NoticeKind

pytestmark = pytest.mark.contract

PAGE = (Path(__file__).parents[2] / "docs" / "cascades.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip().strip("`") for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ")
]


def test_the_rules() -> None:
    told = [(row[0], row[2], row[3], row[4].upper()) for row in ROWS if len(row) == 5]
    assert told[2:] == [(rule.reason, rule.severity, rule.decision, rule.concern) for rule in RULES]


def test_the_decisions() -> None:
    told = {row[0]: (row[1], row[2]) for row in ROWS if row[0] in LIMITS}
    assert told == {decision.value: (f"{volume} %", str(zone)) for decision, (volume, zone) in LIMITS.items()}


def test_the_body_parts() -> None:
    told = {part: row[1] for row in ROWS for part in row[0].split(", ") if part in BodyPart.__members__}
    assert told == {part.value: rules_of(part).restriction.value for part in BodyPart}


def test_statuses_patterns_and_notices() -> None:
    assert {row[0] for row in ROWS} >= set(CaseStatus)
    assert all(f"`{pattern}`" in PAGE for pattern in Pattern)
    told = {row[0] for row in ROWS if row[0] in NoticeKind.__members__}
    assert len(told) == 6


def test_it_promises_nothing_and_forecasts_nothing() -> None:
    careful = re.sub(r'"[^"]*"', "", PAGE).lower()
    assert not re.search(r"predict|cleared to|safe to|injury risk", careful)
    assert "no diagnosis" in careful
