"""The report: a run of an hour in bins of a second, of 64 partitions and 30 access patterns, as a page.

`python -m benchmarks.report` reads such a `run.json` and renders it in the process it starts in, which is
why it is run in one of its own, and prints as JSON the seconds and bytes that took. `python -m
benchmarks.report PATH` writes the `run.json` alone.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.cases import Case, Figure, shortest
from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.measure.latency_values import LatencyFigures
from pytest_dynamo.measure.load_values import GeneratorFigures, RetryFigures, SpendingFigures
from pytest_dynamo.measure.resource_values import (
    DirectionFigures,
    HottestPartition,
    KeyFigures,
    PrefixFigures,
    SkewFigures,
    TableFigures,
)
from pytest_dynamo.measure.run import Run, run_pieces
from pytest_dynamo.measure.run_values import (
    ArmFigures,
    How,
    PatternFigures,
    RunBackend,
    RunDesign,
    RunPopulation,
    SeriesFigures,
    ThrottleFigures,
    Totals,
    Window,
)
from pytest_dynamo.measure.skew_figures import gini, lorenz
from pytest_dynamo.measure.throttling_values import (
    LimitFigures,
    PartitionsFigures,
    ReasonFigures,
    SplitFigures,
    ThrottledKey,
    ThrottlingFigures,
)

BINS = 3_600
PARTITIONS = 64
PATTERNS = 30
_INDEXES = (None, "GSI1", "GSI2")
_DIRECTIONS: tuple[Direction, Direction] = ("read", "write")
_LIMITS = {"read": 3_000.0, "write": 1_000.0}
_KEYS, _KEYS_WITH_SERIES, _PREFIXES = 20, 10, 5
_ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What rendering took: seconds of processor time, and the most memory it had resident."""

    seconds: tuple[float, ...]
    peak_bytes: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The page of a long run may take no more than so many seconds, or bytes of memory."""

    name: str
    work: str
    bound: float
    is_memory: bool = False
    cases: tuple[Case, ...] = ()

    def measured(self, spent: Spent) -> Figure:
        """The seconds of the shortest round, or the bytes of the largest."""
        if not self.is_memory:
            return shortest(spent.seconds)
        most = max(spent.peak_bytes)
        return Figure(value=most, low=min(spent.peak_bytes), high=most)


def renderings() -> tuple[Rendered, ...]:
    """The bars of the report."""
    return (
        Rendered(
            name="report",
            work=f"page of a run of {BINS:,} bins, {PARTITIONS} partitions and {PATTERNS} patterns",
            bound=5,
        ),
        Rendered(
            name="report-memory", work="memory of that, at its most", bound=500e6, is_memory=True
        ),
    )


def measured_apart(rounds: int) -> Spent:
    """Render so many times, each in a new process."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "run.json"
        write_run(file)
        found = [_rendered_apart(file) for _ in range(rounds)]
    return Spent(
        seconds=tuple(seconds for seconds, _ in found),
        peak_bytes=tuple(peak for _, peak in found),
    )


