"""What one may choose about the demo."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The command's options."""

    athletes: int = 500
    #: Of history.
    days: int = 60
    #: By each athlete, in a burst.
    writes: int = 5
    seed: int = 1
    #: Whether Redis is flushed and a worker killed.
    faults: bool = True
    #: Data folder to keep; None for a temporary one.
    keep: Path | None = None
