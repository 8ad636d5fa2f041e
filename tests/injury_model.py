"""What cases and planned workouts come to, by a simple model of its own: the replay is not asked.

A check-in is a dictionary of its answers; an athlete's are given by the number of their day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Said = Mapping[str, Any]

#: Shortest times of the types that are used, by pain up to 4, up to 7 and over.
DAYS = {
    None: (3, 14, 28),
    "PATELLOFEMORAL": (7, 21, 42),
    "MENISCUS": (14, 42, 90),
    "ROTATOR_CUFF": (14, 42, 90),
}
OF_PART = {"KNEE": {"PATELLOFEMORAL", "MENISCUS"}, "SHOULDER": {"ROTATOR_CUFF"}}
REST = {"FEVER": 3, "GASTROINTESTINAL": 2, "COLD": 1, "HEADACHE": 1}
LOADS = {"KNEE": {"RUNNING", "STRENGTH"}, "SHOULDER": {"SWIMMING", "STRENGTH"}}
EVERYTHING = {"RUNNING", "STRENGTH", "SWIMMING"}
ORDER = ("NOTHING", "HALF", "OTHER", "REST")


@dataclass
class Case:
    """One case."""

    part: str
    opened: int
    pains: dict[int, int] = field(default_factory=dict)
    types: set[str | None] = field(default_factory=lambda: {None})
    lows: int = 0
    status: str = "ACTIVE"
    resolved: int | None = None
    #: Of an illness: the days of rest from each report on.
    rests: dict[int, int] = field(default_factory=dict)

    @property
    def shortest(self) -> int:
        worst = max(self.pains.values())
        named = self.types - {None} or {None}
        place = 0 if worst <= 4 else 1 if worst <= 7 else 2
        chosen = max(named, key=lambda name: DAYS[name][::-1])
        return DAYS[chosen][place]

    @property
    def end(self) -> int:
        if self.rests:
            return max(day + days - 1 for day, days in self.rests.items())
        return max(self.opened + self.shortest, max(self.pains) + 7)

    def on(self, day: int, kind: str) -> str:
        """What becomes of a workout of a day."""
        if self.resolved is not None and day >= self.resolved:
            return "NOTHING"
        if self.rests:
            return (
                "REST"
                if any(first <= day < first + days for first, days in self.rests.items())
                else "NOTHING"
            )
        said = [pain for first, pain in sorted(self.pains.items()) if first <= day]
        if not said or day > self.end:
            return "NOTHING"
        if said[-1] >= 6:
            return "REST"
        if kind not in LOADS.get(self.part, EVERYTHING):
            return "NOTHING"
        return "REST" if "MENISCUS" in self.types and self._is_chosen("MENISCUS") else "OTHER"

    def _is_chosen(self, name: str) -> bool:
        return max(self.types - {None} or {None}, key=lambda one: DAYS[one][::-1]) == name


def cases_of(check_ins: Mapping[int, Said]) -> list[Case]:
    """All cases, in the order of their opening."""
    found: list[Case] = []
    for day, said in sorted(check_ins.items()):
        is_ill, pain = said.get("is_illness", False), said.get("injury_pain")
        part = said.get("injury_body_part") or "UNKNOWN"
        hurts = not is_ill and pain is not None and pain >= 3
        is_open = {case.part: case for case in found if case.resolved is None}
        if hurts:
            case = is_open.get(part)
            if case is None:
                case = Case(part, day)
                found.append(case)
            case.pains[day] = pain
            name = said.get("injury_specific_type")
            case.types.add(name if name in OF_PART.get(part, ()) else None)
            case.status, case.lows = "ACTIVE", 0
        for other in is_open.values():
            if other.part == "NONE" or (hurts and other.part == part):
                continue
            if not is_ill and pain is not None and pain <= 2:
                other.lows += 1
                other.status = "MONITORING"
                if other.lows >= 3 and day - other.opened >= other.shortest:
                    other.status, other.resolved = "RESOLVED", day
            elif day > other.end:
                other.status = "MONITORING"
        _illness(day, said, is_open.get("NONE"), found)
    return found


def _illness(day: int, said: Said, case: Case | None, found: list[Case]) -> None:
    if said.get("is_illness") and said.get("illness_type") != "CHRONIC":
        if case is None:
            case = Case("NONE", day)
            found.append(case)
        case.rests[day] = REST.get(said.get("illness_type") or "", 2)
        case.status = "ACTIVE"
    elif case and not said.get("is_illness"):
        is_over = day > case.end
        case.status, case.resolved = ("RESOLVED", day) if is_over else ("MONITORING", None)


def fate(check_ins: Mapping[int, Said], cases: list[Case], day: int, kind: str) -> str:
    """What becomes of a workout of a day, of all that concerns it."""
    found = [case.on(day, kind) for case in cases]
    said = check_ins.get(day, {})
    if said.get("sleep_hours", 8) < 5:
        found.append("REST")
    if said.get("stress", 1) >= 8 or said.get("sleep_hours", 8) < 6:
        found.append("HALF")
    return max(found, key=ORDER.index, default="NOTHING")


def told(check_ins: Mapping[int, Said], cases: list[Case]) -> dict[str, int]:
    """How often each kind of notice is wanted; patterns are left to others."""
    illnesses = sum(1 for case in cases if case.rests and case.resolved is None)
    count = {
        "SYMPTOM_FLAG": sum(1 for case in cases if not case.rests and case.resolved is None),
        "RECOVERY_CHECK": sum(1 for case in cases if not case.rests and case.status == "MONITORING"),
        "ILLNESS_REPORT": illnesses
        + sum(
            1
            for said in check_ins.values()
            if said.get("is_illness") and said.get("illness_type") == "CHRONIC"
        ),
        "FATIGUE_FLAG": sum(
            1 for said in check_ins.values() if said.get("stress", 1) >= 8 or said.get("sleep_hours", 8) < 6
        ),
        "PHYSIO_CONTACT_REQUEST": sum(1 for said in check_ins.values() if said.get("request_physio_contact")),
    }
    return {kind: times for kind, times in count.items() if times}
