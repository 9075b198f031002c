import pytest


@pytest.fixture(autouse=True)
def tables(dynamo_tables):
    """Every test has the tables of the design, new and empty."""
    return dynamo_tables
