"""Words of a day: they agree with the range beside them, and tell what is not answered from what is."""

from typing import Any

import pytest

from api_hooks.pages.charts.rate import rate_chart
from api_hooks.pages.charts.wellness import wellness_chart
from domain.wellness import ITEMS
from ops.hands.picture_plots import picture_plots
from picture.athlete import AthletePicture, picture_of
from picture.day import Band, RatePlace
from picture.said import rate_in_words, rate_range
from tests.check_in_rows import row, scored
from tests.printed import printed


def of_today(bpm: float) -> AthletePicture:
    """Thirty mornings with a median of 50 and a spread of 1.5 (the floor), and today's."""
    return picture_of(
        [*(row(back, resting_hr=50.0) for back in range(30, 0, -1)), row(0, resting_hr=bpm)], 14
    )


@pytest.mark.parametrize(
    ("bpm", "place", "said", "css", "sign"),
    [
        (47.0, RatePlace.LOW, "clearly low", "low", "▼"),
        (47.1, RatePlace.A_LITTLE_LOW, "a little low", "low", "▼"),
        (48.5, RatePlace.A_LITTLE_LOW, "a little low", "low", "▼"),
        (48.6, RatePlace.NORMAL, "as usual", "usual", "●"),
        (51.4, RatePlace.NORMAL, "as usual", "usual", "●"),
        (51.5, RatePlace.RAISED, "a little raised", "raised", "▲"),
        (53.0, RatePlace.HIGH, "clearly raised", "raised", "▲"),
    ],
)
def test_words_dots_and_band_of_a_resting_heart_rate_agree(
    bpm: float, place: RatePlace, said: str, css: str, sign: str
) -> None:
    picture = of_today(bpm)
    rate = picture.newest.rate
    assert rate.band is not None
    assert (rate.band.low, rate.band.high) == (48.5, 51.5)
    assert (rate.place, rate_in_words(rate)) == (place, said)
    assert (rate.band.low < bpm < rate.band.high) is (place is RatePlace.NORMAL)
    chart = rate_chart(picture)
    assert chart.marks[-1].css == css
    assert f"{said}; usual is between 48.5 and 51.5" in chart.readings[-1].said
    assert (
        sign
        in printed(picture_plots(picture, 80)).partition("Resting heart rate")[2].partition("● inside")[0]
    )


@pytest.mark.parametrize(
    ("band", "written"),
    [(Band(47.96, 50, 52.04), "47.9 to 52.1"), (Band(48.4999999999, 50, 51.5000000001), "48.5 to 51.5")],
)
def test_what_is_inside_a_range_is_inside_of_what_is_written(band: Band, written: str) -> None:
    assert rate_range(band) == written


def test_the_legend_says_what_the_band_is() -> None:
    (band,) = [key.label for key in rate_chart(of_today(50.0)).keys if key.kind == "area"]
    assert "two of three of the 30 mornings" in band
    assert "on its edge is outside" in band


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "not answered"),
        ({"mood": 7}, f"too few answers (1 of {len(ITEMS)})"),
        ({"mood": 7, "sleep_hours": 7.5}, f"too few answers (2 of {len(ITEMS)})"),
        ({"mood": 7, "assessed_revision": 0}, "being assessed"),
        ({"mood": 7, "wellness_score": 7.0, "wellness_status": "GOOD"}, "7.0 of 10, good"),
    ],
)
def test_an_answer_is_never_called_none(values: dict[str, Any], said: str) -> None:
    assert said in wellness_chart(picture_of([scored(0, **values)], 14)).readings[-1].said
