"""The sizes and the consumed capacity of items, counted once more and by nothing of the project's.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html and, for
indexes, .../GSI.html and .../LSI.html.
"""

from collections import defaultdict
from decimal import Decimal
from math import ceil


def canonical(value):
    """A wire value so that two are equal where DynamoDB holds them for equal."""
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return kind, Decimal(content)
        case "NS":
            return kind, frozenset(map(Decimal, content))
        case "SS" | "BS":
            return kind, frozenset(content)
        case "L":
            return kind, tuple(map(canonical, content))
        case "M":
            return kind, frozenset((name, canonical(each)) for name, each in content.items())
    return kind, content


def same(one, other):
    """Whether two items, or their absence, are equal."""
    if one is None or other is None:
        return one is other
    return {name: canonical(value) for name, value in one.items()} == {
        name: canonical(value) for name, value in other.items()
    }


def frozen(item):
    """An item as a member of a set."""
    return frozenset((name, canonical(value)) for name, value in item.items())


def number_bytes(text):
    sign, digits, exponent = Decimal(text).normalize().as_tuple()
    if digits == (0,):
        return 1
    if exponent % 2:  # pairs of digits stand at even exponents
        digits, exponent = (*digits, 0), exponent - 1
    return min(21, 1 + ceil(len(digits) / 2) + sign)


def value_bytes(value):
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return number_bytes(content)
        case "B":
            return len(content)
        case "BOOL" | "NULL":
            return 1
        case "SS" | "NS" | "BS":
            return sum(value_bytes({kind[0]: each}) for each in content)
        case "L":
            return 3 + sum(1 + value_bytes(each) for each in content)
    return 3 + sum(1 + len(name.encode()) + value_bytes(each) for name, each in content.items())


def item_bytes(item):
    """The size of an item; of an absent one it is 0."""
    return sum(len(name.encode()) + value_bytes(each) for name, each in (item or {}).items())


def write_units(size_bytes):
    return float(max(1, ceil(size_bytes / 1024)))


def read_units(size_bytes, factor):
    return max(1, ceil(size_bytes / 4096)) * factor


def arm_units(index, old, new):
    """What a write takes on an index; None where it does not touch it."""
    before, after = index.entry(old), index.entry(new)
    if before is None and after is None:
        return None
    if before is None or after is None:
        return write_units(item_bytes(before or after))
    sizes = [write_units(item_bytes(before)), write_units(item_bytes(after))]
    if index.key_of(before) != index.key_of(after):
        return sum(sizes)
    return None if same(before, after) else max(sizes)


def written(table, changes, *, transactional=False):
    """The ConsumedCapacity, in INDEXES mode, of changing items of one table from old to new."""
    own, arms = 0.0, {"GlobalSecondaryIndexes": defaultdict(float), "LocalSecondaryIndexes": {}}
    arms["LocalSecondaryIndexes"] = defaultdict(float)
    for old, new in changes:
        own += write_units(max(item_bytes(old), item_bytes(new))) * (2 if transactional else 1)
        for index in table.indexes.values():
            units = arm_units(index, old, new)
            if units is not None:
                arms[index.kind][index.name] += units
    return shown(table.name, own, arms, "WriteCapacityUnits" if transactional else None)


def shown(name, own, arms=None, split=None):
    """ConsumedCapacity as INDEXES has it; `split` is the second name that transactions give units."""

    def units(amount):
        return {"CapacityUnits": amount} | ({split: amount} if split else {})

    arms = {kind: found for kind, found in (arms or {}).items() if found}
    total = own + sum(sum(found.values()) for found in arms.values())
    by_kind = {
        kind: {index: units(amount) for index, amount in found.items()}
        for kind, found in arms.items()
    }
    return {"TableName": name, **units(total), "Table": units(own), **by_kind}


def page_read(table, index, examined, factor):
    """The ConsumedCapacity of a page of a Query or Scan that examined these items."""
    units = read_units(sum(map(item_bytes, examined)), factor)
    if index is None:
        return shown(table.name, units)
    return shown(table.name, 0.0, {index.kind: {index.name: units}})
