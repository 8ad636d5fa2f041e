"""The schema of a broadcast's body: a session that a coach gives to a whole team."""

from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from api_hooks.days import DAY_RULE
from domain.assignments import AssignmentKind

#: How far from today it may be, in days.
MOST_DAYS_AWAY = 366

_LONGEST_NAME = 200

#: Name of each field in the body -> what it accepts.
RULES = MappingProxyType(
    {
        "id": "a UUID of yours, so that a broadcast that is sent again is made once",
        "kind": f"one of {', '.join(AssignmentKind)}",
        "name": f"text of 1 to {_LONGEST_NAME} characters",
        "assignedDate": DAY_RULE,
    }
)


class NewBroadcast(BaseModel):
    """What the team is to do, and when."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)

    id: Annotated[
        str | None,
        Field(description="made up by the caller: sent again, it is the same broadcast",
              json_schema_extra={"format": "uuid"}),
    ] = None  # fmt: skip
    kind: Annotated[AssignmentKind, Field(strict=False)]
    name: Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME, description="of the session")]
    assigned_date: Annotated[str, Field(description="YYYY-MM-DD")]
