"""Records come one at a time with the line they begin on, however the file is written."""

import io

import pytest

from ops.errors import OpsError, WrongArgumentError
from ops.importing.faults import BrokenFileError
from ops.importing.records import Records


def records(content: bytes | str, encoding: str = "utf-8-sig", delimiter: str | None = None) -> Records:
    data = content.encode() if isinstance(content, str) else content
    return Records(io.BytesIO(data), len(data), encoding=encoding, delimiter=delimiter)


def test_numbers_and_lines_where_cells_have_line_breaks_and_lines_are_blank() -> None:
    found = list(records('name,notes\r\nA,"one\r\ntwo"\r\n\r\nB,three\r\n'))
    assert [(record.number, record.line, record.cells) for record in found] == [
        (1, 2, ["A", "one\r\ntwo"]),
        (2, 5, ["B", "three"]),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_heading_tells_what_is_between_cells(delimiter: str) -> None:
    text = delimiter.join(("a", "b", "c")) + "\n" + delimiter.join(("1", "2", "3"))
    made = records(text)
    assert made.heading == ["a", "b", "c"]
    assert [record.cells for record in made] == [["1", "2", "3"]]


def test_a_byte_order_mark_and_spaces_are_no_part_of_a_name() -> None:
    assert records(b"\xef\xbb\xbf date , mood\n").heading == ["date", "mood"]


def test_another_encoding_is_said() -> None:
    content = "namn,mood\nÅsa,7\n".encode("cp1252")
    assert [record.cells for record in records(content, "cp1252")] == [["Åsa", "7"]]
    with pytest.raises(OpsError, match=r"Line 2 is not UTF-8: .*--encoding cp1252"):
        list(records(content))
    with pytest.raises(WrongArgumentError, match="no encoding 'klingon'"):
        records(content, "klingon")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("lines", [1, 30, 5_000])
def test_the_line_that_is_not_of_the_encoding_is_named(lines: int, end: bytes) -> None:
    content = b"\xef\xbb\xbfname,mood" + end + (b"Kim,7" + end) * lines + "Åsa,7".encode("cp1252") + end
    with pytest.raises(BrokenFileError, match=f"Line {lines + 2} is not UTF-8") as raised:
        list(records(content))
    assert raised.value.line == lines + 2


def test_what_is_no_csv_is_told_with_its_line() -> None:
    with pytest.raises(OpsError, match=r"Line 2 is no CSV: .* Is a quote not closed"):
        list(records('a,b\n"1,2\n3,4\n'))
    with pytest.raises(WrongArgumentError, match="--delimiter 'ab' must be one character"):
        records("a,b\n", delimiter="ab")


@pytest.mark.parametrize("content", ["", "\n\n", ",,\n1,2,3\n"])
def test_a_file_without_a_heading_is_refused(content: str) -> None:
    with pytest.raises(OpsError, match="has to name the columns"):
        records(content)


def test_it_is_known_how_far_the_file_is_read() -> None:
    made = records("a,b\n" + "1,2\n" * 10)
    list(made)
    assert made.share_read == 1.0
