"""A figure: its ratio, and whether its aim is met."""

import pytest

from benchmarks.figure import Aim, Figure, rounded


def test_the_ratio_is_value_over_baseline() -> None:
    assert Figure(name="drain", value=9_000, unit="keys/s", baseline=600).ratio == 15


@pytest.mark.parametrize("baseline", [None, 0.0])
def test_there_is_no_ratio_without_a_baseline(baseline: float | None) -> None:
    figure = Figure(
        name="drain", value=9_000, unit="keys/s", baseline=baseline, aim=Aim("ratio", "at least", 12)
    )

    assert figure.ratio is None
    assert figure.met is None


@pytest.mark.parametrize(
    ("bound", "value", "is_met"),
    [
        ("at most", 1.4, True),
        ("at most", 1.5, True),
        ("at most", 1.6, False),
        ("at least", 1.4, False),
        ("at least", 1.5, True),
        ("at least", 1.6, True),
    ],
)
def test_an_aim_of_the_ratio_holds_the_ratio_against_its_limit(
    bound: str, value: float, is_met: bool
) -> None:
    aim = Aim("ratio", "at most" if bound == "at most" else "at least", 1.5)

    assert Figure(name="submit", value=value * 40, unit="µs", baseline=40, aim=aim).met is is_met


def test_an_aim_of_the_value_does_not_look_at_the_baseline() -> None:
    figure = Figure(name="memory", value=180, unit="bytes", baseline=46, aim=Aim("value", "at most", 400))

    assert figure.met is True


def test_nothing_is_met_or_missed_without_an_aim() -> None:
    assert Figure(name="memory", value=180, unit="bytes", baseline=46).met is None


def test_json_has_what_programs_look_for() -> None:
    figure = Figure(
        name="submit", value=61.23456, unit="µs", baseline=40.0, aim=Aim("ratio", "at most", 1.5), note="how"
    )

    assert figure.as_json() == {
        "name": "submit",
        "value": 61.23,
        "unit": "µs",
        "baseline": 40.0,
        "ratio": 1.531,
        "aim": "ratio at most 1.5",
        "met": False,
        "note": "how",
    }


def test_rounding_keeps_four_digits_and_none() -> None:
    assert [rounded(12_345.6), rounded(0.00123456), rounded(None)] == [12_350.0, 0.001235, None]
