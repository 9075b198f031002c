"""Tables as plain dictionaries, and what may be done with their items, in plain Python."""

from dataclasses import dataclass, field
from decimal import Decimal

from tests.embedded.properties.recount import frozen


class Refused(Exception):  # noqa: N818 - what happens, not what is raised
    """What the model would not do; the code is DynamoDB's."""

    def __init__(self, code="ValidationException"):
        super().__init__(code)
        self.code = code


FAILED = "ConditionalCheckFailedException"


def plain(value):
    """A key value as Python sorts it."""
    ((kind, content),) = value.items()
    return Decimal(content) if kind == "N" else content


@dataclass(kw_only=True, repr=False)
class Index:
    name: str
    kind: str
    partition: tuple
    sort: tuple
    types: dict
    table_key: tuple
    projected: tuple | None  # None is all

    def holds(self, item):
        names = (*self.partition, *self.sort)
        return item is not None and all(self.types[name] in item.get(name, ()) for name in names)

    def entry(self, item):
        if not self.holds(item):
            return None
        if self.projected is None:
            return item
        stored = {*self.table_key, *self.partition, *self.sort, *self.projected}
        return {name: value for name, value in item.items() if name in stored}

    def key_of(self, entry):
        return [plain(entry[name]) for name in (*self.partition, *self.sort)]

    def definition(self):
        kinds = [(self.partition, "HASH"), (self.sort, "RANGE")]
        projection = {"ProjectionType": "ALL"}
        if self.projected is not None:
            projection = {"ProjectionType": "KEYS_ONLY"}
        if self.projected:
            projection = {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(self.projected)}
        return {
            "IndexName": self.name,
            "KeySchema": [
                {"AttributeName": name, "KeyType": kind} for names, kind in kinds for name in names
            ],
            "Projection": projection,
        }


@dataclass(kw_only=True, repr=False)
class Table:
    """A table; `items` are wire items by the values of their keys."""

    name: str
    partition: tuple
    sort: tuple
    types: dict
    indexes: dict = field(default_factory=dict)
    items: dict = field(default_factory=dict)
    dropped: dict = field(default_factory=dict)

    @property
    def key(self):
        return (*self.partition, *self.sort)

    def place(self, item):
        return tuple(plain(item[name]) for name in self.key)

    def key_of(self, item):
        return {name: item[name] for name in self.key}

    def get(self, key):
        return self.items.get(self.place(key))

    def set(self, key, item):
        if item is None:
            self.items.pop(self.place(key), None)
        else:
            self.items[self.place(key)] = item

    def check(self, item):
        """Refuse an item whose index keys are of other types."""
        for index in self.indexes.values():
            for name in (*index.partition, *index.sort):
                if name in item and self.types[name] not in item[name]:
                    raise Refused

    def planned_put(self, item, condition=None):
        self.check(item)
        old = self.get(item)
        require(condition, old)
        return old, item

    def planned_update(self, key, condition, update):
        old = self.get(key)
        require(condition, old)
        new = update.apply(dict(old or key))
        self.check(new)
        return old, new

    def planned_delete(self, key, condition=None):
        old = self.get(key)
        require(condition, old)
        return old, None

    def planned_check(self, key, condition):
        old = self.get(key)
        require(condition, old)
        return old, old

    def entries(self, index):
        """What a read of the table, or of one of its indexes, finds."""
        if index is None:
            return list(self.items.values())
        return [index.entry(item) for item in self.items.values() if index.holds(item)]

    def contents(self):
        return frozenset(map(frozen, self.items.values()))


def require(condition, old):
    if condition is not None and not condition.holds(old or {}):
        raise Refused(FAILED)
