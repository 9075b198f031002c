"""Whether tasks wait for one another, and what a user class may say of it."""

from locust import TaskSet, between, task
from locust.env import Environment
from locust.runners import WorkerRunner

from types import SimpleNamespace

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust import DynamoUser
from pytest_dynamo.locust.conducting.pacing import (
    arrivals_of,
    heed_changes_of_rate,
    pattern_rates,
    tasks_per_second,
    users_to_be,
)


class Shop(DynamoUser):
    abstract = True
    design = "designs/orders.yaml"


class Arriving(Shop):
    arrival_rate = 500


class Pausing(Shop):
    wait_time = between(1, 2)


class Steady(Arriving, Pausing):
    pass


class Browsing(Arriving):
    @task
    class Browse(TaskSet):
        @task
        def look(self):
            pass


def settings(**asked):
    given = {"arrivals": None, "rate": 1.0, "shape": None, "find_limit": None}
    return SimpleNamespace(**{**given, **asked})


def environment_of(user_class, **options):
    environment = Environment(user_classes=[user_class])
    given = {"dynamo_rate": 1.0, "tags": None, "exclude_tags": None, "equal_weights": False}
    environment.parsed_options = SimpleNamespace(**{**given, **options})
    return environment


def arrivals(user_class, asked, **options):
    return arrivals_of(environment_of(user_class, **options), user_class, asked)


@pytest.mark.parametrize(
    ("user_class", "asked", "mode"),
    [
        (Shop, None, "closed"),
        (Shop, "constant", "constant"),
        (Arriving, None, "poisson"),
        (Arriving, "closed", "closed"),
        (Pausing, None, "closed"),
    ],
)
def test_the_arrivals_are_those_asked_for_or_those_of_the_class(user_class, asked, mode):
    assert arrivals(user_class, settings(arrivals=asked)) == mode


def of(rate=None, room=100):
    """A user class with these members."""
    members = {"arrival_rate": rate, "max_in_flight": room, "abstract": True}
    return type("Odd", (Shop,), members)


@pytest.mark.parametrize(
    ("user_class", "asked", "said"),
    [
        (Pausing, {"arrivals": "poisson"}, "leaves no room for --dynamo-arrivals poisson"),
        (Steady, {}, "leaves no room for the arrival_rate of Steady"),
        (Pausing, {"shape": "ramp:1s"}, "--dynamo-shape changes the rate, and Pausing has a wait"),
        (Arriving, {"rate": float("inf")}, "the arrival_rate of Arriving: arrivals come at a rate"),
        (Browsing, {}, "Browse of Browsing is a TaskSet"),
        (of(rate=0), {}, "the arrival_rate of Odd is 0; to fix this"),
        (of(rate=True), {}, "the arrival_rate of Odd is True"),
        (of(rate="100"), {}, "the arrival_rate of Odd is '100'"),
        (of(room=0), {}, "the max_in_flight of Odd is 0"),
        (of(room=1.5), {}, "the max_in_flight of Odd is 1.5"),
        (Shop, {"shape": "rmp:1s"}, "did you mean 'ramp'?"),
    ],
)
def test_what_makes_no_sense_together_is_refused(user_class, asked, said):
    with pytest.raises(DynamoError) as refused:
        arrivals(user_class, settings(**asked))

    assert said in str(refused.value)


def test_a_task_set_that_the_tags_take_away_is_in_nobodys_way():
    assert arrivals(Browsing, settings(), tags=["write"]) == "poisson"


def test_an_arrival_rate_is_what_all_tasks_come_to_and_their_shares_stay():
    rates, declared = (pattern_rates(environment_of(each)) for each in (Arriving, Shop))

    assert tasks_per_second(environment_of(Arriving), 10) == pytest.approx(500)
    assert sum(rates.values()) == pytest.approx(500)
    assert rates["get_user"] / rates["create_order"] == pytest.approx(
        declared["get_user"] / declared["create_order"]
    )


def test_a_shape_that_begins_without_users_has_the_rate_of_those_who_come():
    environment = environment_of(Shop)
    environment.runner = SimpleNamespace(target_user_count=0)

    users = users_to_be(environment)

    assert users == 1
    assert tasks_per_second(environment, users) == tasks_per_second(environment, 20) > 0


def test_tasks_that_the_tags_take_away_take_their_share_of_an_arrival_rate_with_them():
    written = pattern_rates(environment_of(Arriving, tags=["write"]))

    assert 0 < sum(written.values()) < 250


class Worker(WorkerRunner):
    """A worker without a master; keeps who listens to what."""

    def __init__(self):
        self.custom_messages = {}

    def __del__(self):
        pass


def test_a_worker_goes_by_what_its_master_says_of_the_rate():
    worker, changes = Worker(), []
    test = SimpleNamespace(
        environment=SimpleNamespace(runner=worker),
        change_rate=lambda multiple, at: changes.append((multiple, at)),
    )
    heed_changes_of_rate(test)

    heed, _ = worker.custom_messages["dynamo_rate"]
    heed(environment=None, msg=SimpleNamespace(data={"multiple": 4.0, "at": 17.5}))

    assert changes == [(4.0, 17.5)]


def test_a_process_that_is_no_worker_has_nobody_to_listen_to():
    heed_changes_of_rate(SimpleNamespace(environment=SimpleNamespace(runner=None)))
