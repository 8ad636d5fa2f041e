"""What may be asked of a business's figures, as parameters of the URL."""

from typing import Annotated

from pydantic import BaseModel, Field

from storage.business_stats import RECENT_TESTS


def _part(name: str) -> object:
    return Field(alias=name, description="false: without them")


class StatsFlags(BaseModel):
    """Which parts of the figures are wanted. All of them, if nothing is said."""

    recent: Annotated[bool, _part("includeRecentTests")] = True
    trend: Annotated[bool, _part("includeMonthlyTrend")] = True
    breakdowns: Annotated[bool, _part("includeBreakdowns")] = True
    subscriptions: Annotated[bool, _part("includeSubscriptions")] = True
    athletes: Annotated[bool, _part("includeAthletes")] = True
    take: Annotated[
        int, Field(alias="recentTestsTake", ge=0, le=RECENT_TESTS, description="recent tests at most")
    ] = 10
    short: Annotated[
        bool, Field(alias="shortWindow", description="true: of the last 30 days; longer counts are null")
    ] = False
    refresh: Annotated[bool, Field(description="true: read anew, whatever is cached")] = False

    @property
    def key(self) -> str:
        """What tells answers of different shapes apart."""
        shown = (self.recent, self.trend, self.breakdowns, self.subscriptions, self.athletes, self.short)
        return "".join(str(int(flag)) for flag in shown) + f":{self.take}"
