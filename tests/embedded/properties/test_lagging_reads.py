"""Reads that lag behind see the table as it was, whole, and catch up with everything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.embedded import dynamodb

LAG_SECONDS = 5
NOW = 1_800_000_000
INDEX = {
    "IndexName": "by_group",
    "KeySchema": [{"AttributeName": "grp", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}
STRINGS = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "grp", "alt")]
GROUPS = st.sampled_from(["g0", "g1", None])
KEYS = st.tuples(st.sampled_from("ab"), st.sampled_from("01"))

steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), KEYS, GROUPS),
        st.tuples(st.just("delete"), KEYS, st.none()),
        st.tuples(st.just("update"), KEYS, GROUPS),
        st.tuples(st.just("transact"), KEYS, GROUPS),
        st.tuples(st.just("wait"), st.sampled_from([1, 2, 5]), st.none()),
        st.tuples(st.just("expire"), KEYS, st.sampled_from([1, 3])),
        st.tuples(st.just("rebuild"), st.none(), st.none()),
    ),
    max_size=25,
)


class Lagging:
    """A table that lags, and what was in it at each moment of the past."""

    def __init__(self, **options):
        self.now = NOW
        self.items = {}
        self.expiring = {}
        self.past = [(0, frozenset())]
        self.indexed_since = 0
        self.numbers = iter(range(1_000_000))
        self.opened = dynamodb(clock=lambda: self.now, **options)

    def __enter__(self):
        self.embedded = self.opened.__enter__()
        self.client = self.embedded.direct_client()
        self.client.create_table(
            TableName="things",
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=STRINGS,
            GlobalSecondaryIndexes=[INDEX],
            LocalSecondaryIndexes=[
                {
                    "IndexName": "by_alt",
                    "KeySchema": [
                        {"AttributeName": "pk", "KeyType": "HASH"},
                        {"AttributeName": "alt", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        self.client.update_time_to_live(
            TableName="things",
            TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True},
        )
        return self

    def __exit__(self, *error):
        self.opened.__exit__(*error)

    def do(self, kind, key, value):
        if kind == "wait":
            for _ in range(key):
                self.now += 1
                self.client.list_tables()  # what is due expires with any request
                for place in [each for each, at in self.expiring.items() if at < self.now]:
                    self.set(place, None)
        elif kind == "rebuild":
            self.rebuild()
        else:
            self.write(kind, key, value)

    def write(self, kind, place, value):
        key = {"pk": {"S": place[0]}, "sk": {"S": place[1]}}
        if kind == "delete":
            self.client.delete_item(TableName="things", Key=key)
            self.set(place, None)
            return
        number = str(next(self.numbers))
        item = {**key, "alt": {"S": number}}
        if kind == "expire":
            item["expires"] = {"N": str(self.now + value)}
        elif value:
            item["grp"] = {"S": value}
        if kind == "transact":
            put = {"TableName": "things", "Item": item}
            self.client.transact_write_items(TransactItems=[{"Put": put}])
        elif kind == "update":
            self.client.update_item(TableName="things", Key=key, **changing(value, number))
            item = {**self.items.get(place, key), "alt": {"S": number}}
            item.pop("grp", None)
            item |= {"grp": {"S": value}} if value else {}
        else:
            self.client.put_item(TableName="things", Item=item)
        self.set(place, item)

    def set(self, place, item):
        self.items.pop(place, None)
        self.expiring.pop(place, None)
        if item is not None:
            self.items[place] = item
            if "expires" in item:
                self.expiring[place] = int(item["expires"]["N"])
        self.past.append((self.now, as_set(self.items.values())))

    def rebuild(self):
        """Drop the index and create it again."""
        for change in ({"Delete": {"IndexName": "by_group"}}, {"Create": INDEX}):
            self.client.update_table(
                TableName="things",
                AttributeDefinitions=STRINGS if "Create" in change else [],
                GlobalSecondaryIndexUpdates=[change],
            )
        self.indexed_since = self.now
        self.past.append((self.now, as_set(self.items.values())))

    def at(self, seconds):
        """What was in the table at a time."""
        return next(items for time, items in reversed(self.past) if time <= seconds)

    def scan(self, **request):
        return as_set(self.client.scan(TableName="things", **request)["Items"])


def changing(group, number):
    values = {":alt": {"S": number}} | ({":grp": {"S": group}} if group else {})
    text = "SET alt = :alt, grp = :grp" if group else "SET alt = :alt REMOVE grp"
    return {"UpdateExpression": text, "ExpressionAttributeValues": values}


def as_set(items):
    return frozenset(
        frozenset((name, *value.items()) for name, value in item.items()) for item in items
    )


def indexed(items):
    return frozenset(item for item in items if any(name == "grp" for name, _ in item))


@settings(max_examples=60, deadline=None)
@given(steps=steps)
def test_an_index_is_the_table_of_some_seconds_ago(steps):
    with Lagging(index_lag=LAG_SECONDS) as table:
        for step in steps:
            table.do(*step)
            then = table.now - LAG_SECONDS
            expected = frozenset() if then < table.indexed_since else indexed(table.at(then))
            assert table.scan(IndexName="by_group") == expected
            assert table.scan() == table.scan(ConsistentRead=True) == table.at(table.now)
            assert table.scan(IndexName="by_alt") == table.at(table.now)
        table.do("wait", LAG_SECONDS, None)
        assert table.scan(IndexName="by_group") == indexed(table.at(table.now - LAG_SECONDS))
        table.do("wait", LAG_SECONDS, None)
        assert table.scan(IndexName="by_group") == indexed(table.at(table.now))


@settings(max_examples=60, deadline=None)
@given(steps=steps)
def test_a_stale_read_sees_the_table_of_a_second_ago(steps):
    with Lagging(stale_reads=1.0) as table:
        for step in steps:
            table.do(*step)
            ago, now = table.at(table.now - 1), table.at(table.now)
            assert table.scan() == ago
            assert table.scan(IndexName="by_alt") == ago
            assert table.scan(ConsistentRead=True) == now
            assert table.scan(IndexName="by_alt", ConsistentRead=True) == now
            assert table.scan(IndexName="by_group") == indexed(now)
            selected = table.client.execute_statement(Statement='SELECT * FROM "things"')
            assert as_set(selected["Items"]) == ago
        table.do("wait", 5, None)
        table.do("wait", 5, None)
        assert table.scan() == table.at(table.now)


@settings(max_examples=30, deadline=None)
@given(steps=steps, seed=st.integers(0, 5))
def test_some_stale_reads_see_now_or_a_second_ago_and_nothing_else(steps, seed):
    with Lagging(stale_reads=0.5, index_lag=2, seed=seed) as table:
        for step in steps:
            table.do(*step)
            ago, now = table.at(table.now - 1), table.at(table.now)
            assert table.scan() in (ago, now)
            keys = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk in "ab" for sk in "01"]
            asked = {"things": {"Keys": keys}}
            found = table.client.batch_get_item(RequestItems=asked)["Responses"]["things"]
            assert as_set(found) <= ago | now
            gets = [{"Get": {"TableName": "things", "Key": key}} for key in keys]
            found = table.client.transact_get_items(TransactItems=gets)["Responses"]
            assert as_set(each["Item"] for each in found if each) == now


@pytest.mark.parametrize("waits", [0, LAG_SECONDS])
def test_a_restored_table_loses_nothing_to_the_lag(waits):
    with Lagging(index_lag=LAG_SECONDS) as table:
        for place in [("a", "0"), ("a", "1"), ("b", "0")]:
            table.do("put", place, "g0")
        table.do("wait", waits, None)
        backup = table.client.create_backup(TableName="things", BackupName="backup")
        table.do("delete", ("a", "0"), None)
        table.client.restore_table_from_backup(
            TargetTableName="restored", BackupArn=backup["BackupDetails"]["BackupArn"]
        )
        read = {"TableName": "restored", "IndexName": "by_group"}
        assert table.client.scan(**read)["Count"] == 0
        assert table.client.scan(TableName="restored")["Count"] == 3
        table.do("wait", LAG_SECONDS, None)
        assert table.client.scan(**read)["Count"] == 3


@pytest.mark.parametrize("options", [{"index_lag": LAG_SECONDS}, {"stale_reads": 1.0}])
def test_what_is_late_is_no_part_of_the_request(options):
    with Lagging(**options) as table:
        item = {"pk": {"S": "a"}, "sk": {"S": "0"}, "grp": {"S": "g0"}, "alt": {"S": "0"}}
        table.client.put_item(TableName="things", Item=item)
        before = as_set([item])
        item["grp"]["S"] = item["alt"]["S"] = "changed"
        del item["sk"]
        table.now += LAG_SECONDS
        for index in ("by_group", "by_alt"):
            assert table.scan(IndexName=index) == before
        group = {":g": {"S": "g0"}}
        found = table.client.query(
            TableName="things",
            IndexName="by_group",
            KeyConditionExpression="grp = :g",
            ExpressionAttributeValues=group,
        )
        assert found["Count"] == 1


def test_an_index_that_nobody_reads_keeps_no_more_than_is_late():
    with Lagging(index_lag=LAG_SECONDS) as table:
        for _ in range(100):
            table.now += 1
            table.write("put", ("a", "0"), "g0")
        store = table.embedded._engine._database.tables["things"].store
        assert len(store._indexes["by_group"]._late) == LAG_SECONDS
