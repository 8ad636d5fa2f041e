"""The records of a CSV file, one at a time."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from ops.errors import OpsError, WrongArgumentError

_DELIMITERS = ",;\t|"


class Record(NamedTuple):
    """One row. Blank lines are none, and the heading is not counted."""

    #: 1 for the first.
    number: int
    #: Line of the file on which it begins, 1 for the first.
    line: int
    cells: list[str]


class Records:
    """The heading, and what follows it. `size` of the stream is in bytes.

    Raises:
        WrongArgumentError: the encoding or the delimiter is unknown.
        OpsError: the file is empty, or not of that encoding.
    """

    def __init__(self, stream: BinaryIO, size: int, *, encoding: str, delimiter: str | None) -> None:
        try:
            self._text = io.TextIOWrapper(stream, encoding, newline="")
        except LookupError:
            raise WrongArgumentError(f"--encoding: there is no encoding {encoding!r}.") from None
        self._stream, self._size, self._encoding = stream, size, encoding
        self._delimiter = delimiter or _guessed(self._first_line())
        try:
            self._reader = csv.reader(self._text, delimiter=self._delimiter, strict=True)
        except TypeError:
            raise WrongArgumentError(f"--delimiter {delimiter!r} must be one character.") from None
        self._number = 0
        self.heading = [name.strip() for name in next(self._lines(), ("", []))[1]]
        if not any(self.heading):
            raise OpsError("The file is empty; its first line has to name the columns.")

    @property
    def share_read(self) -> float:
        """How much of the file has been read, from 0 to 1; a little ahead of the records."""
        return min(1.0, self._stream.tell() / self._size)

    def __iter__(self) -> Iterator[Record]:
        for number, (line, cells) in enumerate(self._lines(), start=1):
            yield Record(number, line, cells)

    def detach(self) -> None:
        """Leave the stream to who opened it."""
        self._text.detach()

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        begins = self._reader.line_num + 1
        try:
            for cells in self._reader:
                if cells:
                    yield begins, cells
                begins = self._reader.line_num + 1
        except csv.Error as error:
            raise OpsError(f"Line {begins} is no CSV: {error}. Is a quote not closed?") from None
        except UnicodeDecodeError as error:
            raise OpsError(
                f"After line {begins - 1} comes what is not {self._encoding}: {error.reason}."
                " Say which encoding it is, such as --encoding cp1252."
            ) from None

    def _first_line(self) -> str:
        try:
            line = self._text.readline()
        except UnicodeDecodeError as error:
            raise OpsError(
                f"The heading is not {self._encoding}: {error.reason}. Say which it is: --encoding cp1252."
            ) from None
        self._text.seek(0)
        return line


def _guessed(heading: str) -> str:
    """What the heading has most of; a comma where it has none of them."""
    return max(_DELIMITERS, key=heading.count)
