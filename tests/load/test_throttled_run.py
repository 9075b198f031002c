"""Load tests that are throttled, embedded: by a hot key, not by an even load, and until a table grows.

What a partition serves is made so little that any machine reaches it.
"""

import re
from collections.abc import Callable

import pytest

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/my-service-table"
REASON = "TableWriteKeyRangeThroughputExceeded"
WRITES = (
    *("-f", "loadtests/orders.py", "-u", "5", "-r", "5", "-t", "3s", "--tags", "write"),
    *("--dynamo-population", "400", "--dynamo-warm-up", "1", "--dynamo-rate", "3x"),
)
GATES = "throttles>0.1%, p99>9s, usable_capacity<99%"
SMALL = ("--dynamo-model", "partition_write_units=20")

HAND_WRITTEN = """
    @task(60)
    def write_to_one_key(self):
        from botocore.exceptions import ClientError

        try:
            self.client.put_item(TableName="things", Item={"PK": {"S": "HOT"}}, name="hot")
        except ClientError as error:
            reasons = error.response.get("throttlingReasons")
            print("told:", error.response["Error"]["Code"], reasons, flush=True)
            raise
"""

LARGE_ITEMS = """
    @tag("large")
    @task(30)
    def put(self):
        item = {"PK": {"S": str(self._random.random())}, "body": {"S": "x" * 100_000}}
        self.client.put_item(TableName="things", Item=item, name="put")
"""


@pytest.fixture(scope="module")
def hot(make_locust: Callable):
    """Everything is written to one user."""
    locust = make_locust()
    table = ("--csv", str(locust.reports / "locust"))
    return locust.run(
        *WRITES, *SMALL, "--dynamo-keys", "User=one", "--dynamo-fail-on", GATES, *table
    )


@pytest.fixture(scope="module")
def even(make_locust: Callable):
    """The same load, on all users."""
    locust = make_locust()
    locust.leave_the_page_out()
    return locust.run(*WRITES, *SMALL, "--dynamo-keys", "User=uniform")


def hottest_key(run):
    """The key that consumed most writes of the table."""
    return next(k["key"] for k in run["keys"] if k["index"] is None and k["direction"] == "write")


def test_one_hot_user_is_throttled_by_the_partition_of_its_key(hot):
    assert hot.code == 3, hot.err
    (first, *_) = hot.run["throttle_reasons"]
    assert (first["reason"], first["resource"]) == (REASON, ARN)
    assert first["count"] > 10
    assert first["keys"][0]["key"] == first["first_key"] == hottest_key(hot.run)
    assert first["keys"][0]["share"] > 0.9


def test_each_throttle_is_a_failed_request_of_locusts(hot):
    totals = hot.run["totals"]
    assert totals["failures"] == totals["throttled"] > 10
    assert totals["requests"] == hot.counted_by_locust
    failures = (hot.reports / "locust_failures.csv").read_text()
    assert f"FailedCall('ThrottlingException: {REASON}')" in failures


def test_the_last_lines_name_the_reason_the_table_and_the_key(hot):
    key = re.escape(hottest_key(hot.run))
    said = hot.out.replace("\xa0", " ")
    assert re.search(
        rf"^orders: Throttled \d+ % of requests\. Most often {REASON} by", said, re.MULTILINE
    )
    assert re.search(
        rf"^First throttled after .* s: {REASON} by my-service-table, for {key}\.$",
        said,
        re.MULTILINE,
    )


def test_each_gate_is_judged_and_the_failed_ones_are_the_last_lines(hot):
    gates = {gate["gate"]: gate for gate in hot.run["gates"]}
    assert [gate["is_passed"] for gate in gates.values()] == [False, True, False]
    assert gates["throttles>0.1%"]["value"] > 0.1
    share, usable = hot.out.splitlines()[-2:]
    assert re.fullmatch(r"gate failed: throttles \d+ % > 0\.1 %", share)
    assert re.fullmatch(r"gate failed: usable_capacity [\d.]+ % < 99 %", usable)


def test_the_report_names_the_key_and_says_that_it_is_modelled(hot):
    page = (hot.folder / "report.html").read_text()
    verdict = page.partition('id="verdict"')[2].partition("</section>")[0]
    assert hottest_key(hot.run) in verdict
    assert REASON in verdict
    assert "capacity modelled, throttling modelled, latency observed" in page
    assert "ot modelled" not in page


