"""Free ports are free, and out of the way of outgoing connections."""

import socket
from pathlib import Path

import pytest

from ops import ports
from ops.ports import free_port, is_free


def test_a_port_in_use_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)


def test_a_free_port_is_below_those_of_outgoing_connections() -> None:
    port = free_port()
    assert is_free(port)
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as c,
    ):
        assert port < c.getsockname()[1]


@pytest.mark.parametrize(("said", "first"), [("10000\t65535\n", 10_000), ("nonsense", 49_152)])
def test_the_machine_may_use_another_range(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, first: int
) -> None:
    (tmp_path / "range").write_text(said)
    monkeypatch.setattr(ports, "_EPHEMERAL", tmp_path / "range")
    assert all(1024 <= free_port() < min(first, 32_001) for _ in range(20))
