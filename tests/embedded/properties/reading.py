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
from tests.embedded.properties.requests import KEY_VALUES

data = st.data()
RANGES = {
    "<": ("{name} < :low", lambda value, low, _: value < low),
    "<=": ("{name} <= :low", lambda value, low, _: value <= low),
    ">": ("{name} > :low", lambda value, low, _: value > low),
    ">=": ("{name} >= :low", lambda value, low, _: value >= low),
    "=": ("{name} = :low", lambda value, low, _: value == low),
    "between": ("{name} BETWEEN :low AND :high", lambda value, low, high: low <= value <= high),
    "begins_with": ("begins_with({name}, :low)", lambda value, low, _: value.startswith(low)),
}


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

    @rule(data=data, operator=st.sampled_from(sorted(RANGES)))
    def query_range(self, data, operator):
        """A range of a collection, of the table or of an index."""
        sources = [None, *self.table.indexes.values()]
        kinds = "SB" if operator == "begins_with" else "SNB"
        sources = [
            each for each in sources if self.sort_type(each) in kinds and self.table.entries(each)
        ]
        if not sources:
            return
        index = data.draw(st.sampled_from(sources))
        source = index or self.table
        name = source.sort[0]
        known = self.table.entries(index)
        values = [entry[name] for entry in known] + KEY_VALUES[self.table.types[name]][:3]
        low, high = (data.draw(st.sampled_from(values)) for _ in range(2))
        if operator == "begins_with":
            ((kind, content),) = low.items()
            low = {kind: content[:1]}
        if plain(high) < plain(low):
            low, high = high, low
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

    def sort_type(self, index):
        """The type of the first sort-key attribute; X where there is none."""
        sort = (index or self.table).sort
        return self.table.types[sort[0]] if sort else "X"

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
