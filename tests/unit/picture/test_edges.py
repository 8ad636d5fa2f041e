"""Edges of levels: each engine's own, and exactly those by which it gives the level."""

import pytest

from domain.individual.engine import BANDS as INDIVIDUAL_BANDS
from domain.individual.engine import ENGINE as INDIVIDUAL
from domain.percent import ENGINE as PERCENT
from domain.readiness import BANDS as PERCENT_BANDS
from picture.edges import edges_in_words
from picture.words import engine_in_words


@pytest.mark.parametrize(
    ("engine", "level", "said"),
    [
        (INDIVIDUAL, "GOOD", "good is 4.5 to below 8.0 here"),
        (INDIVIDUAL, "VERY_POOR", "very poor is 0.0 to below 1.5, good is 4.5 to below 8.0 here"),
        (PERCENT, "GOOD", "good is 7.0 to below 8.5 here"),
        (PERCENT, "EXCELLENT", "excellent is 8.5 to 10.0, good is 7.0 to below 8.5 here"),
        ("other-1", "GOOD", None),
        (PERCENT, None, None),
        (None, "GOOD", None),
    ],
)
def test_edges_in_words(engine: str | None, level: str | None, said: str | None) -> None:
    assert edges_in_words(engine, level) == said


def test_an_edge_belongs_to_the_level_above_it() -> None:
    assert {PERCENT_BANDS.edge_opens, INDIVIDUAL_BANDS.edge_opens} == {"upper"}


def test_engines_have_words() -> None:
    assert engine_in_words(PERCENT) == "by the product's tables"
    assert engine_in_words(INDIVIDUAL) == "by the athlete's own spread"
    assert engine_in_words("other-1") == "by other-1"
