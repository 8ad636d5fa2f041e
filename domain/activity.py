"""An activity's input fields, in one place: names, columns, kinds, ranges, units and meanings."""

from domain.activity_types import ActivitySource
from domain.check_in import Field, Kind

#: Longest name of an activity at its source, and of its type, in characters.
MAX_EXTERNAL_ID = 200
MAX_TYPE = 60


def _number(name: str, column: str, minimum: float, maximum: float, unit: str | None, meaning: str) -> Field:
    return Field(
        name=name,
        column=column,
        kind=Kind.FLOAT,
        minimum=minimum,
        maximum=maximum,
        unit=unit,
        meaning=meaning,
    )


#: What makes it an activity: always given.
DURATION = _number("durationSeconds", "duration_seconds", 1, 86_400, "s", "how long it lasted")
TYPE = Field(
    name="type",
    column="source_type",
    kind=Kind.TEXT,
    max_length=MAX_TYPE,
    meaning="what it was: RUNNING, STRENGTH, or what Strava or Garmin calls it",
)

#: What names it.
SOURCE = Field(
    name="source",
    column="source",
    kind=Kind.ENUM,
    enum=ActivitySource,
    meaning="who recorded it; MANUAL if not given",
)
EXTERNAL_ID = Field(
    name="externalId",
    column="external_id",
    kind=Kind.TEXT,
    max_length=MAX_EXTERNAL_ID,
    meaning="its name at the source; when it began, if not given",
)

#: What may be absent, and may come later.
MEASURED: tuple[Field, ...] = (
    _number("rpe", "rpe", 0, 10, None, "perceived exertion; 0 is none, 10 is the most"),
    _number("averageHR", "average_hr", 30, 250, "bpm", "mean heart rate"),
    _number("maxHR", "max_hr", 30, 250, "bpm", "highest heart rate"),
    _number("averageWatts", "average_watts", 0, 2_500, "W", "mean power, measured"),
    _number("distanceM", "distance_m", 0, 500_000, "m", "distance"),
    _number("elevationGainM", "elevation_gain_m", 0, 30_000, "m", "metres climbed"),
)

ACTIVITY_FIELDS: tuple[Field, ...] = (TYPE, DURATION, SOURCE, EXTERNAL_ID, *MEASURED)

MEASURED_COLUMNS = tuple(field.column for field in MEASURED)
