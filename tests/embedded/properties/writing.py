"""Rules that write."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.embedded.properties.machine import INDEXES, Machine, equals, named
from tests.embedded.properties.model import FAILED, Refused
from tests.embedded.properties.recount import frozen, item_bytes, read_units, same, shown, written
from tests.embedded.properties.requests import attributes, scalars
from tests.embedded.properties.vocabulary import conditions, updates

IN_REASONS = {FAILED: "ConditionalCheckFailed", "ValidationException": "ValidationError"}
data = st.data()


class Writing(Machine):
    """Items are put, updated and deleted, one by one, in batches and in transactions."""

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

    @rule(data=data)
    def amend(self, data):
        """Put an item again, with one attribute changed, or none."""
        if not self.table.items:
            return
        known = sorted(self.table.items, key=repr)
        item = dict(self.table.items[data.draw(st.sampled_from(known))])
        name = data.draw(st.sampled_from([*scalars, "note", None]))
        if name:
            item[name] = data.draw(scalars[name])
        request = {"TableName": "things", "Item": item}
        self.write(lambda: self.table.planned_put(item), self.client.put_item, request)

    @rule(data=data)
    def delete_between_pages(self, data):
        """Reading goes on behind an item that is gone."""
        index = data.draw(st.sampled_from([None, *self.table.indexes.values()]))
        before = self.table.entries(index)
        request = named(index and index.name)
        first = self.client.scan(**request, Limit=1)
        if "LastEvaluatedKey" not in first:
            return
        key = self.table.key_of(first["LastEvaluatedKey"])
        self.client.delete_item(TableName="things", Key=key)
        self.table.set(key, None)
        place = first["LastEvaluatedKey"]
        rest, _ = self.pages(self.client.scan, request, self.limits(), place)
        found = first["Items"] + rest
        assert len(found) == len(before)
        assert frozenset(map(frozen, found)) == frozenset(map(frozen, before))
        source = index or self.table
        request |= equals(place, source.partition)
        rest, _ = self.pages(self.client.query, request, self.limits(), place)
        expected = [
            entry
            for entry in self.table.entries(index)
            if all(same({0: entry[name]}, {0: place[name]}) for name in source.partition)
        ]
        assert len(rest) == len(expected)

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
    def batch(self, data):
        changes, asked = [], []
        for key in self.some_keys(data.draw, 5):
            put = data.draw(st.booleans())
            item = data.draw(attributes()) | key if put else None
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
        request["ClientRequestToken"] = f"token-{self.steps}"
        changes, reasons = [], []
        for _, _, _, plan in actions:
            try:
                changes.append(plan())
                reasons.append("None")
            except Refused as refused:
                reasons.append(IN_REASONS[refused.code])
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
        again = self.client.transact_write_items(**request)
        units = sum(
            2 * read_units(max(item_bytes(old), item_bytes(new)), 1) for old, new in changes
        )
        assert again["ConsumedCapacity"] == [shown("things", units, split="ReadCapacityUnits")]

    def an_action(self, draw, key):
        kind = draw(st.sampled_from(["Put", "Update", "Delete", "ConditionCheck"]))
        condition = draw(conditions.filter(bool) if kind == "ConditionCheck" else conditions)
        asked = condition.request() if condition else {}
        if kind == "Put":
            item = draw(attributes()) | key
            wanted = {"TableName": "things", "Item": item} | asked
            return kind, wanted, key, lambda: self.table.planned_put(item, condition)
        wanted = {"TableName": "things", "Key": key} | asked
        if kind == "Update":
            update = draw(updates(scalars))
            wanted |= merged(update, condition)
            return kind, wanted, key, lambda: self.table.planned_update(key, condition, update)
        plan = self.table.planned_delete if kind == "Delete" else self.table.planned_check
        return kind, wanted, key, lambda: plan(key, condition)


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
