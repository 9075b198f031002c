"""From the path in a user class to a design that can be loaded, or a message."""

import hashlib
from pathlib import Path

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust import DynamoUser
from pytest_dynamo.locust.scenarios.roles import role_of
from pytest_dynamo.locust.scenarios.scenario import load_scenario


@pytest.fixture
def design(tmp_path, tiny_design):
    """Write the tiny design with something else in it."""

    def write(old="", new=""):
        path = tmp_path / "tiny.yaml"
        path.write_text(tiny_design.replace(old, new) if old else tiny_design)
        return str(path)

    return write


def refusal(path):
    with pytest.raises(DynamoError) as refused:
        load_scenario(path, beside=Path("locustfile.py"))
    return str(refused.value)


def test_every_access_pattern_has_its_plan(design):
    path = design()

    scenario = load_scenario(path, beside=Path("locustfile.py"))

    operations = {name: plan.operation for name, plan in scenario.plans.items()}
    assert operations == {"get_thing": "GetItem", "take_lock": "PutItem"}
    assert scenario.sha256 == hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_a_design_may_stand_in_a_folder_above_the_locustfile(design, tmp_path):
    design()

    scenario = load_scenario("tiny.yaml", beside=tmp_path / "load" / "tests" / "locustfile.py")

    assert scenario.design.path == str(tmp_path / "tiny.yaml")


def test_all_mistakes_are_told_at_once(design):
    message = refusal(design("rate: 20}", "rate: -20, limt: 5}"))

    assert "2 mistakes" in message
    assert "access_patterns.get_thing.rate" in message


def test_a_design_without_access_patterns_has_nothing_to_load(design, tiny_design):
    message = refusal(design("access_patterns:" + tiny_design.partition("access_patterns:")[2]))

    assert "a load test performs access patterns, and this design has none" in message
    assert "To fix this, add at least one under access_patterns" in message


def test_an_access_pattern_that_is_not_served_is_refused(design):
    message = refusal(design('get: {PK: "THING#{n}"}', "query: {n: 5}"))

    assert "access pattern 'get_thing' is not served" in message


def test_a_user_class_with_a_mistake_can_be_imported_and_not_be_run():
    class Lost(DynamoUser):
        abstract = True
        design = "designs/orderz.yaml"

    with pytest.raises(DynamoError, match="did you mean 'designs/orders.yaml'"):
        role_of(Lost).require_scenario()


def test_a_user_class_without_a_design_is_told_to_name_one():
    class Aimless(DynamoUser):
        abstract = True

    with pytest.raises(DynamoError, match="a DynamoUser needs a design"):
        role_of(Aimless).require_scenario()