def _rendered_apart(file: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.report", "--render", str(file)]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    seconds, peak = json.loads(finished.stdout)
    return seconds, peak


# ------------------------------------------------------------------------- in this process


def rendered(file: Path) -> tuple[float, float]:
    """Read a run file and render its page here: the seconds of processor time, and the peak in bytes."""
    begun = time.process_time()
    from pytest_dynamo.measure.run import load_run
    from pytest_dynamo.report.pages.run import render_report

    page = render_report(load_run(file))
    taken = time.process_time() - begun
    if "<!doctype html>" not in page[:100].lower():
        message = f"no page: {page[:100]}"
        raise AssertionError(message)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return taken, kilobytes * (1 if sys.platform == "darwin" else 1_024)


def write_run(file: Path, *, bins: int = BINS, partitions: int = PARTITIONS) -> None:
    """Write the run file of an invented run of that size."""
    file.write_text("".join(run_pieces(long_run(bins=bins, partitions=partitions))), "utf-8")


def long_run(*, bins: int = BINS, partitions: int = PARTITIONS, patterns: int = PATTERNS) -> Run:
    """An invented run that has every kind of figure; equal for equal sizes."""
    rng = np.random.default_rng(7)
    names = [f"pattern_{number:02}" for number in range(patterns)]
    throttled = _counts(rng, 40.0, bins)
    flows = {
        (index, direction): _flow(rng, direction, bins, partitions)
        for index in _INDEXES
        for direction in _DIRECTIONS
    }
    requests = _counts(rng, 9_000.0, bins)
    total = sum(requests)
    return Run(
        design=RunDesign(name="orders", path="designs/orders.yaml", sha256="3f9c2e1a" * 8),
        backend=RunBackend(kind="embedded", capacity="modelled"),
        started=datetime(2026, 11, 22, 12, 30, tzinfo=UTC),
        duration_seconds=float(bins),
        totals=Totals(requests=total, failures=sum(throttled), throttled=sum(throttled), dropped=0),
        window=Window(
            from_seconds=0.0,
            to_seconds=float(bins),
            requests=total,
            offered_per_second=total / bins,
            done_per_second=total / bins,
            read_units=sum(flows[index, "read"].units for index in _INDEXES),
            write_units=sum(flows[index, "write"].units for index in _INDEXES),
        ),
        patterns=tuple(_pattern(name, total // patterns) for name in names),
        series=SeriesFigures(
            bin_seconds=1.0,
            from_seconds=0.0,
            requests=requests,
            failures=throttled,
            throttled=throttled,
            dropped=(0,) * bins,
        ),
        tables=tuple(
            TableFigures(
                table="orders", index=index, read=flows[index, "read"], write=flows[index, "write"]
            )
            for index in _INDEXES
        ),
        throttles=tuple(
            ThrottleFigures(reason=reason, resource=resource, pattern=name, count=7)
            for reason, resource in _REASONS
            for name in names
        ),
        throttle_reasons=tuple(_reason(*each, throttled) for each in _REASONS),
        throttling=_throttling(bins, partitions),
        keys=tuple(
            _key(rng, index, direction, number, flow.units, bins)
            for (index, direction), flow in flows.items()
            for number in range(_KEYS)
        ),
        prefixes=tuple(
            PrefixFigures(
                table="orders",
                index=index,
                direction=direction,
                prefix=f"KIND{number}#",
                units=flow.units / _PREFIXES,
                share=1 / _PREFIXES,
                series=_rates(rng, flow.units / bins / _PREFIXES, bins),
            )
            for (index, direction), flow in flows.items()
            for number in range(_PREFIXES)
        ),
        skew=tuple(_skew(index, direction, flow) for (index, direction), flow in flows.items()),
        latency=tuple(_latency(name, 1.0) for name in (None, *names)),
        response=tuple(_latency(name, 3.0) for name in (None, *names)),
        retries=tuple(
            RetryFigures(
                pattern=name,
                calls=total // patterns,
                attempts=total // patterns + 900,
                throttled_attempts=900,
                waited_seconds=45.0,
                by_attempts=(total // patterns - 600, 300, 200),
                failed=100,
            )
            for name in (None, *names)
        ),
        generator=GeneratorFigures(
            cpu_share=0.6, peak_cpu_share=0.8, cpu_series=_rates(rng, 0.6, bins)
        ),
        spending=SpendingFigures(
            dollars=31.2,
            read_units=2e7,
            write_units=3e7,
            region="us-east-1",
            prices_as_of="2026-09-01",
            dollars_per_million=0.96,
            dollars_per_month=22_776.0,
        ),
        how=How(
            command="locust -f loadtests/orders.py --headless -t 1h",
            rate="100x",
            users=2_000,
            spawn_rate=100.0,
            seed=0,
            warm_up_seconds=0.0,
            population=RunPopulation(scale=1.0, items=1_000_000, entities={"User": 10_000}),
            throttling="modelled",
            versions={"pytest-dynamo": "0.1.0"},
        ),
    )


_REASONS = (
    ("TableWriteKeyRangeThroughputExceeded", _ARN),
    ("TableReadKeyRangeThroughputExceeded", _ARN),
    ("IndexWriteKeyRangeThroughputExceeded", f"{_ARN}/index/GSI1"),
    ("IndexReadKeyRangeThroughputExceeded", f"{_ARN}/index/GSI2"),
)


def _rates(rng: np.random.Generator, mean: float, bins: int) -> tuple[float, ...]:
    return tuple(np.round(rng.gamma(8.0, mean / 8.0, bins), 4).tolist())


def _counts(rng: np.random.Generator, mean: float, bins: int) -> tuple[int, ...]:
    return tuple(rng.poisson(mean, bins).tolist())


def _flow(
    rng: np.random.Generator, direction: Direction, bins: int, partitions: int
) -> DirectionFigures:
    """Partitions of different loads, one of which is over its limit."""
    limit = _LIMITS[direction]
    means = [
        limit * (1.2 if number == 5 else 0.1 + 0.5 * rng.random()) for number in range(partitions)
    ]
    heat = tuple(_rates(rng, mean, bins) for mean in means)
    series = tuple(np.round(np.sum(heat, axis=0), 4).tolist())
    return DirectionFigures(
        units=sum(series),
        peak_units_per_second=max(series),
        series=series,
        partition_limit_units_per_second=limit,
        partitions=partitions,
        slices=partitions,
        heat=heat,
        partition_peaks=tuple(means),
        usable_share=sum(means) / len(means) / max(means),
        hottest_partition=HottestPartition(
            number=means.index(max(means)) + 1,
            units_per_second=max(means),
            share_of_limit=max(means) / limit,
        ),
        unattributed_units=0.0,
    )


def _key(
    rng: np.random.Generator,
    index: str | None,
    direction: Direction,
    number: int,
    units: float,
    bins: int,
) -> KeyFigures:
    share = 0.05 / (number + 1)
    return KeyFigures(
        table="orders",
        index=index,
        direction=direction,
        key=f"USER#{number:08}",
        units=share * units,
        share=share,
        error_units=units / 2_000,
        units_per_second=share * units / bins,
        shards=1,
        series=_rates(rng, share * units / bins, bins) if number < _KEYS_WITH_SERIES else (),
    )


def _skew(index: str | None, direction: Direction, flow: DirectionFigures) -> SkewFigures:
    loads: Sequence[float] = sorted(flow.partition_peaks, reverse=True)
    return SkewFigures(
        table="orders",
        index=index,
        direction=direction,
        partition_shares=tuple(load / sum(loads) for load in loads),
        max_over_mean=loads[0] * len(loads) / sum(loads),
        gini=gini(loads),
        variation=float(np.std(loads) / np.mean(loads)),
        top_shares=(0.05, 0.15, None),
        lorenz=lorenz(loads),
    )


def _pattern(name: str, requests: int) -> PatternFigures:
    arms = tuple(
        ArmFigures(table="orders", index=index, read_units=0.0, write_units=2.0 * requests)
        for index in _INDEXES
    )
    return PatternFigures(
        name=name,
        description="What an application asks for now and then",
        operation="PutItem",
        table="orders",
        declared_per_second=requests / BINS,
        offered_per_second=requests / BINS,
        requests=requests,
        failures=0,
        throttled=0,
        read_units=0.0,
        write_units=sum(arm.write_units for arm in arms),
        arms=arms,
        items_examined=requests,
        items_returned=requests,
    )


def _reason(reason: str, resource_name: str, series: tuple[int, ...]) -> ReasonFigures:
    count = sum(series)
    keys = tuple(
        ThrottledKey(key=f"USER#{number:08}", count=count / 25, share=1 / 25, error_count=0.0)
        for number in range(_KEYS)
    )
    return ReasonFigures(
        reason=reason,
        resource=resource_name,
        count=count,
        first_seconds=2.5,
        first_pattern="pattern_00",
        first_key="USER#00000000",
        unattributed=0,
        keys=keys,
        series=series,
    )


def _throttling(bins: int, partitions: int) -> ThrottlingFigures:
    return ThrottlingFigures(
        clock=1.0,
        model_seconds=float(bins),
        splits=tuple(
            SplitFigures(
                at_seconds=60.0 + 30.0 * number,
                table="orders",
                cause="heat",
                place=number / 12,
                inside_collection=False,
            )
            for number in range(8)
        ),
        partitions=tuple(
            PartitionsFigures(table="orders", index=index, at_start=partitions, at_end=partitions)
            for index in _INDEXES
        ),
        limits=(
            LimitFigures(
                table="orders",
                direction="write",
                kind="KeyRangeThroughputExceeded",
                count=100_000,
                first_seconds=2.5,
            ),
        ),
    )


def _latency(name: str | None, factor: float) -> LatencyFigures:
    row = LatencyFigures(
        pattern=name,
        count=1_000_000,
        p50_ms=1.0,
        p90_ms=2.0,
        p95_ms=2.5,
        p99_ms=4.0,
        p999_ms=8.0,
        max_ms=40.0,
    )
    times = {
        each: factor * getattr(row, each)
        for each in ("p50_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms")
    }
    return replace(row, **times, curve=tuple(factor * 1.16**number for number in range(25)))


def _main(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["--render"]:
        sys.stdout.write(json.dumps(rendered(Path(arguments[1]))))
    elif arguments:
        write_run(Path(arguments[0]))
    else:
        spent = measured_apart(1)
        sys.stdout.write(json.dumps([*spent.seconds, *spent.peak_bytes]))


if __name__ == "__main__":
    _main(sys.argv[1:])
