"""The records of a CSV file, one at a time."""

import csv
import io
from collections.abc import Iterator
from itertools import accumulate, takewhile
from typing import BinaryIO, NamedTuple

from ops.errors import OpsError, WrongArgumentError
from ops.importing.faults import BrokenFileError

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
        OpsError: the file is empty.
        BrokenFileError: the heading is not of that encoding; or, while records are read, what comes next is
            not, or is no CSV.
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
            raise BrokenFileError(
                begins, f"Line {begins} is no CSV: {error}. Is a quote not closed?"
            ) from None
        except UnicodeDecodeError as error:
            raise self._undecodable(error) from None

    def _first_line(self) -> str:
        try:
            line = self._text.readline()
        except UnicodeDecodeError as error:
            raise self._undecodable(error) from None
        self._text.seek(0)
        return line

    def _undecodable(self, error: UnicodeDecodeError) -> BrokenFileError:
        """What to say of bytes that are not of the encoding. The decoder is ahead of the records."""
        line = _line_at(self._stream, self._stream.tell() - len(error.object) + error.start)
        name = "UTF-8" if self._encoding == "utf-8-sig" else self._encoding
        return BrokenFileError(
            line,
            f"Line {line} is not {name}: {error.reason}."
            " Say which encoding the file is in, such as --encoding cp1252.",
        )


def _line_at(stream: BinaryIO, place: int) -> int:
    """Number of the line that the byte at this place is on; leaves the stream somewhere else."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, "latin-1", newline="")  # a character for each byte
    ends = accumulate(len(line) for line in text)
    line = 1 + sum(1 for _ in takewhile(lambda end: end <= place, ends))
    text.detach()
    return line


def _guessed(heading: str) -> str:
    """What the heading has most of; a comma where it has none of them."""
    return max(_DELIMITERS, key=heading.count)
