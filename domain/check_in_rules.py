"""What each input accepts, in words: the same for all who take check-ins in."""

from domain.check_in import Field, Kind


def rule_of(field: Field) -> str:
    """What the field accepts, to follow after `must be`. Null is always accepted, and clears it."""
    bounds = f" from {field.minimum:g} to {field.maximum:g}" if field.minimum is not None else ""
    match field.kind:
        case Kind.INT:
            return f"a whole number{bounds}"
        case Kind.FLOAT:
            return f"a number{bounds}{f' {field.unit}' if field.unit else ''}"
        case Kind.BOOL:
            return "true or false"
        case Kind.ENUM:
            return f"one of {', '.join(choices_of(field))}"
        case Kind.TEXT:
            return f"text of at most {field.max_length} characters"
        case Kind.JSON:
            return "a list of objects"


def choices_of(field: Field) -> tuple[str, ...]:
    """The values of an enum; none for other kinds."""
    return tuple(choice.value for choice in field.enum or ())
