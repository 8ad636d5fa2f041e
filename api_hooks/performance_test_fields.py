"""The schema of a performance test's body."""

from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from domain.businesses import TestType

_INSTANT = "an ISO 8601 timestamp with its offset, such as 2026-03-14T17:30:00+01:00"

#: Name of each field in the body -> what it accepts.
RULES = MappingProxyType(
    {
        "id": "a UUID of yours, so that a test that is sent again is stored once",
        "clientId": "the UUID of an athlete of the business",
        "testDate": _INSTANT,
        "testType": f"one of {', '.join(TestType)}",
        "testerId": "the UUID of a tester of the business, or null if locationId is given",
        "locationId": "the UUID of a location of the business, or null if testerId is given",
    }
)

_Id = Field(json_schema_extra={"format": "uuid"})


class NewTest(BaseModel):
    """A test that was taken: by a tester of the business, at a location of it, or both."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)

    id: Annotated[str | None, _Id] = None
    client_id: Annotated[str, _Id]
    test_date: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    test_type: Annotated[TestType, Field(strict=False)]
    tester_id: Annotated[str | None, _Id] = None
    location_id: Annotated[str | None, _Id] = None
