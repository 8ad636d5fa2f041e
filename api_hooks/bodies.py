"""Reading a request's body without ever holding more of it than is allowed."""

from starlette.requests import Request

from api_hooks.errors import BodyTooLargeError

#: A check-in with every field filled to the brim has less than a tenth of this.
BODY_LIMIT_BYTES = 64 * 1024


async def read_body(request: Request, limit: int = BODY_LIMIT_BYTES) -> bytes:
    """The whole body.

    Raises:
        BodyTooLargeError: it is announced to be, or turns out to be, longer than `limit` bytes.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise _too_large(limit)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large(limit: int) -> BodyTooLargeError:
    return BodyTooLargeError(f"The body is larger than {limit // 1024} KB")
