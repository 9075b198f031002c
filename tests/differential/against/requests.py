"""Random operations, drawn from a seed."""

from dataclasses import dataclass, field

from against.errors import KEY, mistakes
from against.expressions import Expressions
from against.values import Values

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")
RETURNS = ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"]


@dataclass(frozen=True)
class Operation:
    """A request, and the items it may write, as `(table, key)`.

    `segments` of a Scan are walked one after the other. `sort_key` is what a Query of an index is
    sorted by; items with the same value may come in any order.
    """

    name: str
    parameters: dict
    touched: list = field(default_factory=list)
    segments: int = 0
    index: str | None = None
    sort_key: str | None = None

    @property
    def is_walk(self):
        """Whether the answer comes in pages."""
        return self.name in ("Query", "Scan")


class Requests:
    """Draws one operation after another."""

    def __init__(self, random, tables):
        self._random = random
        self._tables = tables
        self._values = Values(random)
        self._mistakes = mistakes(tables[0].name)
        self._kinds = {
            self._put: 24,
            self._update: 24,
            self._delete: 7,
            self._get: 8,
            self._query: 20,
            self._scan: 5,
            self._batch_get: 3,
            self._batch_write: 5,
            self._transact_write: 6,
            self._transact_get: 3,
            self._mistake: 8,
        }

    def draw(self):
        """The next operation."""
        ((kind,)) = self._random.choices([*self._kinds], [*self._kinds.values()])
        operation = kind()
        operation.parameters.setdefault("ReturnConsumedCapacity", "INDEXES")
        return operation

    def _table(self):
        (table,) = self._random.choices(self._tables, [8, 1, 1])
        return table

    def _chance(self, share):
        return self._random.random() < share

    def _expressions(self):
        return Expressions(self._random, self._values)

    # Single items

    def _put(self):
        table = self._table()
        item = self._values.item(table)
        action = {"TableName": table.name, "Item": item, **self._conditions(0.3)}
        if self._chance(0.3):
            action["ReturnValues"] = "ALL_OLD"
        return Operation("PutItem", action, [(table, table.key_of(item))])

    def _update(self):
        table = self._table()
        key = self._values.key(table)
        action = {"TableName": table.name, "Key": key, **self._update_expression(0.25, table)}
        action["ReturnValues"] = self._random.choice(RETURNS)
        return Operation("UpdateItem", action, [(table, key)])

    def _delete(self):
        table = self._table()
        key = self._values.key(table)
        action = {"TableName": table.name, "Key": key, **self._conditions(0.3)}
        if self._chance(0.5):
            action["ReturnValues"] = "ALL_OLD"
        return Operation("DeleteItem", action, [(table, key)])

    def _get(self):
        table, expressions = self._table(), self._expressions()
        request = {"TableName": table.name, "Key": self._values.key(table)}
        request["ConsistentRead"] = self._chance(0.5)
        if self._chance(0.4):
            request["ProjectionExpression"] = expressions.projection()
        return Operation("GetItem", request | expressions.parameters())

    def _conditions(self, share):
        if not self._chance(share):
            return {}
        expressions = self._expressions()
        condition = {"ConditionExpression": expressions.condition()}
        if self._chance(0.3):
            condition["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return condition | expressions.parameters()

    def _update_expression(self, share, table):
        expressions = self._expressions()
        update = {"UpdateExpression": expressions.update()}
        if self._chance(share):
            update["ConditionExpression"] = expressions.condition()
        return update | expressions.parameters()

    # Pages

    def _query(self):
        table, expressions = self._table(), self._expressions()
        indexes = {**table.local, **table.global_}
        index = self._random.choice([None, None, *indexes])
        partition_key, sort_key, _ = indexes.get(index, (table.pk, table.sk, None))
        request = {
            "TableName": table.name,
            "KeyConditionExpression": expressions.key_condition(partition_key, sort_key),
            "ScanIndexForward": self._chance(0.6),
            **self._page(expressions, is_whole=index not in table.global_),
        }
        if index:
            request["IndexName"] = index
        if index not in table.global_:
            request["ConsistentRead"] = self._chance(0.5)
        return Operation(
            "Query",
            request | expressions.parameters(),
            index=index,
            sort_key=sort_key,
        )

    def _page(self, expressions, *, is_whole):
        page = {}
        if self._chance(0.4):
            page["Limit"] = self._random.randint(1, 5)
        if self._chance(0.3):
            page["FilterExpression"] = expressions.condition(1)
        roll = self._random.random()
        if roll < 0.2:
            page["ProjectionExpression"] = expressions.projection()
        elif roll < 0.35:
            page["Select"] = "COUNT"
        elif roll < 0.45 and is_whole:
            page["Select"] = "ALL_ATTRIBUTES"
        return page

    def _scan(self):
        table, expressions = self._table(), self._expressions()
        index = self._random.choice([None, None, None, *table.local, *table.global_])
        request = {"TableName": table.name}
        request |= self._page(expressions, is_whole=index not in table.global_)
        if index:
            request["IndexName"] = index
        if index not in table.global_:
            request["ConsistentRead"] = self._chance(0.5)
        segments = self._random.choice([0, 0, 2, 3])
        return Operation("Scan", request | expressions.parameters(), segments=segments, index=index)

    # Many items

    def _keys(self, table, most):
        keys = [self._values.key(table) for _ in range(self._random.randint(1, most))]
        return list({repr(sorted(key.items(), key=str)): key for key in keys}.values())

    def _batch_get(self):
        items = {}
        for table in self._random.sample(self._tables, self._random.randint(1, 2)):
            expressions = self._expressions()
            items[table.name] = {"Keys": self._keys(table, 8)}
            if self._chance(0.3):
                items[table.name]["ProjectionExpression"] = expressions.projection()
                items[table.name] |= expressions.parameters()
            if self._chance(0.5):
                items[table.name]["ConsistentRead"] = True
        return Operation("BatchGetItem", {"RequestItems": items})

    def _batch_write(self):
        requests, touched = {}, []
        for table in self._random.sample(self._tables, self._random.randint(1, 2)):
            keys = self._keys(table, 6)
            requests[table.name] = [self._batch_action(table, key) for key in keys]
            touched += [(table, key) for key in keys]
        return Operation("BatchWriteItem", {"RequestItems": requests}, touched)

    def _batch_action(self, table, key):
        if self._chance(0.3):
            return {"DeleteRequest": {"Key": key}}
        return {"PutRequest": {"Item": self._values.item(table) | key}}

    def _transact_write(self):
        table = self._table()
        keys = self._keys(table, 4)
        actions = [self._transact_action(table, key) for key in keys]
        touched = [(table, key) for key in keys]
        return Operation("TransactWriteItems", {"TransactItems": actions}, touched)

    def _transact_action(self, table, key):
        named = {"TableName": table.name}
        match self._random.randint(0, 3):
            case 0:
                item = self._values.item(table) | key
                return {"Put": {**named, "Item": item, **self._conditions(0.2)}}
            case 1:
                return {"Update": {**named, "Key": key, **self._update_expression(0.2, table)}}
            case 2:
                return {"Delete": {**named, "Key": key, **self._conditions(0.2)}}
        return {"ConditionCheck": {**named, "Key": key, **self._conditions(1)}}

    def _transact_get(self):
        table = self._table()
        gets = []
        for key in self._keys(table, 4):
            expressions = self._expressions()
            get = {"TableName": table.name, "Key": key}
            if self._chance(0.3):
                get["ProjectionExpression"] = expressions.projection()
            gets.append({"Get": get | expressions.parameters()})
        return Operation("TransactGetItems", {"TransactItems": gets})

    def _mistake(self):
        name, parameters = self._random.choice(self._mistakes)
        touched = [(self._tables[0], KEY)] if name in WRITES else []
        return Operation(name, dict(parameters), touched)
