"""The schema of an activity's body, built from the domain's list of fields."""

from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from api_hooks.check_in_fields import annotation_of
from api_hooks.started_at import FORM_RULE
from domain.activity import DURATION, EXTERNAL_ID, MAX_EXTERNAL_ID, MAX_TYPE, MEASURED, SOURCE, TYPE
from domain.check_in_rules import rule_of

_STRICT = ConfigDict(strict=True, extra="ignore", title="NewActivity")

#: Name of each field in the body -> what it accepts.
RULES = MappingProxyType(
    {field.name: rule_of(field) for field in (DURATION, SOURCE, *MEASURED)}
    | {
        TYPE.name: f"text of 1 to {MAX_TYPE} characters",
        EXTERNAL_ID.name: f"text of 1 to {MAX_EXTERNAL_ID} characters",
        "clientId": "a UUID",
        "startedAt": FORM_RULE,
    }
)

#: Fields of what was measured -> their columns.
MEASURED_COLUMN_OF = MappingProxyType({field.name: field.column for field in MEASURED})


def _body() -> type[BaseModel]:
    fields: dict[str, Any] = {
        "clientId": Annotated[
            str, Field(description="the athlete's id", json_schema_extra={"format": "uuid"})
        ],
        TYPE.name: Annotated[str, Field(min_length=1, max_length=MAX_TYPE, description=TYPE.meaning)],
        "startedAt": Annotated[
            str,
            Field(
                description="when it began: with an offset an instant, without one the athlete's own clock"
            ),
        ],
        DURATION.name: Annotated[
            float,
            Field(ge=DURATION.minimum, le=DURATION.maximum, description=f"{DURATION.meaning}, in seconds"),
        ],
        EXTERNAL_ID.name: Annotated[
            str | None,
            Field(None, min_length=1, max_length=MAX_EXTERNAL_ID, description=EXTERNAL_ID.meaning),
        ],
    }
    fields |= {field.name: annotation_of(field) for field in (SOURCE, *MEASURED)}
    return create_model("NewActivity", __config__=_STRICT, **fields)


ActivityBody: type[BaseModel] = _body()
