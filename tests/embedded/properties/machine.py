"""An engine and the model beside it, what both are given, and how they are compared."""

from contextlib import contextmanager

import pytest
from botocore.exceptions import ClientError
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from pytest_dynamo.embedded import dynamodb
from tests.embedded.properties.model import Refused, plain
from tests.embedded.properties.recount import frozen, item_bytes, same, written
from tests.embedded.properties.requests import KEY_VALUES, NOW, arn, attributes, creation, tables

INDEXES = {"ReturnConsumedCapacity": "INDEXES"}


class Machine(RuleBasedStateMachine):
    """The rules do the same to the engine and to the model, and compare what each answers."""

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.opened = dynamodb(clock=lambda: self.now)
        self.embedded = self.opened.__enter__()
        self.client = self.embedded.direct_client()
        self.streams = self.embedded.streams_client()
        self.replica = {}
        self.steps = self.expired = 0

    def teardown(self):
        self.opened.__exit__(None, None, None)

    @initialize(table=tables())
    def create(self, table):
        self.table = table
        self.client.create_table(**creation(table))
        self.client.update_time_to_live(
            TableName="things",
            TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True},
        )
        (stream,) = self.streams.list_streams(TableName="things")["Streams"]
        shards = self.streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]
        self.shard = {
            "StreamArn": stream["StreamArn"],
            "ShardId": shards["Shards"][0]["ShardId"],
            "ShardIteratorType": "TRIM_HORIZON",
        }
        self.iterator = self.streams.get_shard_iterator(**self.shard)["ShardIterator"]

    # What is drawn

    def a_key(self, draw):
        known = sorted(self.table.items, key=repr)
        if known and draw(st.integers(0, 2)):
            return self.table.key_of(self.table.items[draw(st.sampled_from(known))])
        values = {name: KEY_VALUES[self.table.types[name]] for name in self.table.key}
        if self.table.sort:  # few collections, so that there are large ones
            values["pk"] = values["pk"][:2]
        return {name: draw(st.sampled_from(each)) for name, each in values.items()}

    def an_item(self, draw):
        return draw(attributes()) | self.a_key(draw)

    def some_keys(self, draw, most):
        keys = [self.a_key(draw) for _ in range(draw(st.integers(1, most)))]
        return list({self.table.place(key): key for key in keys}.values())

    def a_name(self, draw):
        return draw(st.sampled_from(["things", arn("things")]))

    # How they are compared

    @contextmanager
    def refused(self, code):
        with pytest.raises(ClientError) as error:
            yield error
        assert error.value.response["Error"]["Code"] == code

    def write(self, plan, operation, request, key=None):
        """One write on both sides; its old and new item where it was done."""
        request |= INDEXES
        try:
            old, new = plan()
        except Refused as refused:
            with self.refused(refused.code):
                operation(**request)
            return None
        answer = operation(**request)
        consumed = written(self.table, [(old, new)])
        assert answer["ConsumedCapacity"] == consumed | {
            "TableName": request.get("TableName", "things")
        }
        self.table.set(new or old or key, new)
        return old, new, answer

    def pages(self, operation, request, limits, start=None):
        """All items of a Query or Scan, page by page, and what each page consumed."""
        items, consumed = [], []
        start = {"ExclusiveStartKey": start} if start else {}
        while True:
            limit = limits[len(consumed) % len(limits)]
            answer = operation(**request, Limit=limit, **start, **INDEXES)
            items += answer["Items"]
            consumed.append((answer["Items"], answer["ConsumedCapacity"]))
            if "LastEvaluatedKey" not in answer:
                return items, consumed
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def limits(self):
        return [1 + self.steps % 3, 1 + self.steps % 4, 50]

    # What is always so

    @invariant()
    def agree(self):
        self.steps += 1
        self.expire()
        self.replay()
        self.count()
        for index in (None, *self.table.indexes.values()):
            self.scan(index)
            self.query(index)

    def expire(self):
        oldest = NOW - 5 * 365 * 86_400
        for item in list(self.table.items.values()):
            if "N" in item.get("expires", {}) and oldest < plain(item["expires"]) < self.now:
                self.table.set(item, None)
                self.expired += 1

    def count(self):
        description = self.client.describe_table(TableName="things")["Table"]
        items = self.table.items.values()
        assert description["ItemCount"] == len(items)
        assert description["TableSizeBytes"] == sum(map(item_bytes, items))
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
            for shown_index in description.get(kind, ()):
                index = self.table.indexes[shown_index["IndexName"]]
                assert shown_index["ItemCount"] == sum(map(index.holds, items))

    def replay(self):
        answer = self.streams.get_records(ShardIterator=self.iterator)
        apply(answer["Records"], self.replica, self.table)
        self.iterator = answer["NextShardIterator"]
        self.expired -= sum("userIdentity" in record for record in answer["Records"])
        assert self.expired == 0
        assert frozenset(map(frozen, self.replica.values())) == self.table.contents()


def apply(records, replica, table):
    """Do what stream records say to a dictionary of items."""
    for record in records:
        images = record["dynamodb"]
        place = table.place(images["Keys"])
        assert same(replica.get(place), images.get("OldImage"))
        assert not same(images.get("OldImage"), images.get("NewImage"))
        kind = {(False, True): "INSERT", (True, True): "MODIFY", (True, False): "REMOVE"}
        assert record["eventName"] == kind["OldImage" in images, "NewImage" in images]
        if "NewImage" in images:
            replica[place] = images["NewImage"]
        else:
            del replica[place]


def named(index, table="things"):
    return {"TableName": table} | ({"IndexName": index} if index else {})


def equals(item, names):
    """A key condition that these attributes are as in an item."""
    return {
        "KeyConditionExpression": " AND ".join(f"{name} = :{name}" for name in names),
        "ExpressionAttributeValues": {f":{name}": item[name] for name in names},
    }
