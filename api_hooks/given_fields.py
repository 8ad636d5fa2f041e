"""Bodies by their models: what each field accepts, in words; a valid body, or all that is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from api_hooks.body_faults import faults_of_body
from api_hooks.days import DAY_RULE
from api_hooks.errors import InvalidFieldsError
from api_hooks.strict_json import parse_object
from domain.calendar import FIRST_DAY, LAST_DAY
from domain.check_in_date import FORM_RULE

_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")

#: Rules of texts with a form of their own, by the form's name in the schema.
_FORMS = MappingProxyType(
    {
        "uuid": "a UUID",
        "date": f"{DAY_RULE} from {FIRST_DAY} to {LAST_DAY}",
        "clock": "a time of day (HH:MM)",
        "day": FORM_RULE,
        "time": "a time such as 19:57 or 1:31:35",
    }
)


class Body(BaseModel):
    """Base of bodies: strict types, names in camel case, and what is not known is ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)


Given = TypeVar("Given", bound=Body)


def _identifier(text: str) -> str:
    if not _UUID.fullmatch(text):
        raise ValueError(text)
    return text.lower()


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    if day.isoformat() != text or not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(text)
    return text


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ValueError(text)
    return text


#: Texts with a form. They stay texts.
Identifier = Annotated[str, AfterValidator(_identifier), Field(json_schema_extra={"format": "uuid"})]
Day = Annotated[str, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]
Clock = Annotated[str, AfterValidator(_clock), Field(json_schema_extra={"format": "clock"})]

#: Free texts: names, and what somebody wants to say.
Label = Annotated[str, Field(min_length=1, max_length=100)]
Word = Annotated[str, Field(max_length=100)]
Note = Annotated[str, Field(max_length=2_000)]


def read_fields(model: type[Given], body: bytes) -> Given:
    """The body of a request as its model has it.

    Raises:
        MalformedBodyError: the body is not a JSON object.
        InvalidFieldsError: with every field that is not right.
    """
    given = parse_object(body)
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise InvalidFieldsError(faults_of_body(error, rules_of(model))) from None


@cache
def rules_of(model: type[Body]) -> Mapping[str, str]:
    """Name of each field in the body -> what it accepts."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    return MappingProxyType({name: _rule(one, definitions) for name, one in schema["properties"].items()})


def _rule(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "anyOf" in schema:  # or null, which goes without saying
        schema = {**schema, **schema["anyOf"][0]}
    if "$ref" in schema:
        schema = {**schema, **definitions[schema["$ref"].rpartition("/")[2]]}
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    return _FORMS[schema["format"]] if "format" in schema else _by_type(schema)


def _by_type(schema: Mapping[str, Any]) -> str:
    bounds = " from {minimum:g} to {maximum:g}".format_map(schema) if "minimum" in schema else ""
    unit = f" {schema['unit']}" if "unit" in schema else ""
    least = f"{schema['minLength']} to" if "minLength" in schema else "at most"
    return {
        "integer": f"a whole number{bounds}{unit}",
        "number": f"a number{bounds}{unit}",
        "string": f"text of {least} {schema.get('maxLength')} characters",
        "array": f"a list of at most {schema.get('maxItems')} objects",
        "boolean": "true or false",
        "object": "an object",
    }[schema["type"]]
