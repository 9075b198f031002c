"""The tasks of user classes and how often each is drawn."""

from locust import tag, task
from locust.env import Environment
from locust.user.task import filter_tasks_by_tags

from collections import Counter
from types import SimpleNamespace

import pytest

from pytest_dynamo.locust import DynamoUser
from pytest_dynamo.locust.conducting.pacing import pattern_rates
from pytest_dynamo.locust.scenarios.roles import Role, assign, draw_rates, role_of, task_list


def names(user_class):
    """The rates of the tasks that users of a class draw from."""
    return {task.__name__: rate for task, rate in draw_rates(user_class).items()}


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
    assert names(Orders) == rates


def test_a_task_named_like_an_access_pattern_takes_its_place():
    assert names(Orders)["get_user"] == 1


def test_a_subclass_adds_to_what_it_inherits():
    assert names(More) == names(Orders) | {"browse": 7}


def test_each_access_pattern_is_tagged_with_its_name_and_as_a_read_or_a_write():
    tags = {each.__name__: getattr(each, "locust_tag_set", None) for each in role_of(Orders).rates}

    assert tags["list_orders_for_user"] == {"list_orders_for_user", "read"}
    assert tags["create_user"] == {"create_user", "write"}
    assert tags["get_cart_products"] == {"get_cart_products", "read"}
    assert (tags["checkout"], tags["get_user"]) == (None, None)


@pytest.mark.parametrize(
    ("tags", "without", "left"),
    [
        ({"write"}, None, {"create_order", "add_order_items", "create_session"}),
        ({"create_order"}, None, {"create_order"}),
        ({"mine"}, None, {"browse"}),
        (None, {"read"}, {"create_order", "browse", "checkout"}),
        ({"write"}, {"create_order"}, {"add_order_items"}),
    ],
)
def test_tags_choose_among_patterns_and_tasks_by_hand(tags, without, left):
    class Tagged(More):
        abstract = True

        @tag("mine")
        @task(7)
        def browse(self):
            pass

    filter_tasks_by_tags(Tagged, tags, without)

    assert left <= names(Tagged).keys()
    assert names(Tagged).keys().isdisjoint({"list_orders_for_user", *(without or ())})
    if tags:
        assert "checkout" not in names(Tagged)


@pytest.mark.parametrize(
    ("options", "rates"),
    [
        ({"tags": ["create_order", "create_user"]}, {"create_order": 8, "create_user": 1}),
        ({"tags": ["write"], "exclude_tags": ["create_order"]}, {"create_session": 5}),
        (
            {"tags": ["create_session", "create_order"], "equal_weights": True},
            {"create_session": 6.5, "create_order": 6.5},
        ),
        ({}, {"list_orders_for_user": 20}),
    ],
)
def test_what_is_forecast_are_the_patterns_that_the_tags_leave(options, rates):
    environment = Environment(user_classes=[More])
    defaults = {"dynamo_rate": 1.0, "tags": None, "exclude_tags": None, "equal_weights": False}
    environment.parsed_options = SimpleNamespace(**(defaults | options))

    found = pattern_rates(environment)

    assert found.items() >= rates.items()
    assert found.keys().isdisjoint({"checkout", "browse", "get_user"})  # by hand


def test_the_user_adds_six_names_to_locusts_and_replaces_two():
    from locust import User

    added = {"design", "perform", "pick", "arrival_rate", "max_in_flight"}
    public = {name for name in vars(DynamoUser) if not name.startswith("_")}
    assert public - {"abstract", "tasks", "stop", "wait_time"} == added
    assert not {"client", *added} & vars(User).keys()


def common():
    pass


def nightly():
    pass


def test_locust_is_given_each_task_about_as_often_as_its_rate_asks_for_and_at_least_once():
    assert Counter(task_list({common: 40.0, nightly: 10.0})) == {common: 800, nightly: 200}
    assert Counter(task_list({common: 10.0, nightly: 0.000278})) == {common: 1000, nightly: 1}
    assert task_list({}) == []


def test_users_draw_from_what_is_left_to_their_class_by_the_rates_themselves():
    class Some(DynamoUser):
        pass

    assign(Some, Role(by_hand={}, rates={common: 10.0, nightly: 0.000278}))
    Some.tasks = [common] * 3 + [nightly]

    assert draw_rates(Some) == {common: 10.0, nightly: 0.000278}
    assert draw_rates(Some, equally=True) == {common: 1.0, nightly: 1.0}
    Some.tasks = [nightly]
    assert draw_rates(Some) == {nightly: 0.000278}
