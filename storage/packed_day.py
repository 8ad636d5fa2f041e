"""A day as later days' histories want it: all that counts of it in one value, kept by the database itself."""

from domain.history import ANSWERS, MARKS, MEASUREMENTS, PAST_DAY

#: What of a day counts for the days after it.
HISTORY_INPUTS = (*MARKS, *MEASUREMENTS, *ANSWERS)

_FIELDS = {
    **{name: f"boolsend(coalesce({name} = '{marked}', false))" for name, marked in MARKS.items()},
    **{name: f"float8send(coalesce({name}, 'NaN'::float8))" for name in MEASUREMENTS},
    **{name: f"int2send(coalesce({name}, 0::int2))" for name in ANSWERS},
}

#: SQL of a `domain.history.PAST_DAY` without its first field, the number of days before.
PACKED_DAY = " || ".join(_FIELDS[name] for name in PAST_DAY.names[1:]) if PAST_DAY.names else ""
