"""Which column of the file goes where, and how its cells are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.check_in import Field
from ops.errors import WrongArgumentError
from ops.importing.cells import ReadCell, cell_reader
from ops.importing.column_words import scale_of, unit_of
from ops.importing.days import ReadDate, date_reader
from ops.importing.faults import CellError
from ops.importing.options import Reading
from ops.importing.targets import ATHLETE, DATE, NAMES, field_of, similar, target_of
from storage.import_athletes import AthleteKey


@dataclass(frozen=True, slots=True)
class Cell:
    """One column that is taken."""

    place: int
    field: Field
    read: ReadCell
    #: What the file calls it.
    column: str
    #: Whether a scale was given, and which unit.
    scale: bool
    unit: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a row."""

    #: What the columns of the file are called.
    heading: tuple[str, ...]
    #: Place of the cell that says who it is, what it says, and what that is called.
    who: int
    by: AthleteKey
    who_name: str
    #: Place of the cell with the day.
    when: int
    read_date: ReadDate
    cells: tuple[Cell, ...]
    #: Fields that are the same in every row, and what they are.
    constants: tuple[tuple[Field, Any], ...]
    missing: frozenset[str]
    #: Columns of the file that are left out.
    left_out: tuple[str, ...]

    @property
    def width(self) -> int:
        """Number of cells that a row has."""
        return len(self.heading)

    @property
    def columns(self) -> tuple[str, ...]:
        """The database's columns: of the cells, then of the constants."""
        return (
            *(cell.field.column for cell in self.cells),
            *(field.column for field, _ in self.constants),
        )


def plan_of(heading: Sequence[str], reading: Reading) -> Plan:
    """Understand the heading and what was said of its columns.

    Raises:
        WrongArgumentError: a word is not understood, or it is not known who or when a row is, or what for.
    """
    places = _places(heading, reading)
    who = [target for target in ATHLETE if target in places]
    fields = [target for target in places if target not in ATHLETE and target != DATE]
    if len(who) > 1:
        raise WrongArgumentError(
            f"Who it is is said twice: {' and '.join(who)}. Leave one out: --map COLUMN="
        )
    if not who or DATE not in places or not fields:
        raise WrongArgumentError(_incomplete(heading, has_who=bool(who), has_date=DATE in places))
    scales = _of_columns("scale", reading.scale, heading, places)
    units = _of_columns("unit", reading.unit, heading, places)
    cells = tuple(
        _cell(heading[places[target]], places[target], target, scales, units, reading) for target in fields
    )
    taken = set(places.values())
    return Plan(
        heading=tuple(heading),
        who=places[who[0]],
        by=ATHLETE[who[0]],
        who_name=who[0],
        when=places[DATE],
        read_date=date_reader(reading.date_format, reading.time_zone),
        cells=cells,
        constants=_constants(reading, places),
        missing=frozenset(("", *reading.missing)),
        left_out=tuple(name for place, name in enumerate(heading) if place not in taken),
    )


def _places(heading: Sequence[str], reading: Reading) -> dict[str, int]:
    """Target -> place of its column: where nothing is said of a column, its name may say it."""
    said: dict[int, str | None] = {}
    for column, word in reading.map.items():
        target = target_of(word) if word else None
        if word and target is None:
            raise WrongArgumentError(
                f"--map {column}={word}: there is no field {word!r}.{similar(word)}"
                f" There are {', '.join(NAMES)}."
            )
        said[_place_of("map", column, heading)] = target
    places: dict[str, int] = {}
    for place, name in enumerate(heading):
        guessed = target_of(name)
        target = said[place] if place in said else None if guessed in said.values() else guessed
        if target is None:
            continue
        if target in places:
            if name == heading[places[target]]:
                raise WrongArgumentError(f"Two columns are called {name!r}. Rename one in the heading.")
            raise WrongArgumentError(
                f"The columns {heading[places[target]]!r} and {name!r} both go to {target}."
                f" Leave one out: --map {name!r}="
            )
        places[target] = place
    return places


def _place_of(option: str, column: str, heading: Sequence[str]) -> int:
    """Place of a column that was typed, its case not minded where that is clear."""
    exact = [place for place, name in enumerate(heading) if name == column]
    alike = exact or [place for place, name in enumerate(heading) if name.lower() == column.lower()]
    if len(alike) != 1:
        has = f"It has {', '.join(map(repr, heading))}."
        if alike:
            raise WrongArgumentError(
                f"--{option}: there are several columns {column!r} in the file. {has}"
                " Write it as one of them is written; where two are written the same, rename one."
            )
        raise WrongArgumentError(f"--{option}: there is no column {column!r} in the file. {has}")
    return alike[0]


def _of_columns(
    option: str, words: Mapping[str, str], heading: Sequence[str], places: Mapping[str, int]
) -> dict[int, str]:
    """Place -> word. A column may be named by what it goes to as well."""
    made: dict[int, str] = {}
    for column, word in words.items():
        target = None if column in heading else target_of(column)
        place = places.get(target) if target else None
        if place is None:
            place = _place_of(option, column, heading)
        if place not in places.values():
            raise WrongArgumentError(f"--{option} {column}: this column is left out; map it first.")
        made[place] = word
    return made


def _cell(
    column: str,
    place: int,
    target: str,
    scales: Mapping[int, str],
    units: Mapping[int, str],
    reading: Reading,
) -> Cell:
    field = field_of(target)
    scale = scale_of(column, scales[place], field) if place in scales else None
    unit = unit_of(column, units[place], field) if place in units else None
    read = cell_reader(field, unit=unit, scale=scale, decimal_comma=reading.decimal_comma)
    return Cell(place, field, read, column, scale is not None, unit)


def _constants(reading: Reading, places: Mapping[str, int]) -> tuple[tuple[Field, Any], ...]:
    made: list[tuple[Field, Any]] = []
    for name, word in reading.set.items():
        target = target_of(name)
        if target is None or target in ATHLETE or target == DATE:
            raise WrongArgumentError(f"--set {name}={word}: there is no field {name!r}.{similar(name)}")
        if target in places:
            raise WrongArgumentError(f"--set {name}={word}: the file has a column for {target}.")
        field = field_of(target)
        try:
            made.append((field, cell_reader(field)(word)))
        except CellError as error:
            raise WrongArgumentError(f"--set {name}={word} must be {error}.") from None
    return tuple(made)


def _incomplete(heading: Sequence[str], *, has_who: bool, has_date: bool) -> str:
    lacking = [] if has_who else [f"who it is ({', '.join(ATHLETE)})"]
    lacking += [] if has_date else ["which day it is (date)"]
    lacking = lacking or ["any answer or measurement"]
    return (
        f"No column says {' or '.join(lacking)}. The file has the columns {', '.join(map(repr, heading))};"
        f" the fields are {', '.join(NAMES)}. Say which is which: --map COLUMN=FIELD, as often as needed."
    )
