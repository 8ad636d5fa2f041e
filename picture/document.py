"""The picture as a document, for machines."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from picture.athlete import AthletePicture


def as_document(picture: AthletePicture) -> dict[str, Any]:
    """Everything in the picture, of types that JSON has."""
    document: dict[str, Any] = _plain(asdict(picture))
    return document


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
