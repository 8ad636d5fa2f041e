"""What the assistant's own answers read beside an athlete's picture."""

from storage.statements import Statement, written

#: Days ahead that are told of, today included; and workouts at most.
DAYS_AHEAD = 7
MOST_WORKOUTS = 20

#: An athlete's workouts from the day `first` on: `date`, `type`, `status`, `intensity`, `minutes`. Only for
#: those who may see the athlete.
COMING_WORKOUTS: Statement = written(f"""
SELECT date, type, status, intensity, duration_minutes AS minutes FROM workouts
WHERE client_id = %(client_id)s::uuid AND date >= %(first)s::date AND date < %(first)s::date + {DAYS_AHEAD}
ORDER BY date, position, id LIMIT {MOST_WORKOUTS}
""")  # noqa: S608  what is put in are constants
