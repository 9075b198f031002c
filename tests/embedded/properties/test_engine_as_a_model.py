"""Whatever is done in whatever order, the engine holds what plain dictionaries hold."""

from contextlib import contextmanager
from itertools import pairwise

import pytest
from botocore.exceptions import ClientError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from pytest_dynamo.embedded import dynamodb
from tests.embedded.properties.model import FAILED, Refused, plain
from tests.embedded.properties.recount import (
    frozen,
    item_bytes,
    page_read,
    read_units,
    same,
    shown,
    written,
)
from tests.embedded.properties.requests import (
    KEY_VALUES,
    NOW,
    arn,
    attributes,
    creation,
    definitions,
    refusals,
    scalars,
    scalars_of,
    tables,
)
from tests.embedded.properties.vocabulary import conditions, updates

INDEXES = {"ReturnConsumedCapacity": "INDEXES"}
data = st.data()
codes = {FAILED: "ConditionalCheckFailed", "ValidationException": "ValidationError"}

RANGES = {
    "<": ("{name} < :low", lambda value, low, _: value < low),
    "<=": ("{name} <= :low", lambda value, low, _: value <= low),
    ">": ("{name} > :low", lambda value, low, _: value > low),
    ">=": ("{name} >= :low", lambda value, low, _: value >= low),
    "=": ("{name} = :low", lambda value, low, _: value == low),
    "between": ("{name} BETWEEN :low AND :high", lambda value, low, high: low <= value <= high),
    "begins_with": ("begins_with({name}, :low)", lambda value, low, _: value.startswith(low)),
}


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
        if known and draw(st.booleans()):
            return self.table.key_of(self.table.items[draw(st.sampled_from(known))])
        return {
            name: draw(st.sampled_from(KEY_VALUES[self.table.types[name]]))
            for name in self.table.key
        }

    def an_item(self, draw):
        return draw(attributes) | self.a_key(draw)

    def some_keys(self, draw, most):
        keys = [self.a_key(draw) for _ in range(draw(st.integers(1, most)))]
        return list({self.table.place(key): key for key in keys}.values())

    def a_name(self, draw):
        return draw(st.sampled_from(["things", arn("things")]))

    # How it is compared

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

    # Single items

    @rule(data=data, condition=conditions)
    def put(self, data, condition):
        item = self.an_item(data.draw)
        request = {"TableName": self.a_name(data.draw), "Item": item, "ReturnValues": "ALL_OLD"}
        request |= condition.request() if condition else {}
        done = self.write(
            lambda: self.table.planned_put(item, condition), self.client.put_item, request
        )
        if done:
            assert same(done[0], done[2].get("Attributes"))

    @rule(data=data, condition=conditions)
    def delete(self, data, condition):
        key = self.a_key(data.draw)
        request = {"TableName": "things", "Key": key, "ReturnValues": "ALL_OLD"}
        request |= condition.request() if condition else {}
        done = self.write(
            lambda: self.table.planned_delete(key, condition), self.client.delete_item, request, key
        )
        if done:
            assert same(done[0], done[2].get("Attributes"))

    @rule(data=data, condition=conditions, update=updates(scalars))
    def update(self, data, condition, update):
        key = self.a_key(data.draw)
        kind = data.draw(st.sampled_from(["ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]))
        kind = kind if update.writes else "ALL_NEW"
        request = {"TableName": "things", "Key": key, "ReturnValues": kind}
        done = self.write(
            lambda: self.table.planned_update(key, condition, update),
            self.client.update_item,
            request | merged(update, condition),
        )
        if done:
            old, new, answer = done
            shown_item = (old if kind.endswith("OLD") else new) or {}
            if kind.startswith("UPDATED"):
                shown_item = {n: v for n, v in shown_item.items() if n in update.writes}
            assert same(shown_item, answer.get("Attributes", {}))

    @rule(data=data)
    def read(self, data):
        key, strong = self.a_key(data.draw), data.draw(st.booleans())
        answer = self.client.get_item(
            TableName="things", Key=key, ConsistentRead=strong, **INDEXES
        )
        item = self.table.get(key)
        assert same(item, answer.get("Item"))
        units = read_units(item_bytes(item), 1 if strong else 0.5)
        assert answer["ConsumedCapacity"] == shown("things", units)

    # Several items

    @rule(data=data)
    def batch(self, data):
        changes, asked = [], []
        for key in self.some_keys(data.draw, 5):
            put = data.draw(st.booleans())
            item = data.draw(attributes) | key if put else None
            changes.append((key, self.table.get(key), item))
            asked.append({"PutRequest": {"Item": item}} if put else {"DeleteRequest": {"Key": key}})
        request = {"RequestItems": {"things": asked}} | INDEXES
        try:
            for _, _, item in changes:
                self.table.check(item or {})
        except Refused:
            with self.refused("ValidationException"):
                self.client.batch_write_item(**request)
            return
        answer = self.client.batch_write_item(**request)
        pairs = [(old, new) for _, old, new in changes]
        assert answer["ConsumedCapacity"] == [written(self.table, pairs)]
        assert answer["UnprocessedItems"] == {}
        for key, _, item in changes:
            self.table.set(key, item)

    @rule(data=data)
    def transact(self, data):
        actions = [self.an_action(data.draw, key) for key in self.some_keys(data.draw, 4)]
        request = {"TransactItems": [{kind: wanted} for kind, wanted, _, _ in actions]} | INDEXES
        changes, reasons = [], []
        for _, _, _, plan in actions:
            try:
                changes.append(plan())
                reasons.append("None")
            except Refused as refused:
                reasons.append(codes[refused.code])
        if len(changes) < len(actions):
            with self.refused("TransactionCanceledException") as error:
                self.client.transact_write_items(**request)
            told = error.value.response["CancellationReasons"]
            assert [reason["Code"] for reason in told] == reasons
            return
        answer = self.client.transact_write_items(**request)
        assert answer["ConsumedCapacity"] == [written(self.table, changes, transactional=True)]
        for (_, _, key, _), (_, new) in zip(actions, changes, strict=True):
            self.table.set(key, new)

    def an_action(self, draw, key):
        kind = draw(st.sampled_from(["Put", "Update", "Delete", "ConditionCheck"]))
        condition = draw(conditions.filter(bool) if kind == "ConditionCheck" else conditions)
        asked = condition.request() if condition else {}
        if kind == "Put":
            item = draw(attributes) | key
            wanted = {"TableName": "things", "Item": item} | asked
            return kind, wanted, key, lambda: self.table.planned_put(item, condition)
        wanted = {"TableName": "things", "Key": key} | asked
        if kind == "Update":
            update = draw(updates(scalars))
            wanted |= merged(update, condition)
            return kind, wanted, key, lambda: self.table.planned_update(key, condition, update)
        plan = self.table.planned_delete if kind == "Delete" else self.table.planned_check
        return kind, wanted, key, lambda: plan(key, condition)

    # PartiQL

    @rule(data=data)
    def insert(self, data):
        item = self.an_item(data.draw)
        members = ", ".join(f"'{name}': ?" for name in item)
        request = {
            "Statement": f'INSERT INTO "things" VALUE {{{members}}}',
            "Parameters": list(item.values()),
        }

        def plan():
            self.table.check(item)
            if self.table.get(item):
                raise Refused("DuplicateItemException")
            return None, item

        self.write(plan, self.client.execute_statement, request)

    @rule(data=data, name=st.sampled_from(sorted(scalars)))
    def update_by_statement(self, data, name):
        key, value = self.a_key(data.draw), data.draw(scalars[name])
        where = " AND ".join(f"{each} = ?" for each in key)
        request = {
            "Statement": f'UPDATE "things" SET {name} = ? WHERE {where} RETURNING ALL NEW *',
            "Parameters": [value, *key.values()],
        }

        def plan():
            old = self.table.get(key)
            new = {**(old or key), name: value}
            if old is None:
                raise Refused(FAILED)
            self.table.check(new)
            return old, new

        done = self.write(plan, self.client.execute_statement, request)
        if done:
            assert same(done[1], done[2]["Items"][0])

    @rule(data=data)
    def delete_by_statement(self, data):
        key = self.a_key(data.draw)
        where = " AND ".join(f"{each} = ?" for each in key)
        request = {
            "Statement": f'DELETE FROM "things" WHERE {where}',
            "Parameters": list(key.values()),
        }
        done = self.write(
            lambda: self.table.planned_delete(key), self.client.execute_statement, request, key
        )
        assert done

    # Time, indexes, backups, and what is refused

    @rule(seconds=st.sampled_from([1, 29, 31, 60]))
    def pass_time(self, seconds):
        self.now += seconds

    @rule(data=data)
    def fail(self, data):
        operation, request, code = data.draw(
            st.sampled_from(refusals(self.table, self.a_key(data.draw)))
        )
        with self.refused(code):
            getattr(self.client, operation)(**request)

    @precondition(lambda self: len(self.table.indexes) > len(self.table.dropped))
    @rule(name=st.sampled_from(["by_group", "sparse"]))
    def drop_or_add_index(self, name):
        table = self.table
        if name in table.indexes:
            table.dropped[name] = table.indexes.pop(name)
            change = {"Delete": {"IndexName": name}}
            attribute_types = {}
        else:
            index = table.indexes[name] = table.dropped.pop(name)
            change = {"Create": index.definition()}
            used = [*table.key]
            for each in table.indexes.values():
                used += [*each.partition, *each.sort]
            attribute_types = {"AttributeDefinitions": definitions(table, used)}
        self.client.update_table(
            TableName="things", GlobalSecondaryIndexUpdates=[change], **attribute_types
        )

    @rule()
    def back_up_and_restore(self):
        backup = self.client.create_backup(TableName="things", BackupName="backup")
        restored = "restored"
        self.client.restore_table_from_backup(
            TargetTableName=restored, BackupArn=backup["BackupDetails"]["BackupArn"]
        )
        for name in (None, *self.table.indexes):
            ours = self.pages(self.client.scan, named(name, "things"), [100])
            theirs = self.pages(self.client.scan, named(name, restored), [100])
            assert ours[0] == theirs[0]
        self.client.delete_table(TableName=restored)

    # What is always so

    def pages(self, operation, request, limits):
        """All items of a Query or Scan, page by page, and what each page consumed."""
        items, consumed, start = [], [], {}
        while True:
            limit = limits[len(consumed) % len(limits)]
            answer = operation(**request, Limit=limit, **start, **INDEXES)
            items += answer["Items"]
            consumed.append((answer["Items"], answer["ConsumedCapacity"]))
            if "LastEvaluatedKey" not in answer:
                return items, consumed
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

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

    def scan(self, index):
        request = named(index and index.name)
        expected = self.table.entries(index)
        whole, pages = self.pages(self.client.scan, request, self.limits())
        assert len(whole) == len(expected)
        assert frozenset(map(frozen, whole)) == frozenset(map(frozen, expected))
        for items, consumed in pages:
            assert consumed == page_read(self.table, index, items, 0.5)
        total = 1 + self.steps % 5
        joined = []
        for segment in range(total):
            part = request | {"TotalSegments": total, "Segment": segment}
            joined += self.pages(self.client.scan, part, self.limits())[0]
        assert joined == whole

    def query(self, index):
        source = index or self.table
        partitions = {}
        for entry in self.table.entries(index):
            place = tuple(plain(entry[name]) for name in source.partition)
            partitions.setdefault(place, []).append(entry)
        for expected in partitions.values():
            request = named(index and index.name) | equals(expected[0], source.partition)
            strong = {"ConsistentRead": bool(self.steps % 2)} if is_local(index) else {}
            forward, pages = self.pages(self.client.query, request | strong, self.limits())
            sorting = [[plain(item[name]) for name in source.sort] for item in forward]
            assert all(one <= other for one, other in pairwise(sorting))
            assert len(forward) == len(expected)
            assert frozenset(map(frozen, forward)) == frozenset(map(frozen, expected))
            for items, consumed in pages:
                factor = 1 if strong.get("ConsistentRead") else 0.5
                assert consumed == page_read(self.table, index, items, factor)
            request |= {"ScanIndexForward": False}
            backward, _ = self.pages(self.client.query, request, self.limits())
            assert backward == forward[::-1]

    def limits(self):
        return [1 + self.steps % 3, 1 + self.steps % 4, 50]

    @rule(data=data, operator=st.sampled_from(sorted(RANGES)))
    def query_range(self, data, operator):
        """A range of a collection, of the table or of an index."""
        sources = [None, *self.table.indexes.values()]
        sources = [each for each in sources if (each or self.table).sort]
        if not sources:
            return
        index = data.draw(st.sampled_from(sources))
        source = index or self.table
        name = source.sort[0]
        values = KEY_VALUES[self.table.types[name]] + [
            each for each in scalars_of(name) if self.table.types[name] in each
        ]
        low, high = (data.draw(st.sampled_from(values)) for _ in range(2))
        if operator == "begins_with" and self.table.types[name] == "N":
            return
        if plain(high) < plain(low):
            low, high = high, low
        known = self.table.entries(index)
        if not known:
            return
        one = data.draw(st.sampled_from(known))
        text, holds = RANGES[operator]
        request = named(index and index.name) | equals(one, source.partition)
        request["KeyConditionExpression"] += f" AND {text.format(name=name)}"
        request["ExpressionAttributeValues"][":low"] = low
        if ":high" in text:
            request["ExpressionAttributeValues"][":high"] = high
        expected = [
            entry
            for entry in known
            if all(entry[each] == one[each] for each in source.partition)
            and holds(plain(entry[name]), plain(low), plain(high))
        ]
        request["ScanIndexForward"] = data.draw(st.booleans())
        found, _ = self.pages(self.client.query, request, self.limits())
        assert len(found) == len(expected)
        assert frozenset(map(frozen, found)) == frozenset(map(frozen, expected))


def is_local(index):
    return index is None or index.kind == "LocalSecondaryIndexes"


def equals(item, names):
    """A key condition that these attributes are as in an item."""
    return {
        "KeyConditionExpression": " AND ".join(f"{name} = :{name}" for name in names),
        "ExpressionAttributeValues": {f":{name}": item[name] for name in names},
    }


def apply(records, replica, table):
    """Do what stream records say to a dictionary of items."""
    for record in records:
        images = record["dynamodb"]
        place = table.place(images["Keys"])
        assert same(replica.get(place), images.get("OldImage"))
        kind = {(False, True): "INSERT", (True, True): "MODIFY", (True, False): "REMOVE"}
        assert record["eventName"] == kind["OldImage" in images, "NewImage" in images]
        if "NewImage" in images:
            replica[place] = images["NewImage"]
        else:
            del replica[place]


def merged(update, condition):
    """The members of a request that has an update and perhaps a condition."""
    request = update.request()
    if condition:
        asked = condition.request()
        values = request.get("ExpressionAttributeValues", {}) | asked.get(
            "ExpressionAttributeValues", {}
        )
        request |= asked | ({"ExpressionAttributeValues": values} if values else {})
    return request


def named(index, table="things"):
    return {"TableName": table} | ({"IndexName": index} if index else {})


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
