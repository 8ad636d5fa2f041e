"""What a process has used of the CPU. Linux only: its /proc tells it to the nanosecond."""

from pathlib import Path


class CpuTime:
    """CPU time of a process's first thread, which in Redis and in a PostgreSQL backend does all the work."""

    def __init__(self, pid: int) -> None:
        self._schedstat = Path(f"/proc/{pid}/schedstat")

    def milliseconds(self) -> float:
        """All that has been used so far."""
        on_cpu_ns, *_ = self._schedstat.read_text(encoding="ascii").split()
        return int(on_cpu_ns) / 1e6
