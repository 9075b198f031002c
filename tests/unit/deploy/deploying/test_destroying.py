"""What destroy deletes, what it leaves alone, and what comes in its way."""

import pytest

from pytest_dynamo.deploy.deploying.destroying import destroy, look_at
from pytest_dynamo.deploy.deploying.waiting import OverdueError
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.errors import BackendError
from tests.unit.deploy.deploying.scripted import Clock, Scripted, refused, status

OURS = [{"Key": "pytest-dynamo:deployed", "Value": "shop"}]


@pytest.fixture
def embedded():
    with dynamodb() as embedded:
        yield embedded.client()


@pytest.fixture
def clock():
    return Clock()


def create(client, name, tags=OURS, **more):
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=tags,
        **more,
    )


def destroyed(client, clock, *names, shown=None):
    """The tables that went, and those that were kept though they were shown as to be deleted."""
    doomed = look_at(client, names, "shop") if shown is None else shown
    gone = []
    kept = list(
        destroy(client, doomed, "shop", clock.patience, on_gone=lambda *one: gone.append(one[0]))
    )
    return gone, [(one.name, one.reason) for one in kept]


def test_only_tables_of_the_design_without_protection_are_deleted(embedded, clock):
    create(embedded, "ours")
    create(embedded, "protected", DeletionProtectionEnabled=True)
    create(embedded, "anothers", [{"Key": "pytest-dynamo:deployed", "Value": "orders"}])
    create(embedded, "strangers", [{"Key": "deployed", "Value": "shop"}])
    names = ("ours", "protected", "anothers", "strangers", "nowhere")
    assert [(one.fate, one.reason) for one in look_at(embedded, names, "shop")] == [
        ("deletes", ""),
        ("keeps", "it has deletion protection"),
        ("keeps", "deploy has made it of the design orders"),
        ("keeps", "deploy has not made it: it has no tag pytest-dynamo:deployed"),
        ("absent", ""),
    ]
    assert destroyed(embedded, clock, *names) == (["ours"], [])
    assert embedded.list_tables()["TableNames"] == ["anothers", "protected", "strangers"]


def test_without_tags_nothing_is_deleted(embedded, clock):
    create(embedded, "ours")
    unknown = refused("UnknownOperationException")
    client = Scripted(embedded, list_tags_of_resource=[unknown])
    assert destroyed(client, clock, "ours") == ([], [])
    assert client.changes == []


def test_a_table_that_is_created_is_waited_for(embedded, clock):
    create(embedded, "ours")
    client = Scripted(embedded, describe_table=[None, status("CREATING"), status("CREATING")])
    assert destroyed(client, clock, "ours") == (["ours"], [])
    assert clock.told == ["table ours: the table is CREATING"]


def test_a_table_that_is_being_deleted_is_waited_for_and_not_deleted_again(embedded, clock):
    create(embedded, "ours")

    def gone(answer):
        embedded.delete_table(TableName="ours")
        return status("DELETING")(answer)

    client = Scripted(embedded, describe_table=[status("DELETING"), status("DELETING"), gone])
    assert destroyed(client, clock, "ours") == (["ours"], [])
    assert client.changes == []


def test_a_table_that_does_not_go_is_an_error(embedded):
    clock = Clock(seconds=10)
    create(embedded, "ours")
    client = Scripted(embedded, describe_table=[status("DELETING")] * 50)
    with pytest.raises(OverdueError) as error:
        destroyed(client, clock, "ours")
    assert str(error.value).splitlines()[0] == "after 10 s, table ours: the table is DELETING still"


def test_what_comes_to_be_protected_after_it_was_shown_is_kept(embedded, clock):
    create(embedded, "ours")
    shown = look_at(embedded, ["ours"], "shop")
    embedded.update_table(TableName="ours", DeletionProtectionEnabled=True)
    assert destroyed(embedded, clock, shown=shown) == (
        [],
        [("ours", "it has deletion protection")],
    )


def test_another_table_of_the_name_is_kept(embedded, clock):
    create(embedded, "ours")
    shown = look_at(embedded, ["ours"], "shop")
    embedded.delete_table(TableName="ours")
    create(embedded, "ours")
    reason = "it is another one than was shown: it came to be meanwhile"
    assert destroyed(embedded, clock, shown=shown) == ([], [("ours", reason)])


@pytest.mark.parametrize("code", ["ResourceInUseException", "LimitExceededException"])
def test_what_passes_by_itself_is_waited_for(embedded, clock, code):
    create(embedded, "ours")
    client = Scripted(embedded, delete_table=[refused(code)] * 3)
    assert destroyed(client, clock, "ours") == (["ours"], [])
    assert clock.told == [f"table ours: {code}: no"]


def test_what_does_not_pass_is_an_error(embedded, clock):
    create(embedded, "ours")
    client = Scripted(embedded, delete_table=[refused("AccessDeniedException", "not you.")])
    with pytest.raises(BackendError) as error:
        destroyed(client, clock, "ours")
    assert str(error.value) == "table ours: AccessDeniedException: not you"


def test_a_table_that_somebody_else_deletes_is_gone(embedded, clock):
    create(embedded, "ours")
    client = Scripted(embedded, delete_table=[refused("ResourceNotFoundException")])
    assert destroyed(client, clock, "ours") == (["ours"], [])
