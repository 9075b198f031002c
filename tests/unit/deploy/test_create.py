from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.deploy.create import create_table, drop_table
from pytest_dynamo.errors import BackendError


def test_a_table_is_created_under_its_own_name_or_another(client, table):
    assert create_table(client, table) == ()
    assert create_table(client, table, "test-orders") == ()
    assert client.list_tables()["TableNames"] == ["orders", "test-orders"]
    ttl = client.describe_time_to_live(TableName="test-orders")["TimeToLiveDescription"]
    assert ttl["AttributeName"] == "expires"


def test_a_table_that_is_there_already_is_not_touched(client, table):
    create_table(client, table)
    with pytest.raises(BackendError) as caught:
        create_table(client, table)
    assert str(caught.value) == (
        "table 'orders' cannot be created: there is one of that name already.\n"
        "To fix this: drop it, or choose another prefix for the names."
    )


def test_calls_that_an_endpoint_does_not_know_are_named(client, table, monkeypatch):
    def unknown(**_arguments):
        error = {"Error": {"Code": "UnknownOperationException", "Message": ""}}
        raise ClientError(error, "UpdateContinuousBackups")

    monkeypatch.setattr(client, "update_continuous_backups", unknown)
    assert create_table(client, table) == ("update_continuous_backups",)


def test_a_call_that_comes_too_early_is_made_again(client, table, monkeypatch):
    answers = [ClientError({"Error": {"Code": "ContinuousBackupsUnavailableException"}}, "")] * 2
    waits = []

    def too_early(**_arguments):
        if answers:
            raise answers.pop()

    monkeypatch.setattr(client, "update_continuous_backups", too_early)
    monkeypatch.setattr("time.sleep", waits.append)
    assert create_table(client, table) == ()
    assert (answers, waits) == ([], [1, 1])


def test_a_call_that_always_comes_too_early_is_an_error_in_the_end(client, table, monkeypatch):
    waits = []

    def too_early(**_arguments):
        raise ClientError({"Error": {"Code": "ContinuousBackupsUnavailableException"}}, "")

    monkeypatch.setattr(client, "update_continuous_backups", too_early)
    monkeypatch.setattr("time.sleep", waits.append)
    with pytest.raises(ClientError, match="ContinuousBackupsUnavailable"):
        create_table(client, table)
    assert waits == [1] * 59


def test_a_table_without_protection_is_dropped(client, table):
    create_table(client, replace(table, deletion_protection=False))
    drop_table(client, "orders")
    assert client.list_tables()["TableNames"] == []


def test_a_call_that_is_refused_is_an_error(client, table, monkeypatch):
    def refuse(**_arguments):
        raise ClientError({"Error": {"Code": "ValidationException"}}, "")

    monkeypatch.setattr(client, "update_time_to_live", refuse)
    with pytest.raises(ClientError, match="ValidationException"):
        create_table(client, table)


def test_a_table_is_dropped_in_spite_of_its_protection_and_twice(client, table):
    create_table(client, table)
    drop_table(client, "orders")
    drop_table(client, "orders")
    assert client.list_tables()["TableNames"] == []


def test_a_table_that_is_being_created_is_dropped_when_it_is_there(client, table, monkeypatch):
    create_table(client, table)
    described, waited = client.describe_table(TableName="orders"), []
    described["Table"]["TableStatus"] = "CREATING"

    def once(TableName):  # noqa: N803
        monkeypatch.undo()
        return described

    def wait(_client, name):
        waited.append(name)

    monkeypatch.setattr(client, "describe_table", once)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pytest_dynamo.deploy.create._wait_until_active", wait)
        drop_table(client, "orders")

    assert waited[0] == "orders"
    assert client.list_tables()["TableNames"] == []


def test_who_creates_a_table_is_told_of_it_before_it_can_be_used(client, table):
    told = []

    create_table(client, table, "other", on_created=told.append)

    assert told[0]["TableName"] == "other"
    assert told[0]["TableArn"].endswith(":table/other")
