"""What an import counts."""

from dataclasses import dataclass, field

#: Repeated days that are named.
SHOWN = 5


@dataclass(slots=True)
class Tally:
    """Counts of the file's rows, and of what became of their days."""

    #: Rows of the file, the heading not counted.
    rows: int = 0
    rejected: int = 0
    #: Rows that say nothing of their day.
    blank: int = 0
    #: Rows whose athlete and day an earlier row had.
    repeated: int = 0
    #: Lines of the first such rows.
    repeated_lines: list[int] = field(default_factory=list)
    new_days: int = 0
    changed_days: int = 0
    unchanged_days: int = 0
    new_athletes: int = 0

    @property
    def fitting(self) -> int:
        """Rows with something to store."""
        return self.rows - self.rejected - self.blank

    def note_repeat(self, line: int) -> None:
        """One more row whose day had come before."""
        self.repeated += 1
        if len(self.repeated_lines) < SHOWN:
            self.repeated_lines.append(line)
