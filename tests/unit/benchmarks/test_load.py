"""The load generator's bit of HTTP: what it sends, and when an answer is whole."""

import pytest

from benchmarks.load import answered, requests_of

ANSWER = b"HTTP/1.1 200 OK\r\ndate: today\r\nContent-Length: 16\r\n\r\n" + b'{"success":true}'


def test_an_answer_counts_when_its_last_byte_is_there() -> None:
    assert [answered(ANSWER[:end]) for end in range(len(ANSWER))] == [None] * len(ANSWER)
    assert answered(ANSWER) == 200


def test_the_status_is_that_of_the_answer() -> None:
    assert answered(ANSWER.replace(b"200 OK", b"503 Service Unavailable")) == 503


def test_an_answer_of_unknown_length_is_refused() -> None:
    with pytest.raises(ValueError, match="content-length"):
        answered(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")


def test_requests_carry_the_token_and_the_length_in_bytes() -> None:
    (request,) = requests_of("Bearer abc", ['{"notes":"ö"}'])

    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /api/daily-metrics HTTP/1.1"
    assert b"authorization: Bearer abc" in lines
    assert b"content-length: 14" in lines
    assert body == '{"notes":"ö"}'.encode()
