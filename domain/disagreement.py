"""Where the two engines advise differently: what each says, and which of them is the stricter."""

from typing import TypeAlias

import numpy as np

from domain.advice import Advised
from domain.circumstances import EngineChoice

#: `stricter` (an `EngineChoice`), and the action of each engine by its name.
Disagreement: TypeAlias = dict[str, str | None]


def disagreements(percent: Advised, individual: Advised) -> list[Disagreement | None]:
    """Compare n pairs of advice; None where the action is the same, or where one engine advises nothing."""
    differ = percent.known & individual.known & (percent.strictness != individual.strictness)
    stricter = np.where(individual.strictness > percent.strictness, 1, 0).tolist()
    names = (EngineChoice.PERCENT.value, EngineChoice.INDIVIDUAL.value)
    rows = zip(differ.tolist(), stricter, percent.action, individual.action, strict=True)
    return [
        {"stricter": names[which], names[0]: one, names[1]: other} if apart else None
        for apart, which, one, other in rows
    ]
