"""Tasks that arrive whether or not those before them have ended, under Locust itself."""

import json
import subprocess
import sys

import pytest

RUN = ("-u", "2", "-r", "2", "-t", "2s", "--dynamo-warm-up", "0")


@pytest.fixture(autouse=True)
def _quick(locust):
    locust.leave_the_page_out()


def requests(ended):
    return {pattern["name"]: pattern["requests"] for pattern in ended.run["patterns"]}


def test_a_stall_shows_in_the_response_time_of_arrivals_and_hides_in_a_closed_loop(locust):
    """At a fifth of the time: 100 requests a second for ten seconds, two of which nothing answers."""
    environment = locust.environment | {"PYTHONPATH": ".", "LOCUST_SKIP_MONKEY_PATCH": "1"}
    command = [sys.executable, "-m", "tests.load.stall", "0.2"]

    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=True
    )

    found = json.loads(ended.stdout)
    assert found["closed"]["service"]["p95"] < 100
    for arrivals in ("poisson", "constant"):
        assert found[arrivals]["response"]["p95"] >= 200
        assert found[arrivals]["done"] + found[arrivals]["dropped"] == pytest.approx(1000, rel=0.2)


def test_tasks_that_arrive_are_done_counted_and_treated_as_locust_treats_its_own(locust, tiny):
    body = """
    arrival_rate = 200
    begun = ended = 0

    def on_start(self):
        self.perform("get_thing")

    def on_stop(self):
        print("begun", self.begun, "ended", self.ended)

    @task(20)
    def linger(self):
        Tiny.begun += 1
        gevent.sleep(0.3)
        self.perform("get_thing")
        Tiny.ended += 1

    @task(20)
    def wrong(self): raise KeyError("name")

    @task(20)
    def not_now(self): raise RescheduleTask

    @task(20)
    def grab(self):
        self.client.put_item(
            TableName="things",
            Item={"PK": {"S": "THING#1"}},
            ConditionExpression="attribute_not_exists(PK)",
            name="grab",
        )

import gevent
from locust.exception import RescheduleTask
"""
    ended = locust.run("-f", tiny(body), *RUN, "--stop-timeout", "5")

    run, raised = ended.run, ended.run["how"]["exceptions"]
    assert ended.code == 1
    assert run["how"]["arrivals"] == "poisson"
    assert run["totals"]["requests"] == ended.counted_by_locust
    assert run["totals"]["dropped"] == 0
    assert 15 < requests(ended)["grab"] == run["totals"]["failures"] < 150
    assert ended.err.count("\nKeyError: 'name'") == raised[0]["count"] > 15
    assert len(raised) == 1
    begun, done = ended.out.split("begun ")[-1].split()[0:3:2]
    assert int(begun) == int(done) > 15  # those under way at the end were waited for


def test_arrivals_beyond_those_that_may_be_under_way_are_dropped_and_end_a_search(locust, tiny):
    body = """
    max_in_flight = 5

    @task(20)
    def get_thing(self): gevent.sleep(60)

    @task(10)
    def take_lock(self): gevent.sleep(60)

import gevent
"""
    users = ("-u", "2", "-r", "2", "--dynamo-warm-up", "0", "--dynamo-arrivals", "constant")

    ended = locust.run("-f", tiny(body), *users, "--dynamo-find-limit", "--dynamo-step", "2.5")

    totals, seconds = ended.run["totals"], ended.run["duration_seconds"]
    assert ended.code == 0, ended.err
    assert ended.run["limit_search"]["limited_by"] == "generator"
    assert (
        "1x could not be offered: 100 % of what was due was dropped" in ended.run["how"]["ended_by"]
    )
    assert ended.run["how"]["arrivals"] == "constant"
    assert totals["requests"] == 0
    assert totals["dropped"] == pytest.approx(30 * seconds - 2 * 5, abs=15)


def test_a_task_that_ends_its_user_ends_it(locust, tiny):
    body = """
    def on_stop(self): print("stopped")

    @task(20)
    def get_thing(self): raise StopUser

from locust.exception import StopUser
"""
    ended = locust.run("-f", tiny(body), *RUN, "-t", "1s", "--dynamo-arrivals", "poisson")

    assert ended.code == 0, ended.err
    assert ended.out.count("stopped") == 2
    assert "Traceback" not in ended.err


def test_the_rate_is_doubled_while_the_run_goes_on(locust, tiny):
    ended = locust.run(
        *("-f", tiny(), "-u", "5", "-r", "5", "--dynamo-warm-up", "0", "--dynamo-rate", "4x"),
        *("--dynamo-find-limit", "throttles>5%", "--dynamo-step", "2.5", "-t", "8s"),
        *("--dynamo-model", "partition_write_units=60", "--dynamo-arrivals", "poisson"),
    )

    search = ended.run["limit_search"]
    assert [(step["rate"], step["holds"]) for step in search["steps"]] == [(4, True), (8, False)]
    assert (search["holds_at"], search["breaks_at"]) == (4, 8)
    assert search["steps"][1]["done_per_second"] == pytest.approx(240, rel=0.25)
    assert "dynamo: 4x holds" in ended.err
    assert "the limit is not found yet" in ended.err
