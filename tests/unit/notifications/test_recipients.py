"""Who is told: the closest in charge, the coach where nobody is, and each person once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from domain.notices import Audience, NoticeKind
from notifications.recipients import Recipient, recipients
from storage.addressing import Addressed, Physio

ATHLETE, COACH, FIRST, SECOND = (uuid4() for _ in range(4))
CLIENT = uuid4()
NOTICE = Addressed(
    id=uuid4(),
    client_id=CLIENT,
    kind=NoticeKind.PHYSIO_CONTACT_REQUEST.value,
    audience=["PHYSIO"],
    priority="HIGH",
    date=date(2026, 3, 14),
    params={},
    expires_at=None,
    withdrawn_at=None,
    withdrawn_because=None,
    athlete_name="Anna",
    time_zone="Europe/Stockholm",
    coach=COACH,
    athlete=ATHLETE,
    today=date(2026, 3, 14),
    now=datetime(2026, 3, 14, 8, tzinfo=UTC),
    reason=None,
)


def physio(user: UUID, scope: int, role: str = "PRIMARY") -> Physio:
    return Physio(client_id=CLIENT, user_id=user, scope=scope, role=role)


@pytest.mark.parametrize("scope", range(4))
def test_the_closer_scope_wins_over_the_role(scope: int) -> None:
    found = recipients(NOTICE, [physio(FIRST, scope + 1), physio(SECOND, scope, "CONSULTANT")])
    assert found == [Recipient(SECOND, Audience.PHYSIO)]


def test_in_one_scope_the_primary_is_asked_and_of_several_all() -> None:
    third = uuid4()
    found = recipients(NOTICE, [physio(FIRST, 1), physio(SECOND, 1, "SECONDARY"), physio(third, 1)])
    assert {each.user_id for each in found} == {FIRST, third}


def test_e2_without_a_physio_the_coach_is_asked_and_the_athlete_told_so() -> None:
    for audience in (["PHYSIO"], ["PHYSIO", "ATHLETE"], ["ATHLETE", "PHYSIO"]):
        assert recipients(replace(NOTICE, audience=audience), []) == [
            Recipient(COACH, Audience.COACH, stands_in=True),
            Recipient(ATHLETE, Audience.ATHLETE, stands_in=True),
        ]


def test_with_a_physio_the_athlete_is_told_that_the_request_has_arrived() -> None:
    found = recipients(replace(NOTICE, audience=["PHYSIO", "ATHLETE"]), [physio(FIRST, 4)])
    assert found == [Recipient(FIRST, Audience.PHYSIO), Recipient(ATHLETE, Audience.ATHLETE)]


def test_an_athlete_without_a_login_is_not_told() -> None:
    assert recipients(replace(NOTICE, audience=["ATHLETE", "COACH"], athlete=None), []) == [
        Recipient(COACH, Audience.COACH)
    ]


def test_who_is_several_things_is_told_once() -> None:
    notice = replace(NOTICE, audience=["ATHLETE", "COACH", "PHYSIO"], athlete=COACH, kind="SYMPTOM_FLAG")
    assert recipients(notice, [physio(COACH, 0)]) == [Recipient(COACH, Audience.ATHLETE)]


def test_the_coach_is_not_told_twice_where_nobody_is_in_charge() -> None:
    notice = replace(NOTICE, audience=["COACH", "PHYSIO"], kind="SYMPTOM_FLAG")
    assert recipients(notice, []) == [Recipient(COACH, Audience.COACH)]
