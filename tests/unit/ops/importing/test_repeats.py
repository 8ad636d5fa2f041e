"""A day is seen before exactly if it was added before."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ops.importing.repeats import SeenDays

days = st.dates(date(2019, 12, 1), date(2021, 2, 1))


@given(st.lists(st.tuples(st.integers(1, 2), days), max_size=200))
def test_as_a_set_says(rows: list[tuple[int, date]]) -> None:
    seen, model = SeenDays(), set()
    for row in rows:
        assert seen.add(UUID(int=row[0]), row[1]) is (row in model)
        model.add(row)
