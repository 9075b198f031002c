"""Nothing is throttled by chance, and nothing is charged twice or not at all."""

import threading
from contextlib import suppress
from random import Random

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.embedded import Throttling
from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.embedded.throttling import admission, arms

ORDERS = {"TableName": "orders"}


def requests(client, key, item):
    """The requests of which one is made, about one item."""
    put = {"PutRequest": {"Item": item}}
    nothing = {
        "KeyConditionExpression": "pk = :p AND sk > :s",
        "ExpressionAttributeValues": {":p": key["pk"], ":s": {"S": "x"}},
    }
    select = f"SELECT * FROM orders WHERE pk IN ['1', '{key['pk']['S']}']"
    return [
        lambda: client.put_item(**ORDERS, Item=item),
        lambda: client.get_item(**ORDERS, Key=key),
        lambda: client.query(**ORDERS, **nothing),
        lambda: client.scan(**ORDERS),
        lambda: client.batch_write_item(RequestItems={"orders": [put]}),
        lambda: client.transact_write_items(TransactItems=[{"Put": {**ORDERS, "Item": item}}]),
        lambda: client.execute_statement(Statement=select),
    ]


def outcomes(client, clock, create):
    """What comes of the same requests at the same times: None, or the reasons that were given."""
    create(client, local=True)
    random = Random(4)
    found = []
    for _ in range(250):
        clock.now += random.random() / 20
        key = {"pk": {"S": f"{random.randrange(5)}"}, "sk": {"S": f"{random.randrange(9)}"}}
        item = {**key, "state": {"S": f"{random.randrange(2)}"}, "note": {"S": "x" * 900}}
        try:
            random.choice(requests(client, key, item))()
            found.append(None)
        except ClientError as error:
            names = ("throttlingReasons", "ThrottlingReasons", "CancellationReasons")
            found += [error.response[name] for name in names if name in error.response]
    return found


def test_the_same_requests_at_the_same_times_are_throttled_whichever_way_they_come(
    front, create, clock
):
    parameters = {"partition_write_units": 4.0, "partition_read_units": 4.0}
    start = clock.now
    settings = Throttling(parameters=Parameters(**parameters))
    expected = outcomes(DirectClient(Engine(clock=clock, throttling=settings)), clock, create)
    clock.now = start
    with front(**parameters) as client:
        found = outcomes(client, clock, create)
    assert found == expected
    assert 20 < sum(reasons is not None for reasons in found) < 230


def test_threads_share_what_there_is(throttled, create):
    embedded = throttled()
    create(embedded.direct_client(), units=(1, 256), index_units=(1, 1))
    admitted = []

    def put(name):
        client = embedded.direct_client()
        for number in range(100):
            with suppress(client.exceptions.ProvisionedThroughputExceededException):
                item = {"pk": {"S": name}, "sk": {"S": f"{number}"}}
                client.put_item(**ORDERS, Item=item)
                admitted.append(item)

    threads = [threading.Thread(target=put, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(admitted) == 256


def test_a_client_of_the_setup_does_not_open_the_gate_for_others(throttled, create):
    embedded = throttled(partition_write_units=1.0)
    seeder, client = embedded.unthrottled_client(), embedded.direct_client()
    create(seeder)
    item = {"pk": {"S": "a"}, "sk": {"S": "a"}}
    client.put_item(**ORDERS, Item=item)
    for _ in range(3):
        seeder.put_item(**ORDERS, Item=item)
        with pytest.raises(ClientError):
            seeder.put_item(**ORDERS, Item={})
        with pytest.raises(client.exceptions.ThrottlingException):
            client.put_item(**ORDERS, Item=item)


def long_load(client, clock):
    """What comes of 6,000 requests, half of them of one item collection: the reasons given, or None."""
    random = Random(5)
    found = []
    for number in range(6_000):
        clock.now += random.random() / 6
        pk = "hot" if random.random() < 0.5 else f"{random.randrange(40)}"
        key = {"pk": {"S": pk}, "sk": {"S": f"{random.randrange(500):03}"}}
        item = {**key, "version": {"N": f"{number}"}}
        if random.random() < 0.1:
            item["state"] = {"S": f"{random.randrange(7)}"}
        try:
            random.choices(requests(client, key, item)[:3], (4, 2, 2))[0]()
            found.append(None)
        except ClientError as error:
            found.append(error.response["throttlingReasons"])
    return found


def test_the_quick_way_decides_as_the_model_does(throttled, create, clock, monkeypatch):
    start, results = clock.now, []
    monkeypatch.setattr(arms, "_MOST_LOCATED", 10)
    for is_quick in (True, False):
        clock.now = start
        embedded = throttled(
            speed=2.0,
            partition_burst_seconds=0.5,  # twice that at this speed
            partition_write_units=3.0,
            partition_read_units=2.0,
            first_peak_write_units=6.0,
            first_peak_read_units=4.0,
            split_least_seconds=60.0,
            split_most_seconds=120.0,
            partition_bytes=8_000.0,
            sampled_one_in=1,
        )
        client = embedded.direct_client()
        create(client)
        if not is_quick:
            monkeypatch.setattr(admission, "admitted", lambda *_: False)
        results.append((long_load(client, clock), embedded.throttling_history()))
    (quick, quick_history), (slow, slow_history) = results
    assert quick == slow
    assert quick_history == slow_history
    assert 100 < sum(reasons is not None for reasons in quick) < 5_900
    assert {split.cause for split in quick_history.splits} >= {"heat", "size"}
