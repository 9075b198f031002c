"""A clock that stands still until it is moved, and tables that throttle by it."""

import asyncio
import threading
from contextlib import ExitStack, contextmanager

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.embedded import Throttling, dynamodb
from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.embedded.fronts.http_server import HttpServer

ONCE = {"total_max_attempts": 1, "mode": "standard"}


class Clock:
    """Seconds, as they are set."""

    def __init__(self, now=1_800_000_000.0):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def throttled(clock):
    """Opens an embedded DynamoDB that throttles by these parameters, and by the clock."""
    with ExitStack() as stack:

        def open_it(speed=1.0, policies=None, **parameters):
            settings = Throttling(
                parameters=Parameters(**parameters), speed=speed, policies=policies or {}
            )
            return stack.enter_context(dynamodb(clock=clock, throttling=settings))

        yield open_it


@pytest.fixture
def create():
    """Creates a table of string keys, on demand or with so many provisioned reads and writes."""
    return create_orders


def create_orders(client, name="orders", *, units=None, index_units=None, local=False, **more):
    """The table: keys pk and sk, index by_state on state and sk; on request a local index by_date."""

    def throughput(given):
        return {
            "ProvisionedThroughput": {"ReadCapacityUnits": given[0], "WriteCapacityUnits": given[1]}
        }

    def keys(partition_key, sort_key):
        return [
            {"AttributeName": partition_key, "KeyType": "HASH"},
            {"AttributeName": sort_key, "KeyType": "RANGE"},
        ]

    everything = {"ProjectionType": "ALL"}
    index = {
        "IndexName": "by_state",
        "KeySchema": keys("state", "sk"),
        "Projection": everything,
        **(throughput(index_units or units) if units else {}),
        **more.pop("index", {}),
    }
    if local:
        by_date = {
            "IndexName": "by_date",
            "KeySchema": keys("pk", "date"),
            "Projection": everything,
        }
        more["LocalSecondaryIndexes"] = [by_date]
    client.create_table(
        TableName=name,
        KeySchema=keys("pk", "sk"),
        AttributeDefinitions=[
            {"AttributeName": each, "AttributeType": "S"}
            for each in ("pk", "sk", "state", *(["date"] if local else []))
        ],
        GlobalSecondaryIndexes=[index],
        **({"BillingMode": "PAY_PER_REQUEST"} if units is None else throughput(units)),
        **more,
    )


@contextmanager
def boto3_front(clock, settings):
    with dynamodb(clock=clock, throttling=settings) as embedded:
        yield embedded.client(config=Config(retries=ONCE))


@contextmanager
def direct_front(clock, settings):
    yield DirectClient(Engine(clock=clock, throttling=settings))


@contextmanager
def http_front(clock, settings):
    server, ready = HttpServer(Engine(clock=clock, throttling=settings)), threading.Event()
    found = {}

    async def serve():
        found["port"] = await server.start("127.0.0.1", 0)
        found["loop"], found["end"] = asyncio.get_running_loop(), asyncio.Event()
        ready.set()
        await found["end"].wait()
        await server.stop()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    client = boto3.client(
        "dynamodb",
        endpoint_url=f"http://127.0.0.1:{found['port']}",
        region_name="us-east-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
        config=Config(retries=ONCE),
    )
    try:
        yield client
    finally:
        client.close()
        found["loop"].call_soon_threadsafe(found["end"].set)
        thread.join()


@pytest.fixture(params=[boto3_front, direct_front, http_front], ids=["boto3", "direct", "http"])
def front(request, clock):
    """Opens one of the three ways in."""
    return lambda **parameters: request.param(
        clock, Throttling(parameters=Parameters(**parameters))
    )


@pytest.fixture
def apart():
    """Partition keys that lie in so many different partitions of equal parts of the hash space."""

    def keys(count, partitions=4):
        found = {}
        for number in range(1_000):
            key = f"key{number}"
            found.setdefault(int(hash_position(key) * partitions), key)
        return [found[partition] for partition in sorted(found)][:count]

    return keys


def charged(embedded, name="orders"):
    """The units that have been charged of the table (None) and its index, as reads and writes."""
    throughput = embedded._engine._database.tables[name].admission.throughput
    return {
        (index, direction): bucket.minute_units
        for index, one in throughput.of.items()
        for direction, bucket in one.limits.items()
        if bucket.minute_units
    }


@pytest.fixture
def charges():
    return charged


@pytest.fixture
def order():
    """An item, of about so many bytes where that is said."""

    def made(pk="a", sk="a", size_bytes=0, **attributes):
        item = {"pk": {"S": pk}, "sk": {"S": sk}}
        item |= {name: {"S": value} for name, value in attributes.items()}
        return item | ({"note": {"S": "x" * size_bytes}} if size_bytes else {})

    return made


@pytest.fixture
def admitted():
    """How many of these calls are admitted before the first that is throttled."""

    def count(calls):
        for number, call in enumerate(calls):
            try:
                call()
            except ClientError as error:
                if not any(name.endswith("Reasons") for name in error.response):
                    raise
                return number
        pytest.fail("none was throttled")

    return count
