"""Numbers as they are written in a cell."""

import math

from ops.importing.faults import CellError


def number_of(text: str, rule: str, *, decimal_comma: bool = False) -> float:
    """The finite number that a text means: digits with a point, or with a comma where that is so.

    Raises:
        CellError: with the rule; it is none.
    """
    written = text.replace(",", ".") if decimal_comma and "." not in text else text
    if decimal_comma and "." in text:
        written = ""
    try:
        number = float(written)
    except ValueError:
        hint = "" if decimal_comma or "," not in text else " (with --decimal-comma if it has a comma)"
        raise CellError(f"{rule}{hint}") from None
    if not math.isfinite(number) or "_" in text or not text.isascii():
        raise CellError(rule)
    return number
