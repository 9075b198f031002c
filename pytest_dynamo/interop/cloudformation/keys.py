"""Keys, attribute types, indexes and projections of a table resource."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pytest_dynamo.design.values import AttributeType, Index, IndexKind, KeySchema, Projection
from pytest_dynamo.interop.cloudformation.capacity import Throughput
from pytest_dynamo.interop.cloudformation.members import Findings, Members
from pytest_dynamo.interop.cloudformation.nodes import Node
from pytest_dynamo.interop.cloudformation.switches import insights_of

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
LONGEST_NAME = 255
_TYPES: Mapping[str, AttributeType] = {"S": "S", "N": "N", "B": "B"}
_PROJECTIONS: Mapping[str, Literal["ALL", "KEYS_ONLY", "INCLUDE"]] = {
    "ALL": "ALL",
    "KEYS_ONLY": "KEYS_ONLY",
    "INCLUDE": "INCLUDE",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadIndex:
    """An index and what is said of its throughput, which its table's billing mode judges."""

    index: Index
    throughput: Throughput
    node: Node


def key_of(members: Members) -> KeySchema:
    """The key of a table or index; without a partition key where none of it is known."""
    parts: dict[str, list[str]] = {"HASH": [], "RANGE": []}
    for node in members.listed("KeySchema"):
        element = Members(node, members.findings)
        kind = element.choice("KeyType", ("HASH", "RANGE"))
        name = element.text("AttributeName", least=1, most=LONGEST_NAME)
        element.lose_rest()
        if kind and name:
            parts[kind].append(name)
    return KeySchema(partition_key=tuple(parts["HASH"]), sort_key=tuple(parts["RANGE"]))


def types_of(members: Members) -> dict[str, tuple[AttributeType, Node]]:
    """The declared types of attributes, and where they stand."""
    found: dict[str, tuple[AttributeType, Node]] = {}
    for node in members.listed("AttributeDefinitions"):
        definition = Members(node, members.findings)
        name = definition.text("AttributeName", least=1, most=LONGEST_NAME)
        kind = definition.choice("AttributeType", tuple(_TYPES))
        definition.lose_rest()
        if name and kind:
            found[name] = _TYPES[kind], node
    return found


def key_types(
    declared: Mapping[str, tuple[AttributeType, Node]],
    keys: list[KeySchema],
    properties: Node,
    findings: Findings,
) -> dict[str, AttributeType]:
    """The types of key attributes, and of no others."""
    names = dict.fromkeys(name for key in keys for name in key.attributes)
    for name in names:
        if name not in declared:
            message = f"no type of '{name}', which is in a key; taken for text, S"
            findings.lose(properties, message, member="AttributeDefinitions")
    for name, (_, node) in declared.items():
        if name not in names:
            message = f"'{name}' is in no key, and DynamoDB takes definitions of key attributes only; left out"
            findings.lose(node, message)
    return {name: declared[name][0] if name in declared else "S" for name in names}


def indexes_of(
    members: Members, table: KeySchema, of_replica: Mapping[str, Members]
) -> list[ReadIndex]:
    """The indexes of a table; `of_replica` is what a global table says of them for one region."""
    found: list[ReadIndex] = []
    for kind, name in _KINDS.items():
        for node in members.listed(name):
            one = _index(Members(node, members.findings), kind, table, of_replica)
            if one is None:
                continue
            if one.index.name in {each.index.name for each in found}:
                members.findings.lose(node, f"left out: '{one.index.name}' is there already")
                continue
            found.append(one)
    for name, rest in of_replica.items():
        if rest.node is not None and name not in {each.index.name for each in found}:
            members.findings.lose(rest.node, f"left out: no index '{name}' of the table")
    return found


_KINDS: Mapping[IndexKind, str] = {
    "global": "GlobalSecondaryIndexes",
    "local": "LocalSecondaryIndexes",
}


def _index(
    members: Members, kind: IndexKind, table: KeySchema, of_replica: Mapping[str, Members]
) -> ReadIndex | None:
    name = members.text("IndexName")
    key = key_of(members)
    if members.node is None or not isinstance(members.node.value, dict):
        return None
    if not name or not key.partition_key:
        lacks = "name" if not name else "partition key"
        members.findings.lose(members.node, f"left out: the {lacks} of an index is not known")
        return None
    replica = of_replica.get(name, Members(None, members.findings))
    throughput, mode = Throughput(), None
    if kind == "global":
        throughput = Throughput.of(members, replica)
        mode = insights_of(members) or insights_of(replica)
        replica.lose_rest()
    index = Index(
        name=name,
        kind=kind,
        key=key if kind == "global" else _local_key(key, table, members),
        projection=_projection(members.members("Projection")),
        contributor_insights=mode,
    )
    members.lose_rest()
    return ReadIndex(index=index, throughput=throughput, node=members.node)


def _local_key(key: KeySchema, table: KeySchema, members: Members) -> KeySchema:
    """A local index has its table's partition key, whatever is written."""
    if key.partition_key != table.partition_key and members.node is not None:
        message = f"a local index has its table's partition key, {', '.join(table.partition_key)}"
        members.findings.lose(members.node, message, member="KeySchema")
    return KeySchema(partition_key=table.partition_key, sort_key=key.sort_key)


def _projection(members: Members) -> Projection:
    kind = _PROJECTIONS.get(members.choice("ProjectionType", tuple(_PROJECTIONS)) or "", "ALL")
    nodes = members.listed("NonKeyAttributes")
    names = tuple(dict.fromkeys(str(one.value) for one in nodes if _is_name(one, members.findings)))
    members.lose_rest()
    if kind == "INCLUDE" and not names and members.node is not None:
        members.findings.lose(members.node, "INCLUDE of nothing; KEYS_ONLY is put")
        return Projection(kind="KEYS_ONLY")
    if kind != "INCLUDE" and names and members.node is not None:
        message = f"left out: with {kind} no attributes are listed"
        members.findings.lose(members.node, message, member="NonKeyAttributes")
    return Projection(kind=kind, attributes=names if kind == "INCLUDE" else ())


def _is_name(node: Node, findings: Findings) -> bool:
    if isinstance(node.value, str) and 1 <= len(node.value) <= LONGEST_NAME:
        return True
    findings.lose(node, "left out: no name of an attribute")
    return False
