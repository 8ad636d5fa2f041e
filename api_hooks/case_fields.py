"""The schema of a person's assessment of a case."""

from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.strict_json import parse_object
from domain.injuries.cases import CaseStatus

#: Name of each field in the body -> what it accepts.
RULES = MappingProxyType({"status": f"one of {', '.join(CaseStatus)}"})


class AssessedCase(BaseModel):
    """What a coach or a physiotherapist says of a case."""

    model_config = ConfigDict(strict=True, extra="ignore")

    status: Annotated[
        CaseStatus, Field(strict=False, description="RESOLVED and WITHDRAWN clear its restrictions")
    ]


def read_assessment(body: bytes) -> str:
    """The status in a request's body.

    Raises:
        MalformedBodyError: the body is not a JSON object.
        InvalidFieldsError: it names no status that there is.
    """
    given = parse_object(body)
    try:
        return AssessedCase.model_validate(given).status.value
    except ValidationError:
        rule = RULES["status"] if "status" in given else f"given, as {RULES['status']}"
        raise InvalidFieldsError([FieldFault("status", given.get("status"), rule)]) from None
