"""The schema that is published says what the domain's list of fields says."""

from typing import Any

import pytest

from api_hooks.check_in_fields import OBJECTS, CheckInBody
from domain.check_in import FIELDS, Field, Kind

SCHEMA: dict[str, Any] = CheckInBody.model_json_schema()


def property_of(field: Field) -> dict[str, Any]:
    properties = SCHEMA["properties"]
    if field.parent:
        definition = field.parent[0].upper() + field.parent[1:]
        properties = SCHEMA["$defs"][definition]["properties"]
    found: dict[str, Any] = properties[field.name.rpartition(".")[2]]
    return found


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_is_published_with_its_limits(field: Field) -> None:
    published = property_of(field)
    accepted, null = published["anyOf"]
    assert null == {"type": "null"}
    assert published["default"] is None
    assert published["description"].startswith(field.meaning)
    assert accepted.get("minimum") == field.minimum
    assert accepted.get("maximum") == field.maximum
    assert accepted.get("maxLength") == field.max_length
    assert accepted.get("enum", []) == [choice.value for choice in field.enum or ()]
    kinds = {Kind.INT: "integer", Kind.FLOAT: "number", Kind.BOOL: "boolean", Kind.JSON: "array"}
    assert accepted["type"] == kinds.get(field.kind, "string")


def test_nothing_else_is_published() -> None:
    top = {field.name for field in FIELDS if field.parent is None}
    assert set(SCHEMA["properties"]) == top | set(OBJECTS) | {"clientId", "date"}
    assert SCHEMA["required"] == ["clientId", "date"]
