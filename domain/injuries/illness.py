"""Acute illness: a full rest from the day of the report, for as many days as it takes at least.

Each further ill day extends it; the first check-in that tells of no illness after the rest ends the case.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from domain.injuries.cases import CaseKind
from domain.injuries.catalogue import rest_days
from domain.injuries.decision import Decision, Severity
from domain.injuries.followed import NO_PART, Followed, Report
from domain.injuries.kept import Kept, held
from domain.injuries.said import Said
from domain.injuries.taking_over import close_if_taken_over


def replay_illness(client: UUID, check_ins: Iterable[Said], kept: Sequence[Kept]) -> list[Followed]:
    """The cases of illness that check-ins, in the order of their days, come to."""
    found: list[Followed] = []
    for said in check_ins:
        case = found[-1] if found and found[-1].is_open else None
        if case and close_if_taken_over(case, kept, said):
            case = None
        if said.is_acutely_ill:
            _take_report(client, said, kept, case, found)
        elif case and not said.is_illness:
            # A chronic illness says nothing of an acute one.
            if said.date > case.ends:
                case.resolve(said.date)
            else:
                case.ask(said.date)
    if found and found[-1].is_open:
        close_if_taken_over(found[-1], kept, None)
    return found


def _take_report(
    client: UUID, said: Said, kept: Sequence[Kept], case: Followed | None, found: list[Followed]
) -> None:
    if held(kept, CaseKind.ILLNESS, NO_PART, said.date):
        return
    if case is None:
        case = Followed(
            client_id=client,
            kind=CaseKind.ILLNESS,
            part=NO_PART,
            opened_on=said.date,
            revision=said.revision,
        )
        found.append(case)
    case.illness_type = said.illness_type or case.illness_type
    rest = rest_days(said.illness_type)
    reasons = (f"ILLNESS_{said.illness_type or 'UNKNOWN'}",)
    case.report(Report(said.date, Severity.HIGH, Decision.REST, rest_days=rest, reasons=reasons))
