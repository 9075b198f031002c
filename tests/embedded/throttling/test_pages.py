"""What Query, Scan and SELECT take: a page is read first, and charged where it begins."""

import pytest

ORDERS = {"TableName": "orders"}
OF = {"KeyConditionExpression": "pk = :p"}


def of(pk):
    return {**OF, "ExpressionAttributeValues": {":p": {"S": pk}}}


def read_units(embedded, index=None):
    """The units read of each partition."""
    throughput = embedded._engine._database.tables["orders"].admission.throughput.of[index]
    return [partition.read.minute_units for partition in throughput.placement.partitions]


@pytest.fixture
def filled(throttled, create, order, apart):
    """Three orders of 5,000 bytes in each of four partitions of the table, in one of the index."""
    embedded = throttled()
    client = embedded.unthrottled_client()
    create(client, local=True)
    for pk in apart(4):
        for sk in "abc":
            item = order(pk, sk, 5_000, state="open", date=f"203{sk}")
            client.put_item(**ORDERS, Item=item)
    return embedded


def test_a_query_takes_what_its_page_does(filled, apart, charges):
    client = filled.direct_client()
    _, second, *_ = apart(4)
    answer = client.query(
        **ORDERS, **of(second), ConsistentRead=True, ReturnConsumedCapacity="TOTAL"
    )
    assert answer["ConsumedCapacity"]["CapacityUnits"] == 4.0
    assert read_units(filled) == [0, 4.0, 0, 0]
    client.query(**ORDERS, **of(second))
    assert read_units(filled) == [0, pytest.approx(4.0 + 2.0 * 2 / 3), 0, 0]
    assert charges(filled) == {(None, "read"): 6.0}


def test_a_query_that_finds_nothing_takes_of_where_it_looked(filled, apart):
    client = filled.direct_client()
    third = apart(4)[2]
    client.query(
        **ORDERS,
        KeyConditionExpression="pk = :p AND sk > :s",
        ExpressionAttributeValues={":p": {"S": third}, ":s": {"S": "x"}},
        ConsistentRead=True,
    )
    assert read_units(filled) == [0, 0, 1.0, 0]


def test_a_filter_saves_nothing(filled, apart, charges):
    client = filled.direct_client()
    first = apart(1)[0]
    values = {":p": {"S": first}, ":n": {"S": "none"}}
    client.query(
        **ORDERS,
        **OF,
        FilterExpression="note = :n",
        ExpressionAttributeValues=values,
        ConsistentRead=True,
    )
    assert read_units(filled) == [4.0, 0, 0, 0]


def test_a_query_of_a_global_index_takes_of_the_index_alone(filled, charges):
    client = filled.direct_client()
    client.query(
        **ORDERS,
        IndexName="by_state",
        KeyConditionExpression="#s = :s",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":s": {"S": "open"}},
        Limit=3,
    )
    assert charges(filled) == {("by_state", "read"): 2.0}
    assert sum(read_units(filled, "by_state")) == pytest.approx(2.0 * 2 / 3)


def test_a_query_of_a_local_index_takes_of_the_table(filled, apart):
    client = filled.direct_client()
    second = apart(2)[1]
    client.query(**ORDERS, IndexName="by_date", **of(second), ConsistentRead=True)
    assert read_units(filled) == [0, 4.0, 0, 0]


def test_a_scan_takes_of_the_partition_in_which_its_page_begins(filled):
    client = filled.direct_client()
    client.scan(**ORDERS, ConsistentRead=True)
    assert read_units(filled) == [15.0, 0, 0, 0]
    client.scan(**ORDERS, ConsistentRead=True, Segment=3, TotalSegments=4)
    assert read_units(filled) == [15.0, 0, 0, 4.0]


@pytest.mark.parametrize("index", [{}, {"IndexName": "by_state"}])
def test_a_scan_of_nothing_takes_of_where_it_begins(throttled, create, index):
    embedded = throttled()
    create(embedded.direct_client())
    embedded.direct_client().scan(**ORDERS, **index, Segment=2, TotalSegments=4)
    assert read_units(embedded, index.get("IndexName")) == [0, 0, pytest.approx(1 / 3), 0]


def test_each_range_of_a_select_takes_of_its_own_partition(filled, apart):
    client = filled.direct_client()
    first, second, _, fourth = apart(4)
    statement = f"SELECT * FROM orders WHERE pk IN ['{second}', '{fourth}', '{first}']"
    client.execute_statement(Statement=statement, ConsistentRead=True)
    assert read_units(filled) == [4.0, 4.0, 0, 4.0]


def test_a_select_of_one_item_takes_what_a_get_does(filled, apart):
    client = filled.direct_client()
    statement = f"SELECT * FROM orders WHERE pk = '{apart(2)[1]}' AND sk = 'a'"
    client.execute_statement(Statement=statement, ConsistentRead=True)
    assert read_units(filled) == [0, 2.0, 0, 0]


def test_a_select_of_everything_takes_what_a_scan_does(filled):
    client = filled.direct_client()
    client.execute_statement(Statement="SELECT * FROM orders", ConsistentRead=True)
    assert read_units(filled) == [15.0, 0, 0, 0]


def test_a_select_of_values_that_no_key_has_takes_the_least(throttled, create):
    embedded = throttled()
    create(embedded.direct_client())
    statement = "SELECT * FROM orders WHERE pk = 'a' AND pk = 'b'"
    embedded.direct_client().execute_statement(Statement=statement, ConsistentRead=True)
    assert sum(read_units(embedded)) >= 1.0


def pages(client):
    values = {"ExpressionAttributeValues": {":p": {"S": "a"}}}
    return {
        "query": lambda: client.query(**ORDERS, **OF, **values),
        "scan": lambda: client.scan(**ORDERS),
        "select": lambda: client.execute_statement(Statement="SELECT * FROM orders WHERE pk = 'a'"),
        "select of one": lambda: client.execute_statement(
            Statement="SELECT * FROM orders WHERE pk = 'a' AND sk = 'a'"
        ),
        "select of everything": lambda: client.execute_statement(Statement="SELECT * FROM orders"),
    }


@pytest.mark.parametrize("kind", pages(None))
def test_a_page_may_take_more_than_there_is_and_the_next_one_waits(
    throttled, create, order, clock, kind
):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 1))
    for number in range(9):
        item = order(sk="a" if number == 0 else f"{number}", size_bytes=7_000)
        embedded.unthrottled_client().put_item(**ORDERS, Item=item)
    read = pages(client)[kind]
    read()
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException):
        read()
    clock.now += 30
    read()
