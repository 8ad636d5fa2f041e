"""The file: read from its beginning more than once, known by its content, wherever it comes from."""

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from ops.errors import OpsError

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is open, and can be rewound."""

    stream: BinaryIO
    #: In bytes.
    size: int
    #: SHA-256 of the content.
    digest: str

    def from_the_beginning(self) -> BinaryIO:
        """The stream, rewound."""
        self.stream.seek(0)
        return self.stream


@contextmanager
def opened(file: Path | None) -> Iterator[Source]:
    """Open a file, or standard input.

    What cannot be rewound is put into a temporary file first: only when all of it is there is it known
    which import it is, and whether that goes on where it was interrupted.

    Raises:
        OpsError: it cannot be read.
    """
    try:
        with _stream(file) as stream, _rewindable(stream) as source:
            yield source
    except OSError as error:
        if file is not None and error.filename in {file, str(file)}:
            raise OpsError(f"{file} cannot be read: {error.strerror}.") from None
        raise


@contextmanager
def _stream(file: Path | None) -> Iterator[BinaryIO]:
    if file is None:
        yield sys.stdin.buffer
        return
    with file.open("rb") as stream:
        yield stream


@contextmanager
def _rewindable(stream: BinaryIO) -> Iterator[Source]:
    if stream.seekable() and stream is not sys.stdin.buffer:
        yield _known(stream)
        return
    with tempfile.TemporaryFile() as spool:
        while block := stream.read(_BLOCK):
            spool.write(block)
        yield _known(cast("BinaryIO", spool))


def _known(stream: BinaryIO) -> Source:
    stream.seek(0)
    digest = hashlib.sha256()
    size = 0
    while block := stream.read(_BLOCK):
        digest.update(block)
        size += len(block)
    return Source(stream, size, digest.hexdigest())
