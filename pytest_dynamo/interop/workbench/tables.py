"""Tables of a model: keys, indexes, billing.

What a model may hold is taken from the models that AWS publishes
(https://github.com/aws-samples/amazon-dynamodb-design-patterns,
https://github.com/aws-samples/aws-dynamodb-examples), since there is no schema of it. Of a local
index none of them has an example; it is read as if it were a global one.
"""

import re
from dataclasses import replace

from pytest_dynamo.design.reading.tables import MAX_LOCAL_INDEXES, MAX_PROJECTED_ATTRIBUTES
from pytest_dynamo.design.values import (
    AttributeType,
    Index,
    IndexKind,
    KeySchema,
    Projection,
    Provisioned,
    Table,
)
from pytest_dynamo.interop.workbench.capacity import read_capacity
from pytest_dynamo.interop.workbench.taking import Members, Notes

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}\Z")
_TYPES: dict[str, AttributeType] = {"S": "S", "N": "N", "B": "B"}
_LONGEST_KEY_NAME = 255


def read_table(model: Members) -> Table:
    """The table of one element of `DataModel`, with its indexes.

    Raises:
        DynamoError: It has no name that DynamoDB takes, or no partition key.
    """
    notes, where = model.notes, model.where
    name = model.text("TableName")
    if not _NAME.match(name):
        message = f"'{name[:60]}' is no name for a table" if name else "is missing"
        remedy = "give the table a name of 3 to 255 letters, digits, '_', '-' and '.'"
        raise notes.error((*where, "TableName"), message, remedy)
    types: dict[str, AttributeType] = {}
    key = _key(model.inside("KeyAttributes"), types)
    if not key.partition_key:
        message = f"table {name} has no partition key"
        remedy = "give PartitionKey an AttributeName, and an AttributeType of S, N or B"
        raise notes.error((*where, "KeyAttributes"), message, remedy)
    table = Table(name=name, key=key, attribute_types=types)
    indexes: dict[str, Index] = {}
    for one in model.each("GlobalSecondaryIndexes"):
        _add_index(one, "global", table, indexes, types)
    for one in model.each("LocalSecondaryIndexes"):
        _add_index(one, "local", table, indexes, types)
    return _with_billing(model, replace(table, indexes=indexes))


def _key(members: Members, types: dict[str, AttributeType]) -> KeySchema:
    """A key; the types of its attributes are added to `types`."""
    partition_key = _key_attribute(members.inside("PartitionKey"), types)
    sort_key = _key_attribute(members.inside("SortKey"), types)
    if sort_key == partition_key and sort_key:
        members.notes.lose(
            (*members.where, "SortKey"), f"'{sort_key}' is the partition key already; left out"
        )
        sort_key = ""
    members.finish()
    return KeySchema(
        partition_key=(partition_key,) if partition_key else (),
        sort_key=(sort_key,) if sort_key else (),
    )


def _key_attribute(members: Members, types: dict[str, AttributeType]) -> str:
    name, kind = members.text("AttributeName"), members.text("AttributeType")
    notes, where = members.notes, members.where
    members.finish()
    if not name and not kind:
        return ""
    if not 1 <= len(name) <= _LONGEST_KEY_NAME:
        message = f"a key attribute has a name of 1 to {_LONGEST_KEY_NAME} characters; left out"
        notes.lose((*where, "AttributeName"), message)
        return ""
    wanted = _TYPES.get(kind)
    if wanted is None:
        notes.lose((*where, "AttributeType"), f"'{kind[:20]}' is no type of a key; read as S")
    before = types.setdefault(name, wanted or "S")
    if wanted and before != wanted:
        message = f"'{name}' is of type {before} elsewhere in the table; {wanted} is left out"
        notes.lose((*where, "AttributeType"), message)
    return name


def _add_index(
    members: Members,
    kind: IndexKind,
    table: Table,
    indexes: dict[str, Index],
    types: dict[str, AttributeType],
) -> None:
    """Read an index into `indexes`; one that DynamoDB would refuse is left out, and that is said."""
    name, added = members.text("IndexName"), dict(types)
    key = _key(members.inside("KeyAttributes"), added)
    if kind == "local" and not key.sort_key and key.partition_key != table.key.partition_key:
        key = KeySchema(partition_key=table.key.partition_key, sort_key=key.partition_key)
    elif kind == "local":
        if key.partition_key not in ((), table.key.partition_key):
            message = "a local index has the partition key of its table; left out"
            members.notes.lose((*members.where, "KeyAttributes", "PartitionKey"), message)
        key = replace(key, partition_key=table.key.partition_key)
    index = Index(name=name, kind=kind, key=key)
    reason = _why_not(index, table, indexes)
    projection = _projection(members.inside("Projection"), index, table, indexes)
    provisioned = None
    if "ProvisionedCapacitySettings" in members and kind == "global":
        provisioned = read_capacity(members.inside("ProvisionedCapacitySettings"))
    members.finish()
    if reason:
        members.notes.lose(members.where, f"{reason}; the index is left out")
        return
    types.update((one, added[one]) for one in index.key.attributes)
    indexes[name] = replace(index, projection=projection, provisioned=provisioned)
    if kind == "local":
        text = "local indexes are in none of the models that AWS publishes; read as a global one is"
        members.notes.remark(("tables", table.name, "indexes", name), text)


