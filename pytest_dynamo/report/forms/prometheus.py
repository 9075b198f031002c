"""A run as text that Prometheus reads, as from a file for the textfile collector or by way of a push gateway.

https://prometheus.io/docs/instrumenting/exposition_formats/ All are gauges: a run is over, and its counts
do not go on. Values are in Prometheus' base units: seconds, ratios of 1, dollars as such.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pytest_dynamo.report.forms.exposition import Labels, Metric, Sample, exposition
from pytest_dynamo.report.forms.figure_units import source_of
from pytest_dynamo.report.forms.session_metrics import session_metrics
from pytest_dynamo.report.place import Place

_MILLISECONDS = 1_000
_QUANTILES = {
    "0.5": "p50_ms",
    "0.9": "p90_ms",
    "0.95": "p95_ms",
    "0.99": "p99_ms",
    "0.999": "p999_ms",
    "1": "max_ms",
}


def to_prometheus(document: Place) -> str:
    """The text of a run, a study or a test session; the same for the same figures."""
    found: list[Metric] = []
    data = document.value
    if "series" in data:
        found += [*_run(document), *_patterns(document), *_resources(document), *_making(document)]
    if "tests" in data:
        found += session_metrics(document)
    if data.get("forecast"):
        found += _forecast(document["forecast"])
    if data.get("assessment"):
        found.append(_advice(document["assessment"]))
    return exposition(found, design=data["design"]["name"])


def _run(run: Place) -> Iterator[Metric]:
    how, backend, totals = run["how"], run["backend"], run["totals"]
    told = {
        "backend": backend["kind"].value,
        "capacity": backend["capacity"].value,
        "throttling": how["throttling"].value,
        "commit": how["commit"].value,
    }
    yield Metric("run_info", "What was run, and where its figures come from.", [(told, 1)])
    started = datetime.fromisoformat(run["started"].value).timestamp()
    yield Metric("run_start_timestamp_seconds", "When the run started.", [({}, started)])
    yield _one("run_duration_seconds", "How long the run took.", run["duration_seconds"])
    for member, text in (
        ("requests", "Requests of the whole run."),
        ("failures", "Requests that failed, the throttled ones included."),
        ("throttled", "Requests that were throttled."),
        ("dropped", "Requests that were due and could not be sent."),
        ("throttled_items", "Items of batches that were throttled while others got through."),
    ):
        labels = {"source": source_of(f"totals.{member}", run)}
        yield Metric(_total(member), text, [(labels, totals[member].value)])
    window = run["window"]
    yield _one(
        "run_offered_requests_per_second",
        "Requests a second that were due, in the measured time.",
        window["offered_per_second"],
    )
    yield _one(
        "run_done_requests_per_second",
        "Requests a second that were made, in the measured time.",
        window["done_per_second"],
    )
    yield Metric(
        "run_gate_passed",
        "Whether a gate of the run was passed.",
        [({"gate": row["gate"].value}, int(row["is_passed"].value)) for row in run["gates"]],
    )


def _total(member: str) -> str:
    return {
        "requests": "run_requests",
        "failures": "run_failed_requests",
        "throttled": "run_throttled_requests",
        "dropped": "run_dropped_requests",
        "throttled_items": "run_throttled_items",
    }[member]


def _patterns(run: Place) -> Iterator[Metric]:
    patterns = list(run["patterns"])
    for member, name, text in (
        ("requests", "pattern_requests", "Requests of an access pattern in the measured time."),
        ("failures", "pattern_failed_requests", "Those that failed."),
        ("throttled", "pattern_throttled_requests", "Those that were throttled."),
        ("items_examined", "pattern_items_examined", "Items read before any filter."),
        ("items_returned", "pattern_items_returned", "Items answered."),
    ):
        samples = [({"pattern": row["name"].value}, row[member].value) for row in patterns]
        yield Metric(name, text, samples)
    yield Metric(
        "pattern_consumed_units",
        "Capacity units an access pattern consumed of a table or index in the measured time.",
        [
            (
                {
                    "pattern": row["name"].value,
                    **_resource(arm),
                    "direction": direction,
                    "source": run["backend"]["capacity"].value,
                },
                arm[f"{direction}_units"].value,
            )
            for row in patterns
            for arm in row["arms"]
            for direction in ("read", "write")
        ],
    )
    for member, name, text in (
        ("latency", "latency_seconds", "Service time of requests; without a pattern, of all."),
        (
            "response",
            "response_seconds",
            "Time since requests were due; without a pattern, of all.",
        ),
    ):
        yield Metric(name, text, list(_quantiles(run[member])))


def _quantiles(rows: Iterable[Place]) -> Iterator[Sample]:
    for row in rows:
        for quantile, member in _QUANTILES.items():
            labels = {"pattern": row["pattern"].value or "", "quantile": quantile}
            yield labels, row[member].value / _MILLISECONDS


def _resources(run: Place) -> Iterator[Metric]:
    streams = [
        ({**_resource(table), "direction": direction}, table[direction])
        for table in run["tables"]
        for direction in ("read", "write")
    ]
    for member, name, text in (
        ("units", "consumed_units", "Capacity units consumed in the measured time."),
        ("peak_units_per_second", "peak_units_per_second", "The highest mean over one bin."),
        ("limit_units_per_second", "limit_units_per_second", "The declared limit, if any."),
        ("partitions", "partitions", "Partitions at the start."),
        ("usable_share", "usable_capacity_ratio", "Mean load over the hottest partition's."),
    ):
        source = source_of(f"tables.read.{member}", run)
        extra = {"source": source} if source else {}
        samples = [({**labels, **extra}, at[member].value) for labels, at in streams]
        yield Metric(name, text, samples)
    yield Metric(
        "hottest_partition_ratio",
        "Load of the hottest partition over what one partition serves.",
        [
            ({**labels, "source": "modelled"}, at["hottest_partition"]["share_of_limit"].value)
            for labels, at in streams
            if at["hottest_partition"]
        ],
    )
    yield Metric(
        "throttled_requests",
        "Requests throttled in the measured time, by AWS's reason and what gave it.",
        [
            (
                {name: row[name].value for name in ("reason", "resource", "pattern")},
                row["count"].value,
            )
            for row in run["throttles"]
        ],
    )


def _making(run: Place) -> Iterator[Metric]:
    """What the load cost, and whether whoever made it kept up."""
    if run["generator"]:
        generator = run["generator"]
        yield _one("generator_cpu_ratio", "Mean share of a core.", generator["cpu_share"])
        yield _one(
            "generator_late_seconds", "99 % of tasks were no later.", generator["late_seconds_p99"]
        )
    if run["retries"]:
        yield _one("retry_attempts", "All attempts of all calls.", run["retries"][0]["attempts"])
        waited = run["retries"][0]["waited_seconds"]
        yield _one("retry_waited_seconds", "Time the client waited to try again.", waited)
    if run["spending"]:
        spending, capacity = run["spending"], {"source": run["backend"]["capacity"].value}
        for member, name, text in (
            ("dollars", "cost_dollars", "What the units of the whole run cost."),
            ("dollars_per_million", "cost_dollars_per_million_requests", "The same by request."),
            ("dollars_per_month", "cost_dollars_per_month", "A month at the measured rate."),
        ):
            yield Metric(name, text, [(capacity, spending[member].value)])


def _forecast(forecast: Place) -> Iterator[Metric]:
    for member, name, text in (
        (
            "holds_until",
            "forecast_holds_until_requests_per_second",
            "What today's partitions serve.",
        ),
        (
            "ceiling",
            "forecast_ceiling_requests_per_second",
            "What any number of partitions serves.",
        ),
        ("usable_capacity", "forecast_usable_capacity_ratio", "What skew leaves of the capacity."),
        ("throttled_share", "forecast_throttled_ratio", "Share of requests throttled."),
    ):
        yield Metric(name, text, [({"source": "modelled"}, forecast[member].value)])
    yield Metric(
        "forecast_cost_dollars_per_month",
        "A month of the load, as the design is billed.",
        [({"source": "modelled"}, forecast["prices"]["as_designed_usd"].value)],
    )


def _advice(assessment: Place) -> Metric:
    rows = [
        ({"rule": row["rule"].value, "severity": row["severity"].value, "number": str(number)}, 1)
        for number, row in enumerate(assessment["advice"], start=1)
    ]
    return Metric("advice", "A piece of advice, numbered from the one that gains most.", rows)


def _one(name: str, text: str, place: Place) -> Metric:
    return Metric(name, text, [({}, place.value)])


def _resource(row: Place) -> Labels:
    return {"table": row["table"].value, "index": row["index"].value or ""}
