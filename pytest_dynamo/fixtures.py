"""Fixtures for tables of your own, to be made in a conftest.py.

from pytest_dynamo.fixtures import dynamo_fixture

orders_table = dynamo_fixture("designs/orders.yaml", scope="session", populate={"User": 20})
"""

from pytest_dynamo.plugin.fixtures.factory import dynamo_fixture

__all__ = ["dynamo_fixture"]
