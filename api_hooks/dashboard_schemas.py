"""Schemas of the answers of dashboards. Parts that were not asked for are absent."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import LinkedReceipt, Shown
from domain.businesses import SMALLEST_GROUP, SubscriptionTier, TestType


class Named(Shown):
    """Somebody, or something, by name."""

    id: UUID
    name: str


class Aged(Shown):
    """What is counted beforehand, and when that was."""

    as_of: datetime = Field(description="when it was counted")
    age_seconds: int = Field(description="since then")
    degraded: bool | None = Field(
        None, description="true: the last good answer, since a newer one cannot be made now; else absent"
    )


class TeamHeader(Shown):
    """A team."""

    id: UUID
    name: str
    description: str | None
    sport_type: str | None
    member_count: int
    organization: Named | None


class RecentBroadcast(Shown):
    """What was given to the team, to how many, and how many have done it."""

    id: UUID
    assigned_date: date
    workout_name: str
    workout_type: Literal["strength", "cardio", "hybrid", "agility"]
    total_assigned: int
    total_completed: int
    completion_rate: int = Field(description="whole percent")


class MemberStats(Shown):
    """What a member was given by the team's broadcasts, and has done."""

    athlete_id: UUID
    name: str
    email: str | None
    assigned_count: int
    completed_count: int
    completion_rate: int = Field(description="whole percent; 0 where nothing was assigned")


class TeamData(Shown):
    """A team's completion."""

    team: TeamHeader
    recent_broadcasts: list[RecentBroadcast] | None = Field(None, description="the newest ten")
    member_stats: list[MemberStats] | None = Field(None, description="the highest rate first")


class TeamDashboard(Aged):
    """A team's dashboard."""

    success: Literal[True]
    data: TeamData


class Statistics(Shown):
    """Tests of a business: those that its testers took, and those at its locations."""

    total_tests: int
    tests_last30_days: int = Field(alias="testsLast30Days")
    tests_last90_days: int | None = Field(alias="testsLast90Days", description="null in a short window")
    tests_last_year: int | None = Field(description="null in a short window")
    unique_clients_count: int
    active_tester_count: int
    active_location_count: int
    tests_by_type: dict[TestType, int]


class Subscriptions(Shown):
    """Active subscriptions."""

    total_active_subscriptions: int
    by_tier: dict[SubscriptionTier, int]


class TesterCount(Shown):
    """Tests of a tester."""

    tester_id: UUID
    tester_name: str
    test_count: int


class LocationCount(Shown):
    """Tests at a location."""

    location_id: UUID
    location_name: str
    test_count: int


class MonthOfTests(Shown):
    """Tests of a month of the business's zone."""

    month: datetime = Field(description="its first day")
    count: int


class PerformanceTest(Shown):
    """A test."""

    id: UUID
    client_id: UUID
    test_date: datetime
    test_type: TestType
    status: str
    tester_id: UUID | None
    location_id: UUID | None


class StoredTest(Shown):
    """What became of a test."""

    success: Literal[True]
    test: PerformanceTest
    receipt: LinkedReceipt | None = Field(description="of the business's figures; null if it was there")


class RecentTest(PerformanceTest):
    """A test, with the names of who and where."""

    client: Named
    tester: Named | None
    test_location: Named | None


class CoalescingSaved(Shown):
    """Check-ins of the last 30 days: how many writes changed them, and how many there are."""

    writes: int
    check_ins: int
    saved: int = Field(description="writes that called for no check-in of their own")


class MonthOfAthletes(Shown):
    """A month of the athletes as a group."""

    month: datetime = Field(description="its first day")
    check_ins: int | None
    check_in_rate: int | None = Field(description="whole percent of the days of athletes who were here")
    average_readiness: float | None


class AthletesAsGroup(Shown):
    """The business's athletes together. Null where there are too few of them, or nothing is known."""

    athlete_count: int
    check_in_rate30_days: int | None = Field(
        alias="checkInRate30Days", description="whole percent of the athletes' days"
    )
    average_readiness: float | None = Field(description=f"of 7 days; of {SMALLEST_GROUP} athletes at least")
    readiness_change: float | None = Field(description="against the 28 days before")
    athletes_at_risk: int | None = Field(description="with an active alert that a coach may want to look at")
    open_injury_cases: int | None
    athletes_on_streak: int | None
    average_streak: float | None = Field(description="days, of those who are on one")
    completion_rate30_days: int | None = Field(
        alias="completionRate30Days", description="whole percent of what teams' broadcasts gave to do"
    )
    coalescing: CoalescingSaved | None
    monthly_trend: list[MonthOfAthletes]


class BusinessStats(Aged):
    """A business's figures."""

    business_id: UUID
    business_name: str
    statistics: Statistics
    subscriptions: Subscriptions | None = None
    tester_breakdown: list[TesterCount] | None = None
    location_breakdown: list[LocationCount] | None = None
    monthly_trend: list[MonthOfTests] | None = Field(None, description="twelve months, the newest first")
    recent_tests: list[RecentTest] | None = Field(None, description="the newest first")
    athletes: AthletesAsGroup | None = None
