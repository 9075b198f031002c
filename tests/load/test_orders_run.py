"""`locust -f loadtests/orders.py`, embedded: what comes out at the end."""

import re
from collections.abc import Callable

import pytest

USERS, SECONDS = 5, 4


@pytest.fixture(scope="module")
def ended(make_locust: Callable):
    return make_locust().run(
        *("-f", "loadtests/orders.py", "-u", str(USERS), "-r", "5", "-t", f"{SECONDS}s"),
        *("--dynamo-population", "200", "--dynamo-warm-up", "1", "--dynamo-rate", "3x"),
        "--dynamo-forecast",
    )


@pytest.fixture(scope="module")
def run(ended):
    return ended.run


def test_it_ends_well(ended):
    assert ended.code == 0, ended.err


def test_it_writes_the_figures_the_page_and_the_index(ended):
    assert {path.name for path in ended.folder.iterdir()} == {
        "run.json",
        "report.html",
        "summary.json",
    }
    assert re.fullmatch(
        r"orders/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ",
        ended.folder.relative_to(ended.reports).as_posix(),
    )
    assert ended.folder.name in (ended.reports / "index.html").read_text()


def test_its_last_lines_sum_it_up_and_name_the_report(ended):
    first, *_, last = ended.out.splitlines()
    assert first.startswith("orders: ")
    assert last.startswith("report  ")
    assert str(ended.folder / "report.html") in last


def test_its_totals_are_locusts_own_count(ended, run):
    assert run["totals"]["requests"] == ended.counted_by_locust > 0
    assert sum(run["series"]["requests"]) == run["totals"]["requests"]
    assert (run["totals"]["failures"], run["totals"]["throttled"]) == (0, 0)


def test_the_warm_up_is_in_the_totals_and_nowhere_else(run):
    assert run["window"]["from_seconds"] == pytest.approx(1, abs=0.1)
    assert 0 < run["window"]["requests"] < run["totals"]["requests"]
    assert sum(pattern["requests"] for pattern in run["patterns"]) == run["window"]["requests"]


def test_every_access_pattern_and_the_checkout_have_their_figures(run):
    requests = {pattern["name"]: pattern["requests"] for pattern in run["patterns"]}
    assert {"get_user", "list_orders_for_user", "create_order", "checkout"} <= requests.keys()
    frequent = {p["name"] for p in run["patterns"] if (p["declared_per_second"] or 0) >= 5}
    assert all(requests[name] for name in frequent)
    by_name = {pattern["name"]: pattern for pattern in run["patterns"]}
    assert by_name["get_user"]["read_units"] == 0.5 * requests["get_user"]
    assert by_name["create_order"]["write_units"] == 3 * requests["create_order"]
    assert by_name["checkout"]["declared_per_second"] is None


def test_the_rates_of_the_design_decide_how_often_each_pattern_is_performed(run):
    requests = {pattern["name"]: pattern["requests"] for pattern in run["patterns"]}
    declared = {p["name"]: p["declared_per_second"] for p in run["patterns"]}
    assert requests["get_user"] > requests["list_orders_for_user"] > requests["create_user"]
    assert declared["get_user"] == 40


def test_it_says_how_it_was_run(run):
    how = run["how"]
    assert how["rate"] == "3x"
    assert (how["users"], how["spawn_rate"], how["seed"]) == (USERS, 5, 0)
    assert "-f loadtests/orders.py -u 5 -r 5 -t 4s --dynamo-population 200" in how["command"]
    assert how["interrupted"] is False
    assert how["population"]["items"] == sum(how["population"]["entities"].values()) == 201
    assert run["backend"] == {"kind": "embedded", "endpoint": None, "capacity": "modelled"}
    assert how["throttling"] == "modelled"
    assert how["keys"] == {}
    assert set(how["versions"]) == {
        "pytest-dynamo",
        "python",
        "locust",
        "boto3",
        "botocore",
        "moto",
    }


def test_seeding_is_said_and_not_counted(ended):
    share = "201 items, 0.0897 % of the design's population"
    said = [f"dynamo: seeding {share}", f"dynamo: seeded {share}"]
    assert [line.partition(";")[0] for line in ended.message.splitlines()[:2]] == said


def test_nothing_of_it_is_throttled_and_the_model_says_so(run):
    model = run["throttling"]
    assert (model["clock"], model["parameters"], model["limits"]) == (1, {}, [])
    assert model["model_seconds"] == pytest.approx(run["duration_seconds"], abs=0.5)
    partitions = {(each["index"], each["at_start"], each["at_end"]) for each in model["partitions"]}
    assert partitions == {(None, 4, 4), ("GSI1", 4, 4), ("GSI2", 4, 4)}


def test_it_was_forecast_at_the_rates_and_for_the_population_of_the_run(run):
    forecast, compared = run["forecast"], run["comparison"]
    assert forecast["load"]["peak"] == 3
    assert forecast["load"]["duration_seconds"] == SECONDS
    assert forecast["population"] == run["how"]["population"]["entities"]
    assert compared["left_out"] == ["checkout"]
    assert {(row["index"], row["direction"]) for row in compared["units"]} == {
        (index, direction) for index in (None, "GSI1", "GSI2") for direction in ("read", "write")
    }
    (writes,) = (
        row for row in compared["units"] if (row["index"], row["direction"]) == (None, "write")
    )
    assert writes["difference_by_request"] == pytest.approx(0, abs=0.02)
    assert writes["difference"] == pytest.approx(0, abs=0.4)  # few requests, by chance more or less
