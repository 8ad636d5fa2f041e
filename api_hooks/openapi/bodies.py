"""How a request is described: who may ask, and with which body."""

from typing import Any, Final

SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]

#: For routes that need a caller.
AUTHENTICATED: dict[str, Any] = {"security": SECURITY}


def body(schema: dict[str, Any], **examples: Any) -> dict[str, Any]:
    """A JSON body that a caller sends, with examples by name."""
    described = {name.replace("_", " "): {"value": value} for name, value in examples.items()}
    content = {"application/json": {"schema": schema, "examples": described}}
    return {"security": SECURITY, "requestBody": {"required": True, "content": content}}


def named(schema: str) -> dict[str, Any]:
    """A schema of the document, by its name."""
    return {"$ref": f"#/components/schemas/{schema}"}


def plain_request(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    """A JSON body with one example."""
    content = {"application/json": {"schema": schema, "example": example}}
    return {"security": SECURITY, "requestBody": {"required": True, "content": content}}


#: For routes that whoever knows their address may call.
BY_ADDRESS: dict[str, Any] = {"security": []}

#: An athlete of the examples.
CLIENT_ID: Final = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
