"""A mapping file says what the command line says, which goes over it."""

from pathlib import Path

import pytest

from ops.errors import WrongArgumentError
from ops.importing.mapping_file import read_mapping_file
from ops.importing.options import Reading
from ops.importing.typed import pairs, reading

TOML = """
missing = ["NA", "-"]
date-format = "%d.%m.%Y"
decimal-comma = true
business = "Nights"

[map]
person = "athleteName"
"odd = name" = "mood"

[scale]
mood = "1-5:high-is-good"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.toml"
    path.write_text(TOML)
    return path


def test_the_words_are_those_of_the_command_line(file: Path) -> None:
    assert reading(read_mapping_file(file), {}) == Reading(
        map={"person": "athleteName", "odd = name": "mood"},
        scale={"mood": "1-5:high-is-good"},
        missing=("NA", "-"),
        date_format="%d.%m.%Y",
        decimal_comma=True,
        business="Nights",
    )


def test_what_is_typed_goes_over_it(file: Path) -> None:
    typed = {"map": {"person": "clientId"}, "business": "Days", "decimal_comma": False, "coach": None}
    made = reading(read_mapping_file(file), typed)
    assert made.map == {"person": "clientId", "odd = name": "mood"}
    assert (made.business, made.decimal_comma, made.coach) == ("Days", True, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "'colour' is not known; there are business, "),
        ("map = 1", "map is 1, and must be a table of texts"),
        ("[unit]\nslept = 60", "must be a table of texts"),
        ('missing = "NA"', "must be a list of texts"),
        ('decimal-comma = "yes"', "must be true or false"),
        ("date-format = 1", "must be a text"),
        ("map", "not TOML"),
    ],
)
def test_what_nobody_understands_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(WrongArgumentError, match=said):
        read_mapping_file(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongArgumentError, match=r"nowhere.toml: No such file"):
        read_mapping_file(tmp_path / "nowhere.toml")


def test_pairs_are_divided_at_the_last_sign() -> None:
    assert pairs("--map", ["a=b=mood", " c = stress ", "d="]) == {"a=b": "mood", "c": "stress", "d": ""}
    for wrong in ("mood", "=mood"):
        with pytest.raises(WrongArgumentError, match="of the form COLUMN=WORD"):
            pairs("--map", [wrong])


def test_another_reading_is_another_import() -> None:
    assert Reading().digest == Reading().digest
    assert Reading(decimal_comma=True).digest != Reading().digest
    assert Reading(map={"a": "x", "b": "y"}).digest == Reading(map={"b": "y", "a": "x"}).digest
