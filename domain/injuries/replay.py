"""Cases as a pure replay of the check-ins: in whatever order they came in, the same cases follow."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from domain.injuries.cases import CaseKind
from domain.injuries.catalogue import Entry, entry_of
from domain.injuries.detection import Concern, detect_of
from domain.injuries.followed import LOW_DAYS_NEEDED, Followed, Report
from domain.injuries.illness import replay_illness
from domain.injuries.kept import Kept, held
from domain.injuries.said import Said
from domain.injuries.taking_over import close_if_taken_over


def replay(client: UUID, check_ins: Sequence[Said], kept: Sequence[Kept] = ()) -> list[Followed]:
    """The automatic cases that check-ins, in the order of their days, come to.

    Args:
        client: the athlete.
        check_ins: the first of them at a time when no case was open.
        kept: cases that a person keeps: what is reported on the same is theirs.
    """
    found: list[Followed] = []
    is_open: dict[str, Followed] = {}
    for said in check_ins:
        for part, case in list(is_open.items()):
            if close_if_taken_over(case, kept, said):
                del is_open[part]
        if said.reports_pain:
            _take_report(client, said, kept, is_open, found)
        for part, case in list(is_open.items()):
            _look_at(case, said)
            if not case.is_open:
                del is_open[part]
    for case in is_open.values():
        close_if_taken_over(case, kept, None)
    return sorted(
        found + replay_illness(client, check_ins, kept), key=lambda case: (case.opened_on, case.part)
    )


def _take_report(
    client: UUID, said: Said, kept: Iterable[Kept], is_open: dict[str, Followed], found: list[Followed]
) -> None:
    if held(kept, CaseKind.INJURY, said.part, said.date):
        return
    if said.part not in is_open:
        is_open[said.part] = Followed(
            client_id=client,
            kind=CaseKind.INJURY,
            part=said.part,
            opened_on=said.date,
            revision=said.revision,
        )
        found.append(is_open[said.part])
    case = is_open[said.part]
    verdict = detect_of(Concern.INJURY, said)
    if verdict is None or said.pain is None:
        raise AssertionError("a report of pain meets no rule of pain")
    case.side = said.side or case.side
    named = entry_of(said.part, said.injury_type)
    if _conservative(named) > _conservative(case.entry):
        case.entry = named
    reasons = tuple(reason.value for reason in verdict.reasons)
    case.report(Report(said.date, verdict.severity, verdict.decision, said.pain, reasons=reasons))


def _conservative(entry: Entry) -> tuple[bool, bool, tuple[int, ...]]:
    """An order of types by how careful they call for one to be; an unknown one comes before all."""
    return entry.id is not None, entry.is_fracture, entry.days[::-1]


def _look_at(case: Followed, said: Said) -> None:
    """What a check-in that does not report a case says of it; another part, or unknown pain, says nothing."""
    if said.reports_pain and said.part == case.part:
        return
    if said.is_low:
        case.low_days += 1
        case.ask(said.date)
        is_long_enough = said.date >= case.opened_on + timedelta(days=case.minimum_days)
        if case.low_days >= LOW_DAYS_NEEDED and is_long_enough:
            case.resolve(said.date)
    elif said.date > case.ends:
        case.ask(said.date)
