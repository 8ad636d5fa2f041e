"""Which advice follows from a level and from flags: the strictest that applies."""

import numpy as np
import pytest

from domain.advice import advise
from domain.readiness import combine


def _advise(
    score: float,
    *,
    critical: bool = False,
    red: bool = False,
    yellows: int = 0,
    overload: bool = False,
    norwegian: bool = False,
) -> tuple[str | None, int | None, int | None]:
    advised = advise(
        combine(np.array([[score], [np.nan], [np.nan], [np.nan]])),
        critical=np.array([critical]),
        red=np.array([red]),
        wellness_yellows=np.array([yellows]),
        overload=np.array([overload]),
        norwegian=np.array([norwegian]),
    )
    return advised.action[0], advised.intensity_percent[0], advised.volume_percent[0]


@pytest.mark.parametrize(
    ("score", "advice"),
    [
        (8.5, ("PROCEED", 0, 0)),
        (8.4, ("PROCEED", 0, 0)),
        (7.0, ("PROCEED", 0, 0)),
        (6.9, ("REDUCE_INTENSITY", -20, -10)),
        (5.5, ("REDUCE_INTENSITY", -20, -10)),
        (5.4, ("EASY_DAY", -40, -25)),
        (4.0, ("EASY_DAY", -40, -25)),
        (3.9, ("REST", -50, -50)),
    ],
)
def test_each_level_has_its_advice(score: float, advice: tuple[str, int, int]) -> None:
    assert _advise(score) == advice


@pytest.mark.parametrize(
    ("red", "yellows", "action"),
    [(False, 1, "PROCEED"), (False, 2, "REDUCE_INTENSITY"), (True, 0, "REDUCE_INTENSITY")],
)
def test_a_good_day_is_held_back_by_flags(red: bool, yellows: int, action: str) -> None:
    advice = _advise(7.5, red=red, yellows=yellows)
    assert advice == (action, -10 if action == "REDUCE_INTENSITY" else 0, 0)


def test_an_excellent_day_is_not_held_back_by_lesser_flags() -> None:
    assert _advise(9.0, red=True, yellows=3) == ("PROCEED", 0, 0)


@pytest.mark.parametrize("score", [9.0, 7.5, 6.0, 5.0, 3.0, np.nan])
def test_a_critical_flag_means_rest_whatever_the_score(score: float) -> None:
    assert _advise(score, critical=True, red=True, norwegian=True) == ("REST", -100, -100)


@pytest.mark.parametrize(
    ("score", "advice"),
    [
        (9.0, ("REDUCE_VOLUME", -15, -30)),
        (7.5, ("REDUCE_VOLUME", -15, -30)),
        (6.0, ("REDUCE_VOLUME", -20, -30)),
        (5.0, ("EASY_DAY", -40, -30)),
        (3.0, ("REST", -50, -50)),
    ],
)
def test_an_overload_cuts_the_volume_and_never_softens(score: float, advice: tuple[str, int, int]) -> None:
    assert _advise(score, overload=True) == advice


@pytest.mark.parametrize(
    ("score", "advice"),
    [
        (7.0, ("PROCEED", 0, 0)),
        (6.9, ("REDUCE_INTENSITY", -30, -10)),
        (5.4, ("EASY_DAY", -40, -25)),
        (2.0, ("REST", -50, -50)),
    ],
)
def test_b10_the_norwegian_rule_softens_nothing(score: float, advice: tuple[str, int, int]) -> None:
    assert _advise(score, norwegian=True) == advice


def test_b10_each_number_is_the_strictest_of_all_that_apply() -> None:
    assert _advise(6.0, norwegian=True, overload=True) == ("REDUCE_VOLUME", -30, -30)


def test_no_score_and_no_critical_flag_is_no_advice() -> None:
    nothing = _advise(np.nan, red=True, yellows=3, overload=True, norwegian=True)
    assert nothing == (None, None, None)