def _why_not(index: Index, table: Table, indexes: dict[str, Index]) -> str:
    if not _NAME.match(index.name):
        return f"'{index.name[:60]}' is no name for an index"
    if index.name in indexes:
        return f"there are two indexes '{index.name}'"
    if index.kind == "global":
        return "" if index.key.partition_key else "it has no partition key"
    if not table.key.sort_key:
        return "a table without a sort key takes no local index"
    if not index.key.sort_key or index.key.sort_key == index.key.partition_key:
        return "it has no sort key"
    local = sum(one.kind == "local" for one in indexes.values())
    return f"a table takes {MAX_LOCAL_INDEXES} local ones" if local >= MAX_LOCAL_INDEXES else ""


def _projection(
    members: Members, index: Index, table: Table, indexes: dict[str, Index]
) -> Projection:
    """What an index projects; keys are always projected and must not be listed.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Projection.html
    """
    kind, names = members.text("ProjectionType"), members.texts("NonKeyAttributes")
    notes, where = members.notes, members.where
    members.finish()
    if kind not in ("ALL", "KEYS_ONLY", "INCLUDE"):
        found = f"'{kind[:20]}' is none" if kind else "is missing"
        notes.lose((*where, "ProjectionType"), f"{found}; read as ALL")
        kind = "ALL"
    if kind != "INCLUDE":
        if names:
            message = f"{', '.join(names)}: of no account where {kind} is projected; left out"
            notes.lose((*where, "NonKeyAttributes"), message)
        return Projection(kind="KEYS_ONLY" if kind == "KEYS_ONLY" else "ALL")
    keys = [one for one in names if one in (*table.key.attributes, *index.key.attributes)]
    if keys:
        message = f"{', '.join(keys)}: keys are projected anyway, and must not be listed; left out"
        notes.lose((*where, "NonKeyAttributes"), message)
    kept = tuple(one for one in names if one not in keys and len(one) <= _LONGEST_KEY_NAME)
    so_far = sum(len(one.projection.attributes) for one in indexes.values())
    room = MAX_PROJECTED_ATTRIBUTES - so_far
    if len(kept) > room or len(kept) + len(keys) < len(names):
        message = f"{', '.join(kept[room:])[:200]}: more than DynamoDB projects; left out"
        notes.lose((*where, "NonKeyAttributes"), message)
        kept = kept[:room]
    if kept:
        return Projection(kind="INCLUDE", attributes=kept)
    notes.lose(
        (*where, "ProjectionType"), "INCLUDE without any attribute but keys; read as KEYS_ONLY"
    )
    return Projection(kind="KEYS_ONLY")


def _with_billing(model: Members, table: Table) -> Table:
    mode, path = model.text("BillingMode"), ("tables", table.name, "billing_mode")
    notes, where = model.notes, model.where
    settings = model.inside("ProvisionedCapacitySettings")
    has_settings = bool(settings.names())
    if mode not in ("", "PROVISIONED", "PAY_PER_REQUEST"):
        message = f"'{mode[:40]}' is no billing mode; read as PAY_PER_REQUEST"
        notes.lose((*where, "BillingMode"), message)
    if mode == "":
        notes.remark(path, "assumed; the model says nothing of billing, as version 1.0 did not")
    capacity = read_capacity(settings) if has_settings else None
    if mode == "PROVISIONED":
        if capacity is None:
            capacity = Provisioned(read_capacity_units=5, write_capacity_units=5)
            notes.remark(
                path, "5 units each are assumed, the console's default; the model has none"
            )
        indexes = {
            name: _provisioned(one, table, capacity, notes) for name, one in table.indexes.items()
        }
        return replace(table, billing_mode="PROVISIONED", provisioned=capacity, indexes=indexes)
    if capacity:
        message = "capacity of a table that is on demand; left out"
        notes.lose((*where, "ProvisionedCapacitySettings"), message)
    indexes = {}
    for name, one in table.indexes.items():
        if one.provisioned:
            message = f"capacity of index {name}, whose table is on demand; left out"
            notes.lose((*where, "GlobalSecondaryIndexes"), message)
        indexes[name] = replace(one, provisioned=None)
    return replace(table, indexes=indexes)


def _provisioned(index: Index, table: Table, capacity: Provisioned, notes: Notes) -> Index:
    if index.kind == "local" or index.provisioned:
        return index
    path = ("tables", table.name, "indexes", index.name, "billing_mode")
    notes.remark(path, "assumed to be its table's; a model gives an index none of its own")
    return replace(index, provisioned=capacity)