def test_what_was_changed_stands_in_the_figures(hot):
    run = hot.run
    assert run["throttling"]["parameters"] == {"partition_write_units": "20"}
    assert run["how"]["keys"] == {"User": "one"}
    assert run["tables"][0]["write"]["partition_limit_units_per_second"] == 20
    assert run["tables"][0]["write"]["hottest_partition"]["share_of_limit"] == pytest.approx(
        1, abs=0.3
    )
    kinds = {limit["kind"] for limit in run["throttling"]["limits"]}
    assert kinds == {"KeyRangeThroughputExceeded"}


def test_the_same_load_on_all_users_is_held(even):
    assert even.code == 0, even.err
    run = even.run
    assert (run["throttle_reasons"], run["throttling"]["limits"]) == ([], [])
    assert even.out.startswith("orders: Holds ")


def test_reasons_and_the_arn_reach_the_code_of_a_task(locust, tiny):
    locust.leave_the_page_out()

    ended = locust.run(
        *("-f", tiny(HAND_WRITTEN), "-u", "2", "-r", "2", "-t", "2s", "--dynamo-warm-up", "0"),
        *("--dynamo-model", "partition_write_units=10", "--dynamo-prefix", "load-"),
    )

    reason = {"reason": REASON, "resource": ARN.replace("my-service-table", "load-things")}
    assert f"told: ThrottlingException [{reason}]" in ended.out, ended.err
    assert ended.code == 0  # throttles are what was looked for
    (counted,) = ended.run["throttle_reasons"]
    assert (counted["first_pattern"], counted["first_key"]) == ("hot", "HOT")


def test_compressed_time_lets_an_on_demand_table_grow(locust, tiny):
    """3,000 write units a second for four minutes, in four seconds; its peak is old after one."""
    locust.leave_the_page_out()
    model = (
        "--dynamo-model",
        "peak_age_seconds=60",
        "--dynamo-model",
        "partition_burst_seconds=30",
    )

    ended = locust.run(
        *("-f", tiny(LARGE_ITEMS), "-u", "3", "-r", "3", "-t", "4s", "--dynamo-warm-up", "0"),
        *("--dynamo-clock", "60x", "--tags", "large", *model),
    )

    run = ended.run
    model = run["throttling"]
    assert model["clock"] == 60
    assert model["model_seconds"] == pytest.approx(60 * run["duration_seconds"], rel=0.2)
    assert {split["cause"] for split in model["splits"]} == {"growth"}
    assert all(1 < split["at_seconds"] < run["duration_seconds"] for split in model["splits"])
    (table,) = model["partitions"]
    assert (table["at_start"], table["at_end"], len(table["begin"])) == (4, 8, 8)
    assert run["totals"]["requests"] == ended.counted_by_locust
    (put,) = (pattern for pattern in run["patterns"] if pattern["name"] == "put")
    assert put["write_units"] == 98 * (put["requests"] - put["failures"])


def test_throttling_can_be_turned_off(make_locust):
    locust = make_locust()
    locust.leave_the_page_out()

    ended = locust.run(*WRITES, *SMALL, "--dynamo-keys", "User=one", "--dynamo-no-throttle")

    run = ended.run
    assert (run["totals"]["throttled"], run["throttling"]) == (0, None)
    assert run["how"]["throttling"] == "not modelled"
    assert ended.out.startswith("orders: One partition is at ")


def test_a_run_without_a_rate_of_its_own_is_forecast_for_the_rate_it_came_to(locust, tiny):
    locust.leave_the_page_out()

    ended = locust.run(
        *("-f", tiny(), "-u", "1", "-r", "1", "-t", "2s", "--dynamo-warm-up", "1"),
        *("--dynamo-rate", "max", "--dynamo-forecast", "--tags", "get_thing"),
    )

    run = ended.run
    assert [pattern["name"] for pattern in run["forecast"]["patterns"]] == ["get_thing"]
    compared = run["comparison"]
    assert compared["forecast_requests_per_second"] == pytest.approx(
        compared["measured_requests_per_second"], rel=0.01
    )
