"""Notices of the cascade: what is told, and to whom, as codes. Load and symptom flags, and no diagnosis."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.effects import Wanted
from domain.injuries import keys
from domain.injuries.catalogue import SEVERE_PAIN
from domain.injuries.decision import Severity
from domain.injuries.detection import Verdict
from domain.injuries.followed import LOW_DAYS_NEEDED, Followed, Told, proposal
from domain.injuries.patterns import Episode
from domain.injuries.said import Said
from domain.notices import NOTICE, Audience, NoticeKind, Priority, notice_content

_BOTH = (Audience.ATHLETE, Audience.COACH)

#: Pain over which a notice is HIGH.
_HIGH_PAIN = 5

#: After so many days nobody need hear of a day's fatigue, or of a wish for a physiotherapist.
FATIGUE_EXPIRES_DAYS = 2
PHYSIO_EXPIRES_DAYS = 7


def symptom_flag(case: Followed, told: Told, workouts: int) -> Wanted:
    """Pain was reported, and training changed: once a case, and again when it becomes more serious.

    Args:
        case: the case.
        told: what is told of it.
        workouts: planned workouts that the report changes.
    """
    pain = told.report.pain or 0
    urgency = Priority.HIGH if pain > _HIGH_PAIN else Priority.NORMAL
    return _notice(
        (case.client_id, case.opened_on, case.revision),
        keys.told(case.id),
        NoticeKind.SYMPTOM_FLAG,
        _BOTH,
        Priority.URGENT if pain >= SEVERE_PAIN else urgency,
        {
            "bodyPart": case.part,
            "pain": pain,
            "severity": told.report.severity.value,
            "decision": told.report.decision.value,
            "reportedOn": told.report.day.isoformat(),
            "until": told.until.isoformat(),
            "workouts": workouts,
            "caseId": str(case.id),
            **proposal(told.minimum_days),
        },
    )


def illness_report(case: Followed, told: Told) -> Wanted:
    """Illness was reported, and calls for rest."""
    return _notice(
        (case.client_id, case.opened_on, case.revision),
        keys.told(case.id),
        NoticeKind.ILLNESS_REPORT,
        _BOTH,
        Priority.HIGH,
        {
            "illnessType": told.type,
            "restDays": told.report.rest_days,
            "until": told.until.isoformat(),
        },
    )


def recovery_check(case: Followed, since: date) -> Wanted:
    """It hurts less, or nothing was heard of it for long: is it over? Once for each time that it is asked."""
    more = timedelta(days=LOW_DAYS_NEEDED - case.asked_low_days)
    earliest = max(case.opened_on + timedelta(days=case.minimum_days), since + more)
    return _notice(
        (case.client_id, case.opened_on, case.revision),
        keys.asked(case.id, since),
        NoticeKind.RECOVERY_CHECK,
        (Audience.ATHLETE,),
        Priority.NORMAL,
        {
            "bodyPart": case.part,
            "caseId": str(case.id),
            "lowDays": case.asked_low_days,
            "neededDays": LOW_DAYS_NEEDED,
            "earliest": earliest.isoformat(),
        },
    )


def fatigue_flag(client: UUID, said: Said, verdict: Verdict) -> Wanted:
    """Sleep, stress, energy, soreness or readiness call for an easier day."""
    return _notice(
        (client, said.date, said.revision),
        keys.fatigue(client, said.date),
        NoticeKind.FATIGUE_FLAG,
        _BOTH,
        Priority.HIGH if verdict.severity is Severity.CRITICAL else Priority.NORMAL,
        {
            "decision": verdict.decision.value,
            "severity": verdict.severity.value,
            "reasons": [reason.value for reason in verdict.reasons],
        },
        expires_days=FATIGUE_EXPIRES_DAYS,
    )


def chronic_illness(client: UUID, said: Said) -> Wanted:
    """A chronic illness was reported: for the coach to know, and nothing changes."""
    return _notice(
        (client, said.date, said.revision),
        keys.chronic(client, said.date),
        NoticeKind.ILLNESS_REPORT,
        (Audience.COACH,),
        Priority.LOW,
        {"illnessType": said.illness_type, "restDays": 0, "until": None},
    )


def physio_request(client: UUID, said: Said) -> Wanted:
    """The athlete asks for a physiotherapist; the reason that they give stays in the check-in."""
    return _notice(
        (client, said.date, said.revision),
        keys.physio(client, said.date),
        NoticeKind.PHYSIO_CONTACT_REQUEST,
        (Audience.PHYSIO, Audience.ATHLETE),
        Priority.HIGH,
        {"rehabPainDuring": said.rehab_pain_during, "rehabPainAfter": said.rehab_pain_after},
        expires_days=PHYSIO_EXPIRES_DAYS,
    )


def pattern_alert(client: UUID, episode: Episode) -> Wanted:
    """Something comes back: once an episode, and again when it becomes more serious."""
    return _notice(
        (client, episode.began, episode.revision),
        keys.pattern(client, episode.pattern, episode.part, episode.began),
        NoticeKind.PATTERN_ALERT,
        (Audience.COACH,),
        Priority.HIGH if episode.worst.severity is Severity.HIGH else Priority.NORMAL,
        {
            "pattern": episode.pattern.value,
            "bodyPart": episode.part,
            "occurrences": episode.worst.occurrences,
            "severity": episode.worst.severity.value,
        },
    )


def _notice(
    check_in: tuple[UUID, date, int],
    key: str,
    kind: NoticeKind,
    audience: tuple[Audience, ...],
    priority: Priority,
    params: Mapping[str, Any],
    *,
    expires_days: int | None = None,
) -> Wanted:
    client, day, revision = check_in
    return Wanted(
        key=key,
        kind=NOTICE,
        client_id=client,
        date=day,
        revision=revision,
        cause={"notice": kind.value},
        after=notice_content(kind, audience, priority, params, expires_days=expires_days),
    )
