"""The budgets of the traffic model, beside what k6 has measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.table import Table

Summary = Mapping[str, Any]

_P95_READ, _P95_WRITE, _P99, _ERRORS, _ERRORS_STRESS = 1_200.0, 2_000.0, 5_000.0, 0.01, 0.03


@dataclass(frozen=True, slots=True)
class Line:
    """One budget; `measured` is None where nothing of the kind was asked."""

    what: str
    budget: float
    measured: float | None
    unit: str

    @property
    def is_kept(self) -> bool:
        """Whether it is within the budget."""
        return self.measured is None or self.measured <= self.budget


def budgets(script: str, summary: Summary) -> list[Line]:
    """The budgets of a script, with what a summary says of each."""
    errors = _ERRORS_STRESS if script in {"stress", "prod-shape"} else _ERRORS
    failed = _value(summary, "endpoint_failed", "rate")
    return [
        Line("p95 of reads", _P95_READ, _value(summary, "http_req_duration{kind:read}", "p(95)"), "ms"),
        Line("p95 of writes", _P95_WRITE, _value(summary, "http_req_duration{kind:write}", "p(95)"), "ms"),
        Line("p99 of all", _P99, _value(summary, "http_req_duration", "p(99)"), "ms"),
        Line("errors", errors * 100, None if failed is None else failed * 100, "%"),
    ]


def missed_thresholds(summary: Summary) -> list[str]:
    """Those that were missed, as `metric: expression`."""
    return [
        f"{name}: {expression}"
        for name, metric in sorted(summary["metrics"].items())
        for expression, verdict in metric.get("thresholds", {}).items()
        if not verdict["ok"]
    ]


def counted(summary: Summary, name: str) -> int:
    """A counter, 0 where nothing was counted."""
    return int(_value(summary, name, "count") or 0)


def budget_table(lines: list[Line]) -> Table:
    """For people."""
    table = Table("budget", "at most", "measured", "", title="Budgets", title_justify="left")
    for line in lines:
        measured = "-" if line.measured is None else f"{line.measured:,.2f} {line.unit}"
        mark = "" if line.measured is None else "[green]kept[/]" if line.is_kept else "[bold red]MISSED[/]"
        table.add_row(line.what, f"{line.budget:,.0f} {line.unit}", measured, mark)
    return table


def endpoint_table(summary: Summary) -> Table:
    """What each endpoint took."""
    table = Table(
        "endpoint", "p95 ms", "p99 ms", "errors", "hit + stale", title_justify="left", title="Endpoints"
    )
    prefix = "http_req_duration{endpoint:"
    for name in sorted(summary["metrics"]):
        if name.startswith(prefix):
            endpoint = name.removeprefix(prefix).rstrip("}")
            values = [_value(summary, name, which) for which in ("p(95)", "p(99)")]
            shares = [
                _value(summary, f"{metric}{{endpoint:{endpoint}}}", "rate")
                for metric in ("endpoint_failed", "endpoint_cache_hit_or_stale")
            ]
            table.add_row(endpoint, *map(_number, values), *map(_share, shares))
    return table


def _value(summary: Summary, metric: str, which: str) -> float | None:
    value = summary["metrics"].get(metric, {}).get("values", {}).get(which)
    return None if value is None else float(value)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
