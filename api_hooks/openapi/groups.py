"""Bodies of what is given to teams to do, and of tests."""

from api_hooks.openapi.bodies import CLIENT_ID, body, named
from storage.assignment_doors import MOST_ASSIGNMENTS

#: For the route that completes assignments.
ASSIGNMENTS_REQUEST = body(
    {
        "type": "object",
        "properties": {
            "ids": {
                "type": "array",
                "items": {"type": "string", "format": "uuid"},
                "minItems": 1,
                "maxItems": MOST_ASSIGNMENTS,
            }
        },
        "required": ["ids"],
    },
    two={"ids": [CLIENT_ID, "5f0c8a52-9d5e-4a86-8f6e-0a4f5a6f2f11"]},
)

#: For the route that gives a team a broadcast.
BROADCAST_REQUEST = body(
    named("NewBroadcast"), legs={"kind": "STRENGTH", "name": "Legs", "assignedDate": "2026-03-14"}
)

#: For the route that stores a performance test.
PERFORMANCE_TEST_REQUEST = body(
    named("NewTest"),
    on_the_track={
        "clientId": CLIENT_ID,
        "testDate": "2026-03-14T17:30:00+01:00",
        "testType": "RUNNING",
        "testerId": "5f0c8a52-9d5e-4a86-8f6e-0a4f5a6f2f11",
    },
)
