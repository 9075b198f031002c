import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.deploy.seed import seed
from pytest_dynamo.errors import BackendError


def items(count):
    return [("orders", {"pk": {"S": f"{number:03}"}}) for number in range(count)]


@pytest.fixture
def waits(monkeypatch):
    found = []
    monkeypatch.setattr("time.sleep", found.append)
    return found


def test_items_get_in_and_progress_is_told(client, table):
    create_table(client, table)
    progress = []
    assert seed(client, iter(items(60)), on_progress=progress.append) == 60
    assert progress == [25, 50, 60]
    assert client.describe_table(TableName="orders")["Table"]["ItemCount"] == 60


def test_a_table_may_be_called_otherwise(client, table):
    create_table(client, table, "test-orders")
    seed(client, items(3), names={"orders": "test-orders"})
    assert client.scan(TableName="test-orders")["Count"] == 3


def test_nothing_to_seed_is_no_call():
    assert seed(None, []) == 0


def test_what_was_not_processed_is_sent_again(client, table, waits, monkeypatch):
    create_table(client, table)
    original = client.batch_write_item

    def half(**arguments):
        requests = arguments["RequestItems"]["orders"]
        kept, left = requests[: len(requests) // 2 + 1], requests[len(requests) // 2 + 1 :]
        original(RequestItems={"orders": kept})
        return {"UnprocessedItems": {"orders": left} if left else {}}

    monkeypatch.setattr(client, "batch_write_item", half)
    assert seed(client, items(20)) == 20
    assert client.scan(TableName="orders")["Count"] == 20
    assert waits == [0.05] * 3


def test_a_throttled_batch_is_sent_again_ever_later(client, table, waits, monkeypatch):
    create_table(client, table)
    original = client.batch_write_item
    errors = [ClientError({"Error": {"Code": "ThrottlingException"}}, "")] * 3

    def throttled(**arguments):
        if errors:
            raise errors.pop()
        return original(**arguments)

    monkeypatch.setattr(client, "batch_write_item", throttled)
    assert seed(client, items(5)) == 5
    assert waits == [0.1, 0.2, 0.4]


def test_seeding_that_gets_nothing_in_gives_up(client, waits, monkeypatch):
    def nothing(**arguments):
        return {"UnprocessedItems": arguments["RequestItems"]}

    monkeypatch.setattr(client, "batch_write_item", nothing)
    with pytest.raises(BackendError) as caught:
        seed(client, items(5))
    assert str(caught.value) == (
        "writing stopped after 0 items: orders throttled 20 times in a row.\n"
        "To fix this: raise the write capacity, or write fewer items."
    )
    assert max(waits) == 5.0


def test_other_errors_pass(client):
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        seed(client, items(1))
