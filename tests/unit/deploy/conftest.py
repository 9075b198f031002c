"""No configuration of AWS, and a DynamoDB to talk to."""

import pytest

from pytest_dynamo.design.values import Design, Index, KeySchema, PointInTimeRecovery, Table
from pytest_dynamo.embedded import dynamodb


@pytest.fixture(autouse=True)
def unconfigured(monkeypatch, tmp_path):
    for name in (
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")


@pytest.fixture
def client():
    with dynamodb() as embedded:
        yield embedded.client()


@pytest.fixture
def table():
    return Table(
        name="orders",
        key=KeySchema(partition_key=("pk",)),
        attribute_types={"pk": "S", "day": "S"},
        indexes={
            "by_day": Index(name="by_day", kind="global", key=KeySchema(partition_key=("day",)))
        },
        time_to_live="expires",
        point_in_time_recovery=PointInTimeRecovery(),
        deletion_protection=True,
    )


@pytest.fixture
def design(table):
    return Design(name="shop", tables={"orders": table})
