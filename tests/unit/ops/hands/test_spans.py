"""Spans of time are read as people write them, and written so that they fit into a column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.hands.spans import in_short, seconds_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45s", 45),
        ("10m", 600),
        ("10min", 600),
        ("2h", 7_200),
        ("1.5d", 129_600),
        ("1d12h", 129_600),
        (" 1h 30m ", 5_400),
        ("0s", 0),
    ],
)
def test_a_span_is_read(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "2", "h", "-2h", "2 hours", "2h!", "1e3s", "two h"])
def test_what_is_no_span_is_named_with_what_is(text: str) -> None:
    with pytest.raises(
        ValueError, match="is not a span of time; write a number with its unit, such as 45s"
    ) as error:
        seconds_of(text)
    assert repr(text) in str(error.value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0 s"),
        (0, "0 s"),
        (0.0001, "1 ms"),
        (0.25, "250 ms"),
        (0.9999, "1 s"),
        (4.25, "4.2 s"),
        (9.96, "10 s"),
        (119.4, "119 s"),
        (720, "12 min"),
        (12_600, "3.5 h"),
        (1_036_800, "12 d"),
    ],
)
def test_a_span_is_written(seconds: float, text: str) -> None:
    assert in_short(seconds) == text


@given(st.floats(0.001, 86_400 * 9_999))
def test_what_is_written_is_short_and_near(seconds: float) -> None:
    text = in_short(seconds)
    assert len(text) <= 7
    number, unit = text.split()
    size = {"ms": 0.001, "s": 1, "min": 60, "h": 3_600, "d": 86_400}[unit]
    assert float(number) * size == pytest.approx(
        seconds, rel=0.35 if unit == "ms" and seconds < 0.01 else 0.06
    )
