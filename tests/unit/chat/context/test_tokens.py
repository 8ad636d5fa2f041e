"""What a text costs is never told too low, and it is cut to what it may cost."""

from hypothesis import given
from hypothesis import strategies as st

from chat.context.tokens import CUT, cut_to, estimate


@given(st.text(max_size=500), st.integers(0, 200))
def test_what_is_cut_costs_no_more_than_it_may(text: str, most: int) -> None:
    cut = cut_to(text, most)
    assert estimate(cut) <= most
    assert cut == text or text.startswith(cut.removesuffix(CUT).rstrip("\n"))


def test_it_is_cut_between_lines() -> None:
    assert cut_to("one line\nanother line\na third one", 10) == f"one line\nanother line\n{CUT}"


def test_a_single_long_line_is_cut_within() -> None:
    assert cut_to("word " * 100, 10) == f"word word word word word\n{CUT}"
