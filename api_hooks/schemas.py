"""Schemas of the answers, for the OpenAPI document. Answers are written by hand, and tested against these."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from api_hooks.row_schema import DailyMetrics
from domain.trend import Trend


class Shown(BaseModel):
    """Base of all of them: names are in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)


class FieldProblem(Shown):
    """One field that is not right."""

    field: str = Field(description="its name in the request")
    value: Any = Field(None, description="what was given, cut to 100 characters")
    rule: str = Field(description="what it must be")


class Problem(Shown):
    """Any answer that is not what was asked for."""

    success: bool | None = Field(None, description="of a team's dashboard: false; else absent")
    error: str = Field(description="one sentence")
    details: list[FieldProblem] | None = Field(None, description="with 422: every field that is not right")
    message: str | None = Field(None, description="with 429: one sentence; `error` is a code then")
    retry_after: int | None = Field(
        None, description="with 429 and 503: seconds, as in the header Retry-After"
    )
    code: str | None = Field(None, description="of the assistant: what is wrong, for programs")
    scope: str | None = Field(None, description="of the assistant, with 429: user, business or provider")
    current_usage: int | None = Field(None, description="of the assistant: messages of this month")
    limit: int | None = Field(None, description="of the assistant: messages that a month includes")
    upgrade_url: str | None = Field(None, description="of the assistant: where one can subscribe")


class Receipt(Shown):
    """What names an accepted write."""

    lane: str = Field(examples=["checkins"])
    key: str = Field(
        description="what the lane coalesces on; of checkins it is clientId:date",
        examples=["7c9e6679-7425-40de-944b-e07fc1f90ae7:2026-03-14"],
    )
    revision: int = Field(description="counts the changes of the inputs of this key", examples=[1])


class LinkedReceipt(Receipt):
    """A receipt, and where to ask about it."""

    url: str


class DeferredAssessments(Shown):
    """Always empty: assessments are made after the answer."""

    hrv: None
    rhr: None
    wellness: None
    readiness: None
    deferred: Literal[True]
    strength_fatigue: None


class InjuryResponse(Shown):
    """Always pending: injuries are evaluated after the answer."""

    triggered: Literal[False]
    pending_evaluation: Literal[True]


class StoredCheckIn(Shown):
    """The check-in is stored, and its assessment is owed."""

    success: Literal[True]
    daily_metrics: DailyMetrics
    assessments: DeferredAssessments
    injury_response: InjuryResponse
    receipt: LinkedReceipt


class ScoreTrend(Shown):
    """The seven calendar days that end with the newest check-in."""

    trend: Annotated[str, Field(description=f"one of {', '.join(Trend)}")]
    average: float | None
    scores: Annotated[int, Field(ge=0, le=7, description="days of the seven with a score")]
    falling_days: Annotated[int, Field(ge=0, description="days in a row that fell, ending there")]


class Summary(Shown):
    """Counts, averages over the newest seven rows of what is known, and trends."""

    total_days: int
    recent_days: Annotated[int, Field(ge=0, le=7)]
    average_readiness: float | None
    average_wellness: float | None
    average_hrv: float | None = Field(alias="averageHRV", description="ms")
    average_rhr: float | None = Field(alias="averageRHR", description="bpm")
    percent_readiness_trend: ScoreTrend | None = Field(
        description="of the scores of the engine percent, whichever is put forward"
    )
    wellness_trend: ScoreTrend | None


class RecentCheckIns(Shown):
    """An athlete's check-ins, newest first."""

    success: Literal[True]
    metrics: list[DailyMetrics]
    summary: Summary


class ReceiptState(Shown):
    """Where the deferred work of a write stands."""

    receipt: Receipt
    state: Literal["owed", "waiting", "running", "done", "dead"] = Field(
        description="owed: in the ledger, not (or not known to be) in Redis; waiting: until `dueAt`;"
        " running: a worker holds it; done: the result is stored; dead: given up, for `reason`"
    )
    done_revision: int = Field(description="the newest revision whose result is stored; 0 if none is")
    owed_at: datetime = Field(description="when the newest revision was accepted")
    done_at: datetime | None = Field(description="when a result was last stored")
    lag_ms: int | None = Field(description="with done: from when the work was due until it was done")
    run: str | None = Field(description="with running and done: name of the run")
    attempt: int | None = Field(
        description="number of the run that is coming, under way, or did it; of failed ones where it is dead"
    )
    running_since: datetime | None
    due_at: datetime | None = Field(description="with waiting: when it is to run")
    due_in_ms: int | None = Field(description="the same, from now; 0 when it is due")
    paused: bool = Field(
        description="with owed and waiting: its lane is paused, and no run starts until that ends"
    )
    dead_at: datetime | None
    forgotten_at: datetime | None = Field(description="with dead: when an operator put it out of sight")
    reason: str | None = Field(description="why the last run failed")
    replay: str | None = Field(description="with dead: whether it can be tried again, in words")


class Alive(Shown):
    """The process answers."""

    status: Literal["alive"]


class Check(Shown):
    """One thing that the platform needs."""

    ok: bool
    ms: float = Field(description="how long the check took")
    reason: str | None = None
    seen: int | None = Field(None, description="workers heard of lately")


class Readiness(Shown):
    """Whether everything is there that the platform needs."""

    status: Literal["ready", "not ready"]
    checks: dict[Literal["postgres", "redis", "worker", "beat"], Check]
