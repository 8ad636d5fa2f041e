"""How the athlete is: today's verdict and why, and the days before it."""

import asyncio

from chat.context.kind import Kind, about_athlete
from chat.context.sources import ContextSources
from chat.context.turn import DAYS_READ, SHOWN_DAYS, Turn
from domain.wording import SAFETY_NOTE
from picture.athlete import AthletePicture, picture_of
from picture.day import Day
from picture.said import rate_in_words, sleep_in_words, wellness_in_words
from picture.verdict import Standing, Verdict
from picture.words import age_in_words, day_in_words, in_words, short_day
from storage.athlete_picture import OPERATORS_PICTURE

_STANDINGS = {
    Standing.NO_CHECK_INS: "There is no check-in of the last weeks: nothing is known of today.",
    Standing.PENDING: "Today's check-in is being assessed: its readiness is not known yet.",
    Standing.NOT_ENOUGH_DATA: "Today's check-in holds too little for a readiness score.",
}


async def _read(turn: Turn, sources: ContextSources) -> str:
    parameters = {"client_id": turn.ask.client_id, "days": DAYS_READ}
    rows = await sources.reader.rows(OPERATORS_PICTURE, parameters)
    # It takes some milliseconds, which check-ins need not wait for.
    return await asyncio.to_thread(lambda: athlete_in_words(picture_of(rows, SHOWN_DAYS)))


def athlete_in_words(picture: AthletePicture) -> str:
    """The picture as the assistant reads it."""
    said = [f"Where the athlete is, today is {day_in_words(picture.today)}.", _verdict(picture.verdict)]
    said += _whys(picture.verdict)
    said += _newest(picture.newest)
    said.append("Readiness by day, oldest first: " + "; ".join(map(_readiness, picture.days)) + ".")
    return "\n".join([*said, SAFETY_NOTE])


def _verdict(verdict: Verdict) -> str:
    if verdict.standing in _STANDINGS:
        return _STANDINGS[verdict.standing]
    score = "no score" if verdict.score is None else f"{verdict.score:.1f} of 10"
    level = f", {in_words(verdict.level)}" if verdict.level else ""
    sure = f" (confidence {in_words(verdict.confidence)})" if verdict.confidence else ""
    said, then = f"Readiness today: {score}{level}{sure}.", ""
    if verdict.standing is Standing.NOT_TODAY and verdict.day is not None:
        when = f"{short_day(verdict.day)}, {age_in_words(verdict.age_days or 0)}"
        said = f"No check-in today: nothing is known of today. Readiness of {when}: {score}{level}."
        then = " then"
    return said if verdict.recommendation is None else f"{said} Advice{then}: {verdict.recommendation}"


def _whys(verdict: Verdict) -> list[str]:
    said = []
    if verdict.reasons:
        pulls = "; ".join(
            f"{reason.label} {reason.contribution:+.2f}" + (f" ({reason.details})" if reason.details else "")
            for reason in verdict.reasons
        )
        said.append(f"Why, in {verdict.pull_unit}: {pulls}.")
    for title, flags in (
        ("Stands out strongly", verdict.red_flags),
        ("Stands out", verdict.yellow_flags),
        ("How it was measured", verdict.remarks),
    ):
        if flags:
            said.append(f"{title}: {'; '.join(flags)}.")
    if verdict.reading:
        said.append(f"Heart rate variability: {verdict.reading}.")
    if verdict.disagreement:
        said.append(f"Note that {verdict.disagreement}.")
    return said


def _newest(day: Day) -> list[str]:
    if not day.has_check_in:
        return []
    said = []
    if day.hrv.rmssd is not None:
        band = day.hrv.band
        usual = "" if band is None else f", usually {band.low:.0f} to {band.high:.0f} ms"
        place = "" if day.hrv.place is None else f", {in_words(day.hrv.place)}"
        said.append(f"HRV {day.hrv.rmssd:.0f} ms{usual}{place}")
    if day.rate.bpm is not None:
        said.append(f"resting heart rate {day.rate.bpm:.0f} bpm, {rate_in_words(day.rate)}")
    if day.sleep.hours is not None:
        said.append(f"sleep {day.sleep.hours:.1f} hours, {sleep_in_words(day.sleep)}")
    if day.wellness is not None:
        said.append(f"wellness {day.wellness:.1f} of 10, {wellness_in_words(day)}")
    return [f"Check-in of {short_day(day.date)}: {'; '.join(said)}."] if said else []


def _readiness(day: Day) -> str:
    if day.readiness is not None:
        return f"{short_day(day.date)} {day.readiness:.1f} {in_words(day.readiness_level or '')}".rstrip()
    if day.is_pending:
        return f"{short_day(day.date)} being assessed"
    return f"{short_day(day.date)} {'no score' if day.has_check_in else 'no check-in'}"


ATHLETE = Kind(
    name="athlete",
    depends_on=about_athlete("check_ins", "athlete"),
    read=_read,
    deadline_seconds=1.5,
    most_tokens=1_500,
)
