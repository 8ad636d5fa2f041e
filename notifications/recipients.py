"""Who is told of a notice: logins, for those whom it is for in principle."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from domain.notice_delivery import PhysioRole
from domain.notices import Audience, NoticeKind
from storage.addressing import Addressed, Physio

_ROLES = [role.value for role in PhysioRole]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is told, and as what."""

    user_id: UUID
    audience: Audience
    #: The coach stands in: nobody is there whom it is really for.
    stands_in: bool = False


def recipients(notice: Addressed, physios: Iterable[Physio]) -> list[Recipient]:
    """Whom to tell: each person once, as the first that they are in the notice's audience.

    Where no physiotherapist is in charge, the coach stands in; an athlete who has asked for one is told so.

    Args:
        notice: what there is to tell.
        physios: those in charge of the notice's athlete.
    """
    audience = [Audience(each) for each in notice.audience]
    found: list[Recipient] = []
    no_physio = False
    for each in audience:
        if each is Audience.ATHLETE:
            found += [Recipient(notice.athlete, each)] if notice.athlete else []
        elif each is Audience.COACH:
            found.append(Recipient(notice.coach, each))
        elif in_charge := closest(physios):
            found += [Recipient(user, each) for user in in_charge]
        else:
            no_physio = True
            found.append(Recipient(notice.coach, Audience.COACH, stands_in=True))
    if no_physio and notice.kind == NoticeKind.PHYSIO_CONTACT_REQUEST:
        found = [each for each in found if each.audience is not Audience.ATHLETE]
        found += [Recipient(notice.athlete, Audience.ATHLETE, stands_in=True)] if notice.athlete else []
    return list({each.user_id: each for each in reversed(found)}.values())[::-1]


def closest(physios: Iterable[Physio]) -> list[UUID]:
    """Of those in charge the ones of the closest scope, and of these the ones who are asked first."""
    ranked = sorted((each.scope, _ROLES.index(each.role), each.user_id) for each in physios)
    return [user for *rank, user in ranked if rank == list(ranked[0][:2])]
