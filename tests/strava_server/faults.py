"""What goes wrong on demand."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Fault:
    """The next calls whose path begins like that are answered so, and nothing is done for them."""

    path: str = "/"
    #: None: as usual, only later.
    status: int | None = 503
    #: How many calls; None for all from now on.
    times: int | None = 1
    headers: dict[str, str] = field(default_factory=dict)
    #: Before it is answered. Longer than a caller's patience is a time-out.
    seconds: float = 0.0
    body: str = ""
    #: Do what was asked, and then answer so: the caller never hears of what has been done.
    is_done: bool = False


@dataclass
class Faults:
    """Those that are set, oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.waiting.append(fault)

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, path: str) -> Fault | None:
        """The fault for a call, if there is one."""
        for fault in self.waiting:
            if path.startswith(fault.path):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.waiting.remove(fault)
                return fault
        return None

    def shown(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.waiting]
