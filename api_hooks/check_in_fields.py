"""The schema of a check-in's body, built from the domain's list of fields: no name and no range twice."""

from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from domain.check_in import FIELDS, Kind
from domain.check_in import Field as Input
from domain.check_in_rules import choices_of, rule_of

_STRICT = ConfigDict(strict=True, extra="ignore", title="CheckIn")

_AS_A_WHOLE = "given, it replaces all of its fields, and null clears them"

#: Objects in the body, and what each is about.
OBJECTS = MappingProxyType(
    {
        "injuryDetails": f"what hurts, or which illness; {_AS_A_WHOLE}",
        "keywordAnalysis": f"what was found in the notes; {_AS_A_WHOLE}",
    }
)


def annotation_of(field: Input) -> Any:
    """The field as pydantic checks and publishes it."""
    limits: dict[str, Any] = {}
    match field.kind:
        case Kind.INT | Kind.FLOAT:
            accepted: Any = int if field.kind is Kind.INT else float
            limits = {"ge": field.minimum, "le": field.maximum}
        case Kind.BOOL:
            accepted = bool
        case Kind.ENUM:
            accepted = Literal[choices_of(field)]
        case Kind.TEXT:
            accepted = str
            limits = {"max_length": field.max_length}
        case Kind.JSON:
            accepted = list[dict[str, Any]]
    unit = f", in {field.unit}" if field.unit else ""
    return Annotated[accepted | None, Field(None, description=f"{field.meaning}{unit}", **limits)]


def _object(name: str) -> type[BaseModel]:
    fields = {field.name.rpartition(".")[2]: annotation_of(field) for field in FIELDS if field.parent == name}
    title = name[0].upper() + name[1:]
    return create_model(title, __config__=_STRICT | ConfigDict(title=title), **fields)


def _body() -> type[BaseModel]:
    fields: dict[str, Any] = {
        "clientId": Annotated[
            str, Field(description="the athlete's id", json_schema_extra={"format": "uuid"})
        ],
        "date": Annotated[
            str,
            Field(
                description="the athlete's local day, YYYY-MM-DD; or a timestamp, which is converted to that"
                " day if it has an offset, and taken as local if it has none"
            ),
        ],
    }
    for field in FIELDS:
        if field.parent is None:
            fields[field.name] = annotation_of(field)
        elif field.parent not in fields:
            described = Field(None, description=OBJECTS[field.parent])
            fields[field.parent] = Annotated[_object(field.parent) | None, described]
    return create_model("CheckIn", __config__=_STRICT, **fields)


CheckInBody: type[BaseModel] = _body()

#: Name of each field in the body -> what it accepts.
RULES = MappingProxyType(
    {field.name: rule_of(field) for field in FIELDS}
    | dict.fromkeys(OBJECTS, "an object or null")
    | {"clientId": "a UUID", "date": "a date (YYYY-MM-DD) or an ISO 8601 timestamp"}
)

#: Fields at the top of the body -> their columns.
COLUMN_OF = MappingProxyType({field.name: field.column for field in FIELDS if field.parent is None})

_AS_A_WHOLE = "given, it replaces all of its fields, and null clears them"

#: Objects in the body -> (name within the object, column).
COLUMNS_OF_OBJECT = MappingProxyType(
    {
        name: tuple((field.name.rpartition(".")[2], field.column) for field in FIELDS if field.parent == name)
        for name in OBJECTS
    }
)
