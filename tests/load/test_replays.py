"""`--dynamo-keys User=replay:keys.csv`: the file, its order, and processes that share it."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.population_demand.chances import chosen
from pytest_dynamo.locust.scenarios.replays import require_files, with_replays
from pytest_dynamo.locust.scenarios.scenario import load_scenario, with_keys
from pytest_dynamo.locust.settings.chosen_keys import read_choice
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.performance import Sampler
from pytest_dynamo.population.survey import Survey

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("designs/orders.yaml", beside=Path("loadtests/orders.py"))


@pytest.fixture(scope="module")
def population(scenario):
    return Population(scenario.design, now=NOW, scale=0.002)


def settings_with(path):
    return Settings(
        host=None,
        rate=1.0,
        population=None,
        seed_tables=False,
        rng_seed=0,
        reports=Path("reports"),
        allow_aws=False,
        prefix="",
        keep=False,
        warm_up_seconds=None,
        run_time_seconds=None,
        keys=dict([read_choice(f"User=replay:{path}"), read_choice("Product=latest")]),
    )


@pytest.fixture
def replay(tmp_path, population):
    """Settings that replay the users with these numbers."""

    def write(*numbers):
        path = tmp_path / "keys.csv"
        users = (population.member("User", number).user_id for number in numbers)
        path.write_text("\ufeffuser_id\r\n" + "".join(f"{user}\r\n" for user in users))
        return with_replays(settings_with(path), population)

    return write


def test_all_patterns_together_take_the_rows_in_order(scenario, population, replay):
    numbers = [3, 1, 4, 1, 5, 9, 2]
    settings = replay(*numbers)
    design = with_keys(scenario, settings.keys).design
    sampler, rng = Sampler(design, population, scenario.plans), Random(1)
    plans = with_keys(scenario, settings.keys).plans
    sampler = Sampler(design, population, plans)

    asked = [
        sampler.arguments(plans[name], rng=rng, now=NOW).parameters["user_id"]
        for name in ("get_user", "list_orders_for_user") * 4
    ]

    assert asked == [population.member("User", n).user_id for n in (*numbers, 3)]
    assert settings.keys["Product"].kind == "latest"


def test_processes_deal_the_rows_out_among_themselves(scenario, population, replay):
    settings = replay(3, 1, 4, 1, 5, 9, 2)
    chosen_so = with_keys(scenario, settings.keys)
    plan, rng = chosen_so.plans["get_user"], Random(1)

    def asked(sampler, times):
        drawn = (sampler.arguments(plan, rng=rng, now=NOW) for _ in range(times))
        return [arguments.parameters["user_id"] for arguments in drawn]

    workers = [Sampler(chosen_so.design, population, chosen_so.plans) for _ in range(3)]
    for number, worker in enumerate(workers):
        asked(worker, 1)  # as a rehearsal does, which is not to count
        worker.take_lane(number, 3)
    alone = Sampler(chosen_so.design, population, chosen_so.plans)

    assert [asked(worker, 1)[0] for _ in range(4) for worker in workers] == asked(alone, 12)


def test_a_forecast_goes_by_how_often_each_is_replayed(population, replay):
    how = replay(3, 3, 0, 3).keys["User"]
    survey = Survey(population)

    whole = chosen(survey, "User", how, largest=1_000)
    assert whole.shares[:4].tolist() == [0.25, 0, 0, 0.75]

    hottest = chosen(survey, "User", how, largest=1)
    assert (hottest.numbers.tolist(), hottest.shares.tolist()) == ([3], [0.75])
    assert (hottest.tail_share, hottest.tail_keys) == (0.25, population.count("User") - 1)


def test_a_forecast_knows_the_shares_of_parts(population):
    _, how = read_choice("User=weighted:1,7,2,0")

    count = population.count("User")
    found = chosen(Survey(population), "User", how, largest=1_000)
    assert np.allclose(found.shares.reshape(4, count // 4).sum(axis=1), [0.1, 0.7, 0.2, 0])

    some = chosen(Survey(population), "User", how, largest=count // 4)
    assert some.numbers.tolist() == list(range(count // 4, count // 2))
    assert some.tail_share == pytest.approx(0.3)


def test_a_file_that_cannot_be_read_is_told_plainly(population, tmp_path):
    with pytest.raises(
        DynamoError, match="User=replay:.*none.csv: the file cannot be read: No such"
    ):
        with_replays(settings_with(tmp_path / "none.csv"), population)
    (tmp_path / "binary.csv").write_bytes(b"user_id\n\xff\xfe\n")
    with pytest.raises(DynamoError, match="that is no CSV file in UTF-8"):
        with_replays(settings_with(tmp_path / "binary.csv"), population)
    (tmp_path / "quoted.csv").write_text('user_id\n"a"b\n')
    with pytest.raises(DynamoError, match="that is no CSV file"):
        with_replays(settings_with(tmp_path / "quoted.csv"), population)


def test_a_file_that_is_not_there_is_told_of_before_anything_is_seeded(tmp_path):
    (tmp_path / "keys.csv").write_text("user_id\n1\n")
    require_files(settings_with(tmp_path / "keys.csv"))
    with pytest.raises(
        DynamoError, match="User=replay:.*none.csv: the file cannot be read: No such"
    ):
        require_files(settings_with(tmp_path / "none.csv"))
