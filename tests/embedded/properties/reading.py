"""Rules that read, and what reads of the table and its indexes always find."""

from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.embedded.properties.machine import INDEXES, Machine, equals, named
from tests.embedded.properties.model import plain
from tests.embedded.properties.recount import (
    frozen,
    item_bytes,
    page_read,
    read_units,
    same,
    shown,
)

data = st.data()


class Reading(Machine):
    """Items are read by their keys, by ranges, and all of them."""

    @rule(data=data)
    def read(self, data):
        key, strong = self.a_key(data.draw), data.draw(st.booleans())
        answer = self.client.get_item(TableName="things", Key=key, ConsistentRead=strong, **INDEXES)
        item = self.table.get(key)
        assert same(item, answer.get("Item"))
        units = read_units(item_bytes(item), 1 if strong else 0.5)
        assert answer["ConsumedCapacity"] == shown("things", units)

    @rule(data=data)
    def read_several(self, data):
        keys, strong = self.some_keys(data.draw, 4), data.draw(st.booleans())
        items = [self.table.get(key) for key in keys]
        asked = {"things": {"Keys": keys, "ConsistentRead": strong}}
        answer = self.client.batch_get_item(RequestItems=asked, **INDEXES)
        found = answer["Responses"]["things"]
        assert frozenset(map(frozen, found)) == frozenset(map(frozen, filter(None, items)))
        units = sum(read_units(item_bytes(item), 1 if strong else 0.5) for item in items)
        assert answer["ConsumedCapacity"] == [shown("things", units)]
        gets = [{"Get": {"TableName": "things", "Key": key}} for key in keys]
        answer = self.client.transact_get_items(TransactItems=gets, **INDEXES)
        for item, response in zip(items, answer["Responses"], strict=True):
            assert same(item, response.get("Item"))
        units = sum(read_units(item_bytes(item), 2) for item in items)
        assert answer["ConsumedCapacity"] == [shown("things", units, split="ReadCapacityUnits")]

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
            if index is not None and index.kind == "LocalSecondaryIndexes":
                self.fetch(index, request)

    def fetch(self, index, request):
        """Whole items through an index that has their keys only."""
        answer = self.client.query(**request, Select="ALL_ATTRIBUTES", **INDEXES)
        assert all(same(item, self.table.get(item)) for item in answer["Items"])
        entries = read_units(sum(item_bytes(index.entry(item)) for item in answer["Items"]), 0.5)
        fetched = float(sum(read_units(item_bytes(item), 0.5) for item in answer["Items"]))
        expected = shown("things", fetched, {index.kind: {index.name: entries}})
        assert answer["ConsumedCapacity"] == expected


def is_local(index):
    return index is None or index.kind == "LocalSecondaryIndexes"
