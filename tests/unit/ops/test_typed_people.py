"""Names and addresses that are typed are taken as meant, or refused with what is wrong."""

import pytest

from ops.errors import WrongArgumentError
from ops.typed_people import address_typed, name_typed


def test_they_are_tidied() -> None:
    assert name_typed("The name", "  Ana   Ruiz ") == "Ana Ruiz"
    assert address_typed("--coach", " Ana@Example.org ") == "ana@example.org"


@pytest.mark.parametrize("text", ["", "  ", "\t\n", "\u00a0"])
def test_a_name_is_not_blank(text: str) -> None:
    with pytest.raises(WrongArgumentError, match=r"The name is .* and must be a name"):
        name_typed("The name", text)


@pytest.mark.parametrize("text", ["", "notanemail", "@", "a@", "@b", "a b@c", "a@b@c"])
def test_an_address_has_two_sides(text: str) -> None:
    with pytest.raises(WrongArgumentError, match=r"--coach is .* and must be an e-mail address"):
        address_typed("--coach", text)
