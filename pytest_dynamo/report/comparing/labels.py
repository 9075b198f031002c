"""The figures that are compared, in words."""

from collections.abc import Mapping

from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.measure.differences.values import Difference, Scope, Unit
from pytest_dynamo.measure.spending import small_dollars

_LABELS: Mapping[str, str] = {
    "throttles": "throttled, of all requests",
    "failures": "failed, of all requests",
    "errors": "failed without being throttled",
    "dropped": "due and never sent",
    "requests": "requests a second",
    "read_units": "read units a second",
    "write_units": "write units a second",
    "units": "units a second",
    "usable_capacity": "usable capacity",
    "hottest_partition": "hottest partition, of its limit",
    "holds_until": "holds until, requests a second (modelled)",
    "cost": "cost of the run",
    "dollars_per_million": "US dollars a million requests",
    "dollars_per_month": "US dollars a month",
    "read_units_a_request": "read units a request",
    "write_units_a_request": "write units a request",
    "read_units_modelled": "read units of one performance (modelled)",
    "write_units_modelled": "write units of one performance (modelled)",
    "dollars_per_million_modelled": "US dollars a million requests, storage included (modelled)",
}
_PERCENTILES = {"p50": "p50", "p90": "p90", "p95": "p95", "p99": "p99", "p999": "p99.9"}

ORDER: tuple[str, ...] = (
    "holds_until", "throttles", "errors", "failures", "dropped", "usable_capacity",
    "hottest_partition", "requests", "units", "read_units", "write_units", "read_units_modelled",
    "write_units_modelled", "read_units_a_request", "write_units_a_request", "dollars_per_million_modelled",
    "dollars_per_million", "dollars_per_month", "cost",
)  # fmt: skip
"""The order in which figures are read; latencies come after all of these."""


def metric_label(metric: str) -> str:
    """A metric in words.

    >>> metric_label("throttles"), metric_label("p999"), metric_label("response_p99")
    ('throttled, of all requests', 'p99.9, service time', 'p99, response time')
    """
    if metric in _LABELS:
        return _LABELS[metric]
    kind = "response" if metric.startswith("response_") else "service"
    return f"{_PERCENTILES[metric.removeprefix('response_')]}, {kind} time"


def scope_label(scope: Scope) -> str:
    """What a figure is of, in words.

    >>> scope_label(Scope(table="orders", index="GSI1", direction="read"))
    'GSI1 of orders, reads'
    """
    if scope.pattern is not None:
        return scope.pattern
    if scope.table is None:
        return "whole run"
    name = f"{scope.index} of {scope.table}" if scope.index else scope.table
    return f"{name}, {scope.direction}s"


def quantity(value: float, unit: Unit, space: str = " ") -> str:
    """A figure with its unit, where that is not in its label.

    >>> quantity(0.0123, "share"), quantity(3.456, "ms"), quantity(0.00123, "USD"), quantity(16, "a request")
    ('1.2 %', '3.46 ms', '$0.00123', '16')
    """
    match unit:
        case "share":
            return percent_text(value, space)
        case "ms":
            return f"{number_text(value)}{space}ms"
        case "USD":
            return small_dollars(value)
        case _:
            return number_text(value)


def change_text(difference: Difference, space: str = " ") -> str:
    """By how much a figure changed: shares in points, all else in per cent, or times from twofold on."""
    before, after = difference.before, difference.after
    if before is None or after is None:
        return "–"
    sign = {True: "+", False: "−"}[after > before] if after != before else ""
    if difference.unit == "share":
        return f"{sign}{number_text(abs(after - before) * 100, digits=2)}{space}points"
    if difference.change is None:
        return f"{sign}{quantity(abs(after - before), difference.unit, space)}"
    if after >= 2 * before:
        return f"×{space}{number_text(after / before, digits=2)}"
    return f"{sign}{number_text(abs(difference.change) * 100, digits=2)}{space}%"


def noise_text(difference: Difference, space: str = " ") -> str:
    """What chance alone may do to a figure."""
    if difference.before is None or difference.after is None:
        return "–"
    if difference.noise is None:
        return "not known"
    if difference.method == "exact" or not difference.noise:
        return "exact"
    if difference.unit == "share":
        return f"±{space}{number_text(difference.noise * 100, digits=2)}{space}points"
    return f"±{space}{quantity(difference.noise, difference.unit, space)}"


def reading(difference: Difference) -> str:
    """The verdict in words."""
    if difference.before is None or difference.after is None:
        return "only in one"
    return difference.verdict


def is_shown(difference: Difference) -> bool:
    """Whether a figure is worth a row: not where nothing happened in either run."""
    return bool(difference.before or difference.after)


def reading_order(difference: Difference) -> tuple[int, str, int, str]:
    """The place of a figure in a table: the whole run, then tables and indexes, then access patterns."""
    scope, metric = difference.scope, difference.metric
    kind = 2 if scope.pattern is not None else int(scope.table is not None)
    name = scope.pattern or "\0".join((scope.table or "", scope.index or "", scope.direction or ""))
    rank = ORDER.index(metric) if metric in ORDER else len(ORDER)
    return kind, name, rank, metric
