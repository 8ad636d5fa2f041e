"""A name is the same one in any case, with any blanks, and however its accents are composed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import name_key, tidy_name

COMPOSED, DECOMPOSED = "Jos\u00e9", "Jose\u0301"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Ruiz", "ana ruiz"),
        ("Ana Ruiz", " Ana \u00a0 Ruiz\t"),
        (COMPOSED, DECOMPOSED),
        (COMPOSED, DECOMPOSED.upper()),
        ("Strau\u00df", "STRAUSS"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_other_names_are_others() -> None:
    assert len({name_key(name) for name in ("Jose", COMPOSED, "Ana Ruiz", "AnaRuiz")}) == 4


def test_a_kept_name_is_composed_and_keeps_its_case() -> None:
    assert tidy_name(f" {DECOMPOSED}   Ruiz ") == f"{COMPOSED} Ruiz"


@given(st.text())
def test_what_is_tidy_stays_so(text: str) -> None:
    assert tidy_name(tidy_name(text)) == tidy_name(text)
    assert name_key(tidy_name(text)) == name_key(text)
