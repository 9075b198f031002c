"""A control plane over an empty database, whose clock stands still until it is moved."""

from dataclasses import dataclass

import pytest

from pytest_dynamo.embedded.control.control_plane import ControlPlane
from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.operations.writing import (
    checked_item_key,
    checked_key,
    planned_delete,
    planned_put,
)
from pytest_dynamo.embedded.service_error import ServiceError

NOW = 1_800_000_000.0
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/things"


@dataclass(slots=True)
class Clock:
    now: float = NOW

    def __call__(self):
        return self.now


class Control:
    """Calls operations, and writes items as the data plane does."""

    def __init__(self, clock):
        self.clock = clock
        self.database = Database(clock=clock)
        self.plane = ControlPlane(self.database)

    def __call__(self, operation, **parameters):
        self.plane.expire()
        return self.plane.perform(operation, parameters)

    def streams(self, operation, **parameters):
        self.plane.expire()
        return self.plane.streams(operation, parameters)

    def create(self, name="things", **more):
        parameters = {
            "TableName": name,
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            "AttributeDefinitions": Make.attributes(pk="S", sk="N"),
            "BillingMode": "PAY_PER_REQUEST",
        }
        return self("CreateTable", **parameters | more)["TableDescription"]

    def describe(self, name="things"):
        return self("DescribeTable", TableName=name)["Table"]

    def put(self, *items, table="things"):
        for item in items:
            data = self.database.table(table)
            planned_put(data, checked_item_key(data, item), item, None).commit()

    def delete(self, item, table="things"):
        key = {name: item[name] for name in ("pk", "sk")}
        data = self.database.table(table)
        planned_delete(data, checked_key(data, key), None).commit()

    def items(self, table="things", index=None):
        self.plane.expire()
        store = self.database.table(table).store.read(index, strong=True)
        found = [stored.item() for stored in store.items()]
        return sorted(found, key=lambda item: (item["pk"]["S"], float(item["sk"]["N"])))


class Make:
    """Pieces of requests."""

    @staticmethod
    def attributes(**types):
        return [{"AttributeName": name, "AttributeType": kind} for name, kind in types.items()]

    @staticmethod
    def units(read, write):
        return {"ReadCapacityUnits": read, "WriteCapacityUnits": write}

    @staticmethod
    def item(pk, sk, **more):
        return {"pk": {"S": pk}, "sk": {"N": str(sk)}, **more}

    @classmethod
    def index(cls, name, partition_key, *, sort_key=None, projection="ALL", throughput=None):
        schema = [{"AttributeName": partition_key, "KeyType": "HASH"}]
        if sort_key:
            schema.append({"AttributeName": sort_key, "KeyType": "RANGE"})
        made = {
            "IndexName": name,
            "KeySchema": schema,
            "Projection": {"ProjectionType": projection},
        }
        return made | ({"ProvisionedThroughput": cls.units(*throughput)} if throughput else {})


@pytest.fixture
def make():
    return Make


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def control(clock):
    return Control(clock)


@pytest.fixture
def things(control):
    control.create()
    return control


@pytest.fixture
def refused():
    """What an operation is refused with: the code and the message."""

    def refuse(call, *arguments, **parameters):
        with pytest.raises(ServiceError) as caught:
            call(*arguments, **parameters)
        return caught.value.code, caught.value.message

    return refuse
