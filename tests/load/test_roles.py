"""The tasks of user classes and how often each is drawn."""

from locust import task

from collections import Counter

import pytest

from pytest_dynamo.locust import DynamoUser
from pytest_dynamo.locust.roles import role_of, task_list


def names(tasks):
    return Counter(each.__name__ for each in tasks)


class ByHand(DynamoUser):
    abstract = True

    @task(3)
    def checkout(self):
        pass


class Orders(ByHand):
    design = "designs/orders.yaml"

    @task
    def get_user(self):
        pass


class More(Orders):
    @task(7)
    def browse(self):
        pass


def test_tasks_by_hand_stand_beside_the_access_patterns_at_their_rates():
    rates = {each.__name__: rate for each, rate in role_of(Orders).rates.items()}

    assert rates["list_orders_for_user"] == 20
    assert rates["checkout"] == 3
    assert names(Orders.tasks) == {name: int(rate) for name, rate in rates.items()}


def test_a_task_named_like_an_access_pattern_takes_its_place():
    assert names(Orders.tasks)["get_user"] == 1


def test_a_subclass_adds_to_what_it_inherits():
    assert names(More.tasks) == names(Orders.tasks) | {"browse": 7}


def test_the_user_adds_four_names_to_locusts_and_replaces_one():
    from locust import User

    public = {name for name in vars(DynamoUser) if not name.startswith("_")}
    assert public - {"abstract", "tasks", "wait_time"} == {"design", "perform", "pick"}
    assert not {"design", "perform", "pick", "client"} & vars(User).keys()


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ({"a": 40.0, "b": 10.0}, {"a": 4, "b": 1}),
        ({"a": 0.5, "b": 0.25, "c": 1.0}, {"a": 2, "b": 1, "c": 4}),
        ({"a": 0.001, "b": 1.0}, {"a": 1, "b": 1000}),
    ],
)
def test_rates_become_the_smallest_list_that_keeps_their_proportions(rates, expected):
    assert Counter(task_list(rates)) == expected


def test_the_list_of_tasks_stays_short_whatever_the_rates():
    assert 10_000 < len(task_list({"a": 99_999.999, "b": 0.001})) < 30_000
