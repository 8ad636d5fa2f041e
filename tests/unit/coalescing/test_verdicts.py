"""What a verdict sends."""

import pytest

from coalescing.errors import CoalescingError
from coalescing.verdicts import DONE, MAX_REASON_CHARS, Dead, Retry, Verdict, verdict_arguments


@pytest.mark.parametrize(
    ("verdict", "arguments"),
    [
        (DONE, (1, 0, "")),
        (Retry(50, "down"), (2, 50, "down")),
        (Retry(50, "down", counts=False), (3, 50, "down")),
        (Dead("no such client"), (4, 0, "no such client")),
    ],
)
def test_a_verdict_is_a_code_a_delay_and_a_reason(verdict: Verdict, arguments: tuple[int, int, str]) -> None:
    assert verdict_arguments(verdict) == arguments


@pytest.mark.parametrize("verdict", [Retry(0, "é" * 9_999), Dead("é" * 9_999)])
def test_a_long_reason_is_cut(verdict: Verdict) -> None:
    assert verdict_arguments(verdict)[2] == "é" * MAX_REASON_CHARS


def test_a_retry_in_the_past_is_refused() -> None:
    with pytest.raises(CoalescingError, match="ago"):
        Retry(-1, "down")
