"""Keys of a lane that is measured: always the same ones, no two alike, and realistic."""

import re

from benchmarks.pending import key_of


def test_keys_are_of_the_form_of_the_lane() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:\d{4}-\d\d-\d\d", key_of(7))


def test_a_number_has_one_key_and_no_two_numbers_share_one() -> None:
    keys = [key_of(number) for number in range(10_000)]

    assert keys == [key_of(number) for number in range(10_000)]
    assert len(set(keys)) == len(keys)


def test_neighbours_lie_anywhere() -> None:
    """Ids that follow each other would be kinder to caches than those of real athletes."""
    first_digits = [key_of(number)[0] for number in range(2_000)]

    assert all(80 < first_digits.count(digit) < 180 for digit in "0123456789abcdef")
