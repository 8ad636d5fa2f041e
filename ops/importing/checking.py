"""A record, checked: who, when and what, or everything that is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.check_in_date import CheckInDate
from ops.importing.faults import CellError, Fault
from ops.importing.plan import Plan
from ops.importing.records import Record


@dataclass(slots=True)
class Checked:
    """A record as far as the file alone can tell."""

    number: int
    line: int
    #: What the athlete is called; None where that is wrong.
    who: str | None
    date: CheckInDate | None
    #: The values of the plan's columns; None for a blank cell.
    values: list[Any]
    #: As they stand in the file.
    cells: Sequence[str]
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing of the day."""
        return not self.faults and all(value is None for value in self.values)


def check(plan: Plan, record: Record) -> Checked:
    """Read all cells that are taken. A row with any fault is rejected as a whole."""
    number, line, cells = record
    if len(cells) != plan.width:
        fault = Fault(line, "row", f"{len(cells)} cells", f"of {plan.width} cells, as the heading")
        return Checked(number, line, None, None, [], cells, [fault])
    faults: list[Fault] = []
    who = _read(plan, cells[plan.who], plan.who_name, line, faults)
    when = cells[plan.when].strip()
    date = None
    try:
        date = plan.read_date(when)
    except CellError as error:
        faults.append(Fault(line, "date", when, str(error)))
    values = list(_values(plan, cells, line, faults))
    if any(value is not None for value in values):
        values += [value for _, value in plan.constants]
    return Checked(number, line, who, date, values, cells, faults)


def _values(plan: Plan, cells: Sequence[str], line: int, faults: list[Fault]) -> Iterator[Any]:
    for cell in plan.cells:
        text = cells[cell.place].strip()
        if text in plan.missing:
            yield None
            continue
        try:
            yield cell.read(text)
        except CellError as error:
            faults.append(Fault(line, cell.field.name, text, str(error)))
            yield None


def _read(plan: Plan, written: str, name: str, line: int, faults: list[Fault]) -> str | None:
    """What the athlete is called, in the form in which they are looked up."""
    text = written.strip()
    rule = "given"
    if text and plan.by != "id" and "\0" not in text:
        return text.lower() if plan.by == "email" else text
    if text:
        rule = "a UUID" if plan.by == "id" else "text without NUL characters"
        if plan.by == "id" and (found := _uuid(text)):
            return found
    faults.append(Fault(line, name, text, rule))
    return None


def _uuid(text: str) -> str | None:
    try:
        return str(UUID(text)) if len(text) == len(str(UUID(int=0))) else None
    except ValueError:
        return None
