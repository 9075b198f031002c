"""The tasks of user classes and how often each is drawn."""

from locust import task

from collections import Counter

from pytest_dynamo.locust import DynamoUser
from pytest_dynamo.locust.roles import Role, assign, draw_rates, role_of, task_list


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


def test_the_user_adds_four_names_to_locusts_and_replaces_two():
    from locust import User

    public = {name for name in vars(DynamoUser) if not name.startswith("_")}
    assert public - {"abstract", "tasks", "stop", "wait_time"} == {"design", "perform", "pick"}
    assert not {"design", "perform", "pick", "client"} & vars(User).keys()


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
