"""Bodies are read up to a limit, and not one chunk further."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.requests import Request
from starlette.types import Message

from api_hooks.bodies import BODY_LIMIT_BYTES, read_body
from api_hooks.errors import BodyTooLargeError


class Upload:
    """A request whose chunks are counted as they are taken."""

    def __init__(self, chunks: Iterable[bytes], announced: str | None = None) -> None:
        self.chunks = iter(chunks)
        self.taken = 0
        self.headers = [] if announced is None else [(b"content-length", announced.encode("latin-1"))]

    async def receive(self) -> Message:
        self.taken += 1
        chunk = next(self.chunks, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    def read(self) -> bytes:
        request = Request({"type": "http", "method": "POST", "headers": self.headers}, self.receive)
        return asyncio.run(read_body(request))


@pytest.mark.parametrize("size", [0, 1, BODY_LIMIT_BYTES])
def test_a_body_up_to_the_limit_is_read(size: int) -> None:
    body = b"x" * size
    assert Upload([body], str(size)).read() == body
    assert Upload([body[: size // 2], body[size // 2 :]]).read() == body


def test_a_body_that_announces_too_much_is_not_read_at_all() -> None:
    for announced in (str(BODY_LIMIT_BYTES + 1), str(10_000_000), "9" * 5_000):
        upload = Upload([b"x"], announced)
        with pytest.raises(BodyTooLargeError, match="larger than 64 KB"):
            upload.read()
        assert upload.taken == 0


@pytest.mark.parametrize("announced", [None, "7", "-1", "", "x", "²"])
def test_a_body_that_turns_out_too_long_is_not_read_to_its_end(announced: str | None) -> None:
    upload = Upload((b"x" * 1024 for _ in range(10_000)), announced)
    with pytest.raises(BodyTooLargeError):
        upload.read()
    assert upload.taken == BODY_LIMIT_BYTES // 1024 + 1
