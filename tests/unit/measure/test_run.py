"""The run file: figures from a tally, its text, and what is said of one that cannot be read."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.design.values import (
    AccessPattern,
    Design,
    Index,
    KeySchema,
    Provisioned,
    Table,
    UnitsPerSecond,
)
from pytest_dynamo.errors import RunFileError
from pytest_dynamo.measure.call import Arm, Attempt, Call, Throttle
from pytest_dynamo.measure.flow import partitions_of
from pytest_dynamo.measure.json_form import to_json_form
from pytest_dynamo.measure.resource_values import KeyFigures
from pytest_dynamo.measure.run import RunFacts, load_run, read_run, run_of, run_to_json
from pytest_dynamo.measure.run_values import (
    ArmFigures,
    How,
    RunBackend,
    RunPopulation,
    ThrottleFigures,
    Totals,
    Window,
)
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.planner.plan import Plan

STARTED = 1_795_350_600.0  # 2026-11-22T12:30:00Z
KEY = KeySchema(partition_key=("PK",), sort_key=("SK",))
ORDERS = Table(
    name="orders",
    key=KEY,
    attribute_types={"PK": "S", "SK": "S", "GPK": "S"},
    indexes={
        "GSI1": Index(
            name="GSI1",
            kind="global",
            key=KeySchema(partition_key=("GPK",)),
            max_throughput=UnitsPerSecond(read_units_per_second=500),
        ),
        "local": Index(name="local", kind="local", key=KEY),
    },
)
FLAGS = Table(
    name="flags",
    key=KeySchema(partition_key=("id",)),
    attribute_types={"id": "S"},
    billing_mode="PROVISIONED",
    provisioned=Provisioned(read_capacity_units=100, write_capacity_units=50),
)
GET = AccessPattern(name="get_order", kind="get", table="orders", description="One order", rate=5)
BY_GSI = AccessPattern(name="by_gsi", kind="query", table="orders", index="GSI1")
DESIGN = Design(
    name="shop",
    path="designs/shop.yaml",
    tables={"orders": ORDERS, "flags": FLAGS},
    access_patterns={"get_order": GET, "by_gsi": BY_GSI},
)
HOW = How(
    command="locust -f loadtests/shop.py --dynamo-rate 1x",
    rate="1x",
    users=20,
    spawn_rate=20,
    seed=0,
    warm_up_seconds=2.0,
    population=RunPopulation(scale=0.01, items=30, entities={"User": 10}),
    throttling="not modelled",
    versions={"pytest-dynamo": "0.1.0"},
)
FACTS = RunFacts(
    design=DESIGN,
    design_sha256="ab12",
    backend="embedded",
    started=STARTED,
    duration_seconds=10.0,
    how=HOW,
    plans={
        "get_order": Plan(pattern=GET, operation="GetItem", table=ORDERS),
        "by_gsi": Plan(
            pattern=BY_GSI, operation="Query", table=ORDERS, index=ORDERS.indexes["GSI1"]
        ),
    },
)


def get(second, key, units=0.5, **members):
    arm = Arm(table="orders", read_units=units, partition_keys=(key,))
    defaults = {"items_examined": 1, "items_returned": 1, "arms": (arm,), "pattern": "get_order"}
    return Call(
        operation="GetItem",
        started=STARTED + second,
        duration_seconds=0.010,
        table="orders",
        **{**defaults, **members},
    )


@pytest.fixture
def tally():
    """Ten seconds, two of them warm-up: a get a second, a put and a throttled get at the end."""
    tally = Tally(from_time=STARTED + 2, partitions=partitions_of(DESIGN.tables.values()))
    for second in range(10):
        tally.add(get(second + 0.5, "USER#1"))
    tally.add(
        Call(
            operation="PutItem",
            started=STARTED + 9.75,
            duration_seconds=0.030,
            table="orders",
            arms=(
                Arm(table="orders", write_units=2.0, partition_keys=("USER#2",)),
                Arm(table="orders", index="GSI1", write_units=1.0, partition_keys=("g",)),
                Arm(table="orders", index="local", write_units=1.0, partition_keys=("USER#2",)),
            ),
        )
    )
    tally.add(
        get(
            9.9,
            "USER#1",
            arms=(),
            items_examined=0,
            items_returned=0,
            error="ThrottlingException",
            throttles=(Throttle(reason="TableReadKeyRangeThroughputExceeded", resource="arn:t"),),
        )
    )
    tally.drop("by_gsi", at=STARTED + 5)
    return tally


@pytest.fixture
def run(tally):
    return run_of(tally, FACTS)


def test_totals_include_the_warm_up_and_the_window_leaves_it_out(run):
    assert run.totals == Totals(requests=12, failures=1, throttled=1, dropped=1)
    assert run.window == Window(
        from_seconds=2.0,
        to_seconds=10.0,
        requests=10,
        offered_per_second=11 / 8,
        done_per_second=10 / 8,
        read_units=4.0,
        write_units=4.0,
    )


def test_totals_of_whoever_drove_the_run_win(tally):
    totals = Totals(requests=99, failures=0, throttled=0, dropped=0)

    assert run_of(tally, replace(FACTS, totals=totals)).totals == totals


def test_the_run_says_when_against_what_and_how(run):
    assert run.started == datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    assert run.backend == RunBackend(kind="embedded", capacity="modelled")
    assert (run.design.name, run.design.sha256, run.how) == ("shop", "ab12", HOW)


@pytest.mark.parametrize("kind", ["endpoint", "aws"])
def test_capacity_is_observed_everywhere_else(tally, kind):
    facts = replace(FACTS, backend=kind, endpoint="http://localhost:8000")

    assert run_of(tally, facts).backend == RunBackend(
        kind=kind, endpoint="http://localhost:8000", capacity="observed"
    )


def test_patterns_stand_in_the_order_of_the_design_then_what_else_was_called(run):
    get_order, by_gsi, put = run.patterns

    assert (get_order.name, get_order.operation, get_order.table) == (
        "get_order",
        "GetItem",
        "orders",
    )
    assert (get_order.description, get_order.declared_per_second) == ("One order", 5)
    assert (get_order.requests, get_order.failures, get_order.throttled) == (9, 1, 1)
    assert (get_order.read_units, get_order.items_returned) == (4.0, 8)
    assert (by_gsi.index, by_gsi.requests, by_gsi.offered_per_second) == ("GSI1", 0, 1 / 8)
    assert (put.name, put.operation, put.table) == ("PutItem", "PutItem", "orders")
    assert put.declared_per_second is None
    assert put.arms == (
        ArmFigures(table="orders", read_units=0.0, write_units=2.0),
        ArmFigures(table="orders", index="GSI1", read_units=0.0, write_units=1.0),
        ArmFigures(table="orders", index="local", read_units=0.0, write_units=1.0),
    )


def test_the_series_cover_the_whole_run(run):
    assert (run.series.bin_seconds, run.series.from_seconds) == (1.0, 0.0)
    assert run.series.requests == (1,) * 9 + (3,)
    assert run.series.throttled == (0,) * 9 + (1,)


def test_tables_and_global_indexes_have_a_row_each(run):
    rows = {(row.table, row.index): row for row in run.tables}
    table = rows["orders", None]

    assert list(rows) == [("orders", None), ("orders", "GSI1"), ("flags", None)]
    assert (table.read.units, table.write.units) == (4.0, 3.0)  # with the local index
    assert table.read.series == (0.5,) * 10
    # A window of less than a minute has one peak, which is its mean.
    assert table.write.peak_units_per_second == 3 / 8
    assert rows["orders", "GSI1"].write.units == 1.0
    limits = [
        (row.read.limit_units_per_second, row.write.limit_units_per_second) for row in run.tables
    ]
    assert limits == [(None, None), (500.0, None), (100.0, 50.0)]


def test_heat_lies_in_the_slice_and_the_partition_of_the_key(run):
    reads = run.tables[0].read
    position = hash_position("USER#1")

    assert (reads.partitions, reads.slices, len(reads.heat)) == (4, 16, 16)
    assert reads.heat[int(position * 16)] == reads.series
    assert reads.usable_share == 0.25
    assert reads.hottest_partition.number == int(position * 4) + 1
    assert reads.hottest_partition.units_per_second == 0.5
    assert reads.hottest_partition.share_of_limit == 0.5 / 3_000


def test_what_consumed_nothing_has_no_usable_share(run):
    flags = run.tables[2].read

    assert (flags.units, flags.usable_share, flags.hottest_partition) == (0.0, None, None)
    assert flags.series == (0.0,) * 10


def test_the_hottest_keys_are_listed_by_table_and_direction(run):
    of_put = (0.0,) * 9
    assert run.keys == (
        KeyFigures(
            table="orders",
            direction="read",
            key="USER#1",
            units=4.0,
            share=1.0,
            error_units=0.0,
            units_per_second=0.5,
            shards=1,
            series=(0.5,) * 10,
        ),
        KeyFigures(
            table="orders",
            direction="write",
            key="USER#2",
            units=3.0,
            share=1.0,
            error_units=0.0,
            units_per_second=3 / 8,
            shards=1,
            series=(*of_put, 3.0),
        ),
        KeyFigures(
            table="orders",
            index="GSI1",
            direction="write",
            key="g",
            units=1.0,
            share=1.0,
            error_units=0.0,
            units_per_second=1 / 8,
            shards=1,
            series=(*of_put, 1.0),
        ),
    )


def test_keys_that_begin_alike_are_listed_together(run):
    assert [(row.index, row.direction, row.prefix, row.units) for row in run.prefixes] == [
        (None, "read", "USER#", 4.0),
        (None, "write", "USER#", 3.0),
        ("GSI1", "write", "", 1.0),
    ]
    assert run.prefixes[0].series == run.keys[0].series


def test_a_key_above_what_a_partition_serves_is_to_be_spread():
    tally = Tally()
    for second in range(120):
        tally.add(get(second, "hot", units=5_000.0 if second >= 60 else 0.5))

    (key,) = run_of(tally, replace(FACTS, duration_seconds=120.0)).keys

    assert (key.units_per_second, key.shards) == (5_000.0, 3)  # of 2,400 units each


def test_the_ten_hottest_keys_have_a_series():
    tally = Tally()
    for number in range(1, 26):
        tally.add(get(5, f"USER#{number:02}", units=float(number)))

    keys = run_of(tally, FACTS).keys

    assert [bool(row.series) for row in keys] == [True] * 10 + [False] * 10
    assert [row.series[5] for row in keys[:2]] == [25.0, 24.0]


def test_throttles_and_drops_are_told_by_bin(run):
    assert run.throttle_reasons[0].series == (0,) * 9 + (1,)
    assert run.series.dropped == (0,) * 5 + (1,) + (0,) * 4


def test_how_often_calls_were_tried_is_counted(tally):
    attempt = Attempt(error="ThrottlingException", duration_seconds=0.001, waited_seconds=0.05)
    tally.add(get(6, "USER#1", attempts=3, failed_attempts=(attempt, attempt)))
    tally.add(get(7, "USER#1", attempts=2, failed_attempts=(attempt,), error="Oops"))
    tally.add(get(7, "USER#1", attempts=99))
    together, get_order = run_of(tally, FACTS).retries

    assert get_order.by_attempts == (8, 0, 1, *(0,) * 28, 1)  # the last of 32 and more
    assert (together.by_attempts[:3], together.failed) == ((9, 0, 1), 2)
    assert sum(together.by_attempts) + together.failed == together.calls


def test_a_latency_curve_goes_as_far_as_there_are_calls():
    tally = Tally()
    for number in range(1_000):
        tally.add(replace(get(1, "a"), duration_seconds=(number + 1) / 1_000))
    row = run_of(tally, FACTS).latency[0]

    assert len(row.curve) == 13  # up to one call in a thousand, in steps of a quarter
    assert (row.curve[4], row.curve[8]) == (row.p90_ms, row.p99_ms)
    assert row.curve[-1] == row.p999_ms
    assert list(row.curve) == sorted(row.curve)


def test_a_clock_that_was_set_back_gives_a_run_of_no_time(tally):
    run = run_of(tally, replace(FACTS, duration_seconds=-5.0))

    assert (run.duration_seconds, run.window.to_seconds) == (0.0, 0.0)
    assert read_run(run_to_json(run), "run.json").totals == run.totals


def test_only_throttles_that_happened_are_listed(run):
    assert run.throttles == (
        ThrottleFigures(
            reason="TableReadKeyRangeThroughputExceeded",
            resource="arn:t",
            pattern="get_order",
            count=1,
        ),
    )


def test_latency_has_a_row_for_all_calls_first(run):
    assert [(row.pattern, row.count) for row in run.latency] == [
        (None, 10),
        ("get_order", 9),
        ("PutItem", 1),
    ]
    assert run.latency[0].p50_ms == pytest.approx(10, rel=0.01)
    assert run.latency[0].max_ms == 30.0


def test_a_run_without_calls_has_empty_figures():
    run = run_of(Tally(), replace(FACTS, duration_seconds=0.0))

    assert (run.window.requests, run.window.done_per_second, run.latency) == (0, 0.0, ())
    assert read_run(run_to_json(run), "run.json") == run


def test_a_warm_up_longer_than_the_run_leaves_an_empty_window(tally):
    tally.from_time = STARTED + 60

    run = run_of(tally, FACTS)

    assert (run.window.from_seconds, run.window.to_seconds) == (10.0, 10.0)
    assert run.window.offered_per_second == 0.0
    assert {row.read.peak_units_per_second for row in run.tables} == {0.0}
    assert run.totals.requests == 12


@pytest.mark.parametrize("seconds", [598.0, 599.5, 600.0, 601.0, 1_199.0])
def test_there_are_600_bins_at_most_however_few_of_them_have_calls(seconds):
    tally = Tally()
    tally.add(get(300, "USER#1"))
    facts = replace(FACTS, started=STARTED + 0.75, duration_seconds=seconds)

    run = run_of(tally, facts)

    assert 300 <= len(run.series.requests) <= 600
    covered = run.series.from_seconds + len(run.series.requests) * run.series.bin_seconds
    assert run.series.from_seconds <= 0
    assert covered >= seconds
    assert sum(run.series.requests) == 1
    assert len(run.tables[0].read.series) == len(run.series.requests)
    assert tally.timeline.width_seconds == 1  # the tally itself is as it was


def test_bins_of_a_long_run_are_wider():
    tally = Tally(from_time=STARTED + 60)
    for second in range(0, 1_500, 10):
        tally.add(get(second, f"USER#{second}", units=8.0))
    run = run_of(tally, replace(FACTS, duration_seconds=1_500.0))

    assert run.series.bin_seconds == 4.0
    assert sum(run.series.requests) == 150
    assert sum(run.tables[0].read.series) * 4 == 1_200.0
    assert run.tables[0].read.peak_units_per_second == 0.8  # 6 of 15 bins of 4 s in any minute


def test_a_run_survives_its_file(run, tmp_path):
    text = run_to_json(run)
    (tmp_path / "run.json").write_text(text, encoding="utf-8")

    assert run_to_json(read_run(text, "run.json")) == text
    assert load_run(tmp_path) == load_run(tmp_path / "run.json") == read_run(text, "run.json")


def test_the_file_has_the_members_that_others_read(run):
    data = json.loads(run_to_json(run))

    assert list(data) == [
        "version",
        "design",
        "backend",
        "started",
        "duration_seconds",
        "totals",
        "window",
        "patterns",
        "series",
        "tables",
        "throttles",
        "throttle_reasons",
        "throttling",
        "keys",
        "prefixes",
        "skew",
        "latency",
        "response",
        "retries",
        "generator",
        "spending",
        "gates",
        "limit_search",
        "aws",
        "forecast",
        "assessment",
        "comparison",
        "how",
    ]
    assert data["started"] == "2026-11-22T12:30:00Z"
    assert data["tables"][0]["read"]["hottest_partition"]["share_of_limit"] == 0.0002


def test_members_of_a_later_release_are_left_out(run):
    data = json.loads(run_to_json(run)) | {"weather": "fine"}

    assert run_to_json(read_run(json.dumps(data), "run.json")) == run_to_json(run)


def refusal(text):
    with pytest.raises(RunFileError) as refused:
        read_run(text, "run.json")
    return str(refused.value)


def test_a_file_cut_off_anywhere_says_so(run):
    text = run_to_json(run)

    for length in range(1, len(text) - 2, 37):
        assert refusal(text[:length]).startswith(f"run.json was cut off at character {length:,}: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "run.json is empty: nothing was ever written to it.\nTo fix this: run again"),
        ("[]", "run.json is not a run file: it has no member 'version'"),
        ("{}", "run.json is not a run file: it has no member 'version'"),
        (
            '{"version": 2}',
            (
                "run.json has version 2, and this pytest-dynamo reads version 1.\n"
                "To fix this: read it with the pytest-dynamo that wrote it (how.versions), "
                "or run again"
            ),
        ),
        ('{"version": 1}', "run.json: the member 'design' is missing"),
        ('{"version": 1, "design": 7}', "run.json: design: wanted an object, found 7"),
    ],
)
def test_a_file_that_is_no_run_says_what_it_is(text, message):
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("started", "noon", "started: wanted a time, as 2026-11-22T12:30:00Z, found 'noon'"),
        ("duration_seconds", True, "duration_seconds: wanted a number, found True"),
        ("patterns", {}, "patterns: wanted a list, found an object"),
        ("patterns", [{}], "patterns[0]: the member 'name' is missing"),
        (
            "backend",
            {"kind": "cloud", "capacity": "observed"},
            "backend.kind: wanted one of 'embedded', 'endpoint', 'aws', found 'cloud'",
        ),
        (
            "totals",
            {"requests": 1.5, "failures": 0, "throttled": 0, "dropped": 0},
            "totals.requests: wanted a whole number, found 1.5",
        ),
    ],
)
def test_a_member_that_does_not_fit_is_named(run, member, value, message):
    data = json.loads(run_to_json(run)) | {member: value}

    assert refusal(json.dumps(data)) == f"run.json: {message}"


def test_a_missing_file_says_what_to_give(tmp_path):
    with pytest.raises(
        RunFileError, match="cannot be read: No such file or directory.\nTo fix this"
    ):
        load_run(tmp_path / "nowhere" / "run.json")
    with pytest.raises(RunFileError, match="run.json cannot be read"):
        load_run(tmp_path)


def test_a_file_of_bytes_is_no_run_file(tmp_path):
    (tmp_path / "run.json").write_bytes(b"\xff\xfe")

    with pytest.raises(RunFileError, match="it is not UTF-8 text"):
        load_run(tmp_path)


def test_what_is_not_nothing_is_not_rounded_to_it():
    figures = to_json_form([0.0000136789, 0.00012345, 1e-12, -0.00002, 0.0, 2.0])

    assert figures == [0.0000137, 0.0001, 0, -0.00002, 0, 2]
