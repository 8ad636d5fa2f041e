"""Keys of the checkins lane are read, and refused when they are none."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.assessments import CheckInKey


@given(st.uuids(), st.dates())
def test_a_key_is_taken_apart(client_id: UUID, day: date) -> None:
    assert CheckInKey.parse(f"{client_id}:{day}") == CheckInKey(client_id, day)


@pytest.mark.parametrize(
    "key",
    ["", ":", "nonsense", "2026-03-02", f"{UUID(int=1)}", f"{UUID(int=1)}:", f"{UUID(int=1)}:2026-02-30"],
)
def test_what_is_no_key_is_refused_by_name(key: str) -> None:
    with pytest.raises(ValueError, match="is not of the form clientId:date") as caught:
        CheckInKey.parse(key)
    assert repr(key) in str(caught.value)
