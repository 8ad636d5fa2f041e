"""The seven sources of an athlete's calendar, as the contract names what they show (docs/calendar.md)."""

from domain.calendar import LONGEST_EVENT, ItemType
from storage.calendar_source import Source, as_clock, in_words, kilometres

WORKOUTS = Source(
    name="workouts",
    type=ItemType.WORKOUT,
    table="workouts",
    order="one.position",
    title=f"coalesce(one.name, {in_words('one.type')})",
    description="one.coach_notes",
    status="one.status",
    joins="LEFT JOIN training_programs program ON program.id = one.program_id",
    light={"workoutType": "one.type", "dayNumber": "one.day_number", "order": "one.position"},
    full={
        "intensity": "one.intensity",
        "duration": "one.duration_minutes",
        "distance": "one.distance_m / 1000",
        "programId": "one.program_id",
        "programName": "program.name",
        "phase": "one.phase",
        "weekNumber": "one.week_number",
        "segmentCount": "least(one.segment_count, 3)",
        "isCompleted": "one.status = 'COMPLETED'",
    },
)

RACES = Source(
    name="races",
    type=ItemType.RACE,
    table="races",
    inside="one.date >= span.first AND one.date < span.last + 1 AND one.status <> 'CANCELLED'",
    title="one.name",
    description="one.description",
    status="one.status",
    joins="LEFT JOIN race_results result ON result.race_id = one.id",
    light={
        "distance": "one.distance",
        "classification": "one.classification",
        "isCompleted": "one.status = 'COMPLETED' OR result.id IS NOT NULL",
    },
    full={
        "targetTime": as_clock("one.target_time"),
        "targetPace": as_clock(f"one.target_time / ({kilometres('one')})"),
        "actualTime": "result.time_formatted",
        "actualPace": as_clock("result.avg_pace"),
        "vdot": "result.vdot",
        "assessment": "one.assessment",
        "taperWeeks": "one.taper_weeks",
        "calendarId": "one.calendar_id",
        "seasonName": "one.season_name",
    },
)

FIELD_TESTS = Source(
    name="fieldTests",
    type=ItemType.FIELD_TEST,
    table="field_tests",
    title=in_words("one.test_type"),
    description="one.notes",
    status="CASE WHEN one.valid THEN 'VALID' ELSE 'INVALID' END",
    light={"testType": "one.test_type", "valid": "one.valid"},
    full={
        "lt1Pace": "one.lt1_pace",
        "lt1HR": "one.lt1_hr",
        "lt2Pace": "one.lt2_pace",
        "lt2HR": "one.lt2_hr",
        "confidence": "one.confidence",
        "results": "one.results",
    },
)

# An event is there on every day that it reaches into; the longest one that does began so many days before.
CALENDAR_EVENTS = Source(
    name="calendarEvents",
    type=ItemType.CALENDAR_EVENT,
    table="calendar_events",
    inside=f"one.start_date > span.first - {LONGEST_EVENT} AND one.start_date < span.last + 1"
    " AND one.end_date >= span.first AND one.status <> 'CANCELLED'",
    day="one.start_date",
    order="CASE WHEN one.all_day OR one.start_time IS NULL THEN -1"
    " ELSE substr(one.start_time, 1, 2)::int * 60 + substr(one.start_time, 4, 2)::int END",
    end="one.end_date",
    title="one.title",
    description="one.description",
    status="one.status",
    joins="LEFT JOIN users author ON author.id = one.created_by",
    light={
        "eventType": "one.event_type",
        "trainingImpact": "one.training_impact",
        "allDay": "one.all_day",
        "color": "one.color",
    },
    full={
        "impactNotes": "one.impact_notes",
        "startTime": "one.start_time",
        "endTime": "one.end_time",
        "altitude": "one.altitude",
        "adaptationPhase": "one.adaptation_phase",
        "illnessType": "one.illness_type",
        "returnToTrainingDate": "one.return_to_training_date",
        "medicalClearance": "one.medical_clearance",
        "isReadOnly": "one.is_read_only",
        "externalCalendarType": "one.external_calendar_type",
        "externalCalendarName": "one.external_calendar_name",
        "createdBy": "CASE WHEN author.id IS NOT NULL"
        " THEN json_build_object('id', author.id, 'name', author.name) END",
    },
)

_IS_ASSESSED = "one.assessed_revision = one.revision"

# Results count only where they are of the current inputs.
CHECK_INS = Source(
    name="checkIns",
    type=ItemType.CHECK_IN,
    table="daily_metrics",
    title="'Check-in'",
    description="one.athlete_notes",
    status=f"CASE WHEN {_IS_ASSESSED} THEN one.readiness_level ELSE 'PENDING' END",
    light={
        "readinessScore": f"CASE WHEN {_IS_ASSESSED} THEN one.readiness_score END",
        "readinessDecision": f"CASE WHEN {_IS_ASSESSED} THEN one.recommended_action END",
    },
    full={
        "sleepQuality": "one.sleep_quality",
        "sleepHours": "one.sleep_hours",
        "soreness": "one.muscle_soreness",
        "fatigue": "11 - one.energy_level",
        "stress": "one.stress",
        "mood": "one.mood",
        "restingHR": "one.resting_hr",
        "hrv": "one.hrv_rmssd",
    },
)

_MADE_ON = "(one.created_at AT TIME ZONE span.time_zone)::date"

# Dated by when it was made; the day is the athlete's own. Where clocks are put back at midnight there
# are two of it: so the index is asked for somewhat more than the days.
WODS = Source(
    name="wods",
    type=ItemType.WOD,
    table="generated_wods",
    inside="one.created_at >= span.first::timestamp AT TIME ZONE span.time_zone - interval '2 hours'"
    " AND one.created_at < (span.last + 1)::timestamp AT TIME ZONE span.time_zone + interval '2 hours'"
    f" AND {_MADE_ON} >= span.first AND {_MADE_ON} < span.last + 1 AND one.status <> 'ABANDONED'",
    day=_MADE_ON,
    order="(extract(epoch FROM one.created_at) * 1000000)::bigint",
    title="one.title",
    description="one.description",
    status="one.status",
    light={
        "requestedDuration": "one.requested_duration",
        "primarySport": "one.primary_sport",
        "isCompleted": "one.status = 'COMPLETED'",
    },
    full={
        "mode": "one.mode",
        "actualDuration": "one.actual_duration",
        "intensityAdjusted": "one.intensity_adjusted",
        "sessionRPE": "one.session_rpe",
    },
)

AD_HOC = Source(
    name="adHoc",
    type=ItemType.AD_HOC,
    table="ad_hoc_workouts",
    inside="one.date >= span.first AND one.date < span.last + 1 AND one.status = 'CONFIRMED'",
    title=f"coalesce(one.title, {in_words('one.workout_type')})",
    description="one.description",
    status="one.status",
    light={"inputType": "one.input_type", "workoutType": "one.workout_type", "isCompleted": "true"},
    full={
        "duration": "one.duration",
        "distance": "one.distance",
        "perceivedEffort": "one.perceived_effort",
        "intensity": "one.intensity",
        "feeling": "one.feeling",
        "confidence": "one.confidence",
    },
)

#: In the order of `ItemType`.
SOURCES = (WORKOUTS, RACES, FIELD_TESTS, CALENDAR_EVENTS, CHECK_INS, WODS, AD_HOC)
