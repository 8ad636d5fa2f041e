"""Files for spreadsheets: what could be a formula is text, and numbers stay numbers."""

import pytest

from api_hooks.pages.csv_answer import csv_answer


def line(*cells: object) -> str:
    return bytes(csv_answer("x.csv", ["a"], [cells]).body).decode().splitlines()[1]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", " =", "\t", "\r", "\n="])
def test_what_could_be_a_formula_is_text(begin: str) -> None:
    body = bytes(csv_answer("x.csv", ["a"], [[f"{begin}1"]]).body).decode()
    assert body.partition("\r\n")[2].lstrip('"').startswith("'")


def test_numbers_and_what_is_missing() -> None:
    assert line(-1, 7.5, None, "Kim", 'a,"b"') == '-1,7.5,,Kim,"a,""b"""'
