"""What is beyond one call: batches, pages, transactions, fan-outs; copied into a project."""

import time
from datetime import UTC, datetime
from decimal import Decimal

import boto3
import pytest
import saas_data
import small_data
from botocore.config import Config
from orders_data import (
    ConditionFailed,
    Orders,
    TransactionCanceled,
    new_order,
    new_order_item,
    new_user,
    new_user_email,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ANN = {"user_id": "ann", "email": "ann@example.org"}


class Slept(list):
    """A clock that only notes how long it was to sleep."""

    __call__ = list.append


@pytest.fixture
def client():
    return boto3.client("dynamodb", config=Config(retries={"total_max_attempts": 1}))


@pytest.fixture
def orders(dynamo_table, client):
    return Orders(client)


def an_order(number):
    return new_order(
        user_id="ann",
        order_id=f"{number:04d}",
        created_at=NOW,
        status="placed",
        total=Decimal("12.50"),
    )


def order_items(count):
    return [
        new_order_item(order_id="0001", item_id=f"{n:04d}", product_id=n, quantity=1)
        for n in range(count)
    ]


@pytest.mark.dynamo_design("orders")
@pytest.mark.dynamo_allow("budget", reason="many lines at once")
@pytest.mark.dynamo_allow("pages", reason="many lines at once")
def test_a_batch_of_any_number_is_written_and_read(orders):
    orders.add_order_items(iter(order_items(60)))
    assert list(orders.list_order_items(order_id="0001")) == order_items(60)
    assert orders.get_cart_products([]) == []


@pytest.mark.dynamo_design("orders")
@pytest.mark.dynamo_allow(
    "pages", reason="the caller turns the pages of one that declares one page"
)
@pytest.mark.dynamo_allow(
    "budget", reason="the caller turns the pages of one that declares one page"
)
def test_pages_follow_each_other_by_their_cursors(orders):
    for number in range(7):
        orders.create_order(an_order(number))
    found, cursor, sizes = [], None, []
    while True:
        page = orders.list_orders_for_user(user_id="ann", limit=3, cursor=cursor)
        sizes.append(len(page.items))
        found += page.items
        if page.cursor is None:
            break
        cursor = page.cursor
    assert sizes == [3, 3, 1]
    assert found == [an_order(number) for number in reversed(range(7))]


@pytest.mark.dynamo_design("orders")
def test_what_is_not_there_is_none_and_a_condition_that_does_not_hold_is_told(orders):
    assert orders.get_user(user_id="nobody") is None
    assert orders.get_order(order_id="nothing") is None
    with pytest.raises(ConditionFailed):
        orders.update_order_status(user_id="ann", order_id="0001")
    orders.create_order(an_order(1))
    changed = orders.update_order_status(user_id="ann", order_id="0001")
    assert changed == {**an_order(1), "status": "shipped"}
    assert orders.get_order(order_id="0001") == {"status": "shipped"}


@pytest.mark.dynamo_design("orders")
def test_a_transaction_is_done_as_a_whole_or_not_at_all(orders):
    user = new_user(**ANN, name="Ann", status="active", created_at=NOW)
    address = new_user_email(**ANN, verified=True)
    orders.create_user(user, address, client_request_token="once")
    orders.create_user(user, address, client_request_token="once")
    other = new_user(
        user_id="bob", email="ann@example.org", name="Bob", status="active", created_at=NOW
    )
    with pytest.raises(TransactionCanceled) as caught:
        orders.create_user(other, address)
    assert caught.value.reasons == ["None", "ConditionalCheckFailed"]
    assert orders.get_user(user_id="bob") is None
    assert orders.get_user(user_id="ann") == user


@pytest.mark.dynamo_design("saas")
def test_a_fan_out_gives_the_newest_of_all_shards(dynamo_tables, client):
    data = saas_data.Saas(client)
    documents = [
        saas_data.new_sharded_document(
            tenant_id=7, document_id=f"{number:04d}", title=f"{number}", body="text"
        )
        for number in range(30)
    ]
    for document in documents:
        data.create_sharded_document(document)
    assert len({document["PK"] for document in documents}) == 4
    newest = data.newest_sharded_documents(tenant_id=7, limit=10)
    assert newest == documents[:-11:-1]
    read = data.get_sharded_document(tenant_id=7, document_id="0003")
    assert read == documents[3]


def lines(count, size):
    return [
        small_data.new_line(day=1, line_id=f"{number:03d}", body=b"x" * size)
        for number in range(count)
    ]


@pytest.mark.dynamo_design("small")
@pytest.mark.dynamo_allow("unprocessed", reason="it gives up, which is what is looked at")
def test_a_throttled_batch_is_given_up_in_the_end_with_what_is_left(dynamo_table, client):
    slept = Slept()
    backoff = small_data.Backoff(attempts=4, base_seconds=0.05, sleep=slept)
    data = small_data.Small(client, backoff=backoff)
    with pytest.raises(small_data.Unprocessed) as caught:
        data.add_lines(lines(12, 60_000))
    written = list(data.read_lines(day=1))
    assert 0 < len(written) < 12
    both = sorted(written + caught.value.left, key=lambda row: row["SK"])
    assert both == lines(12, 60_000)
    assert [seconds <= longest for seconds, longest in zip(slept, (0.1, 0.2, 0.4), strict=True)]


@pytest.mark.dynamo_design("small")
def test_a_throttled_batch_is_complete_once_there_is_capacity(dynamo_table, client):
    slept = Slept()

    def wait(seconds):
        if not slept:
            units = {"ReadCapacityUnits": 900, "WriteCapacityUnits": 900}
            client.update_table(TableName="small", ProvisionedThroughput=units)
        slept.append(seconds)
        time.sleep(0.05)

    data = small_data.Small(client, backoff=small_data.Backoff(attempts=50, sleep=wait))
    data.add_lines(lines(12, 60_000))
    assert slept
    assert list(data.read_lines(day=1)) == lines(12, 60_000)


@pytest.mark.dynamo_design("small")
@pytest.mark.dynamo_allow("unprocessed", reason="it gives up, which is what is looked at")
def test_a_throttled_batch_of_reads_is_given_up_with_its_keys(
    dynamo_table, dynamo_populate, client
):
    slept = Slept()
    made = [dynamo_populate("Large", number=number) for number in range(12)]
    data = small_data.Small(client, backoff=small_data.Backoff(attempts=3, sleep=slept))
    with pytest.raises(small_data.Unprocessed) as caught:
        data.get_larges([one.number for one in made] * 2)
    assert len(slept) == 2
    assert all(set(key) == {"PK", "SK"} for key in caught.value.left)
