"""Names of the check-in's columns in JSON: `resting_hr_dev` is `restingHRDev`."""

from types import MappingProxyType

from storage.models import DERIVED_COLUMNS, INPUT_COLUMNS

_ABBREVIATIONS = frozenset({"hr", "rmssd"})


def json_name(column: str) -> str:
    """The camel-case name, with abbreviations in capitals except at the beginning."""
    first, *rest = column.split("_")
    return first + "".join(word.upper() if word in _ABBREVIATIONS else word.capitalize() for word in rest)


def json_names(*columns: str) -> MappingProxyType[str, str]:
    """JSON name -> column."""
    return MappingProxyType({json_name(column): column for column in columns})


#: What is shown as it is stored, in this order.
STORED = json_names("id", "client_id", "date", *INPUT_COLUMNS)

#: What is shown only while it belongs to the current inputs.
DERIVED = json_names(*DERIVED_COLUMNS)

#: What is shown of how the row came about.
HISTORY = json_names(
    "revision", "assessed_revision", "assessed_at", "created_at", "updated_at", "is_imported"
)
