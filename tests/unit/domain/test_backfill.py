"""A stretch of the past is fetched whole, each second of it once, however it is cut into pages."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.backfill import WINDOW, Stretch, without_covered

NOW = datetime(2026, 3, 14, 18, 0, 7, 123_456, tzinfo=UTC)


@given(st.integers(1, 3_660), st.lists(st.integers(1, 4), max_size=70))
def test_its_windows_lie_side_by_side(days: int, pages: list[int]) -> None:
    stretch: Stretch | None = Stretch.of_days(days, NOW)
    assert stretch is not None
    end, share, seen = stretch.end, 0.0, []
    turns = iter(pages)
    while stretch is not None:
        assert Stretch.from_json(stretch.as_json()) == stretch
        assert stretch.share_done >= share
        share = stretch.share_done
        first, last = stretch.window
        assert last == end
        assert timedelta(0) < last - first <= WINDOW
        for page in range(1, next(turns, 1) + 1):
            assert (stretch.window, stretch.page) == ((first, last), page)
            seen.append((first, last, page))
            before = stretch
            stretch = before.after_page(is_last=False)
            assert stretch is not None
        stretch = before.after_page(is_last=True)
        end = first
    assert end == NOW.replace(microsecond=0) - timedelta(days=days)
    assert len(set(seen)) == len(seen)


def test_the_same_wish_twice_is_one() -> None:
    wish = Stretch.of_days(90, NOW)
    assert without_covered([wish, wish]) == [wish]


def test_a_shorter_wish_is_fetched_with_the_longer_one() -> None:
    short, long = Stretch.of_days(30, NOW), Stretch.of_days(90, NOW)
    assert without_covered([long, short]) == [long]
    assert without_covered([short, long]) == [long]


def test_a_wish_for_what_is_fetched_already_is_fetched_again() -> None:
    wish = Stretch.of_days(180, NOW)
    begun = wish.after_page(is_last=True)
    assert begun is not None
    assert without_covered([begun, wish]) == [wish]
