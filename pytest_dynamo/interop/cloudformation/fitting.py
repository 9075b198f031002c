"""From a table as a template declares it to one that our design files hold, the difference named.

The rules are those of https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html.
"""

import re
from dataclasses import replace

from pytest_dynamo.design.values import Index, Provisioned, Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.cloudformation.members import Findings
from pytest_dynamo.interop.cloudformation.nodes import Node, Unresolved, elements
from pytest_dynamo.interop.cloudformation.tables import ReadTable
from pytest_dynamo.interop.cloudformation.template import Template

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}\Z")


def require_key(read: ReadTable, template: Template, findings: Findings) -> None:
    """Raise for a table whose partition key is not known: there is no design without one.

    Raises:
        DynamoError: It is not known.
    """
    if read.table.key.partition_key and not _unresolved_keys(read, findings):
        return
    node = read.resource.properties
    unresolved = _unresolved_keys(read, findings)
    if unresolved:
        found = unresolved[0].value
        place, why = unresolved[0], f"{found} is not known here: {found.why}"
        fix = found.fix
    else:
        place = node.get("KeySchema") or node
        why = "no partition key" if "KeySchema" in place.shown else "no KeySchema"
        fix = "give the table a KeySchema with an element of KeyType HASH"
    raise _error(template, place, why, fix)


def named(read: ReadTable, findings: Findings) -> ReadTable:
    """The table under a name that DynamoDB takes."""
    table, logical_id = read.table, read.resource.logical_id
    if _NAME.match(table.name):
        return read
    spare = logical_id if _NAME.match(logical_id) else f"{_cleaned(logical_id)}-table"
    if read.has_name:
        message = f"'{table.name[:60]}' is no name for a table; '{spare}' is put"
        findings.lose(read.resource.properties, message, member="TableName")
    return replace(read, table=replace(table, name=spare), has_name=False)


def fitted(table: Table, read: ReadTable, findings: Findings) -> Table:
    """The table without what contradicts its billing mode or its regions."""
    node = read.resource.properties
    if table.billing_mode == "PROVISIONED" and table.provisioned is None:
        message = "not known, though the table is provisioned; taken for on demand"
        findings.lose(node, message, member="ProvisionedThroughput")
        table = replace(table, billing_mode="PAY_PER_REQUEST")
    if table.provisioned and table.max_throughput:
        message = "left out: the table is provisioned"
        findings.lose(node, message, member="OnDemandThroughput")
        table = replace(table, max_throughput=None)
    if table.multi_region_consistency and not table.replicas:
        message = "left out: it is for tables with replicas"
        findings.lose(node, message, member="MultiRegionConsistency")
        table = replace(table, multi_region_consistency=None)
    indexes = {
        name: _fitted_index(index, table, node, findings) for name, index in table.indexes.items()
    }
    return replace(table, indexes=indexes)


def _fitted_index(index: Index, table: Table, node: Node, findings: Findings) -> Index:
    if index.kind == "local":
        return index
    place = _index_node(index, node)
    if table.provisioned is None:
        if index.provisioned:
            message = "left out: the table is on demand"
            findings.lose(place, message, member="ProvisionedThroughput")
        return replace(index, provisioned=None)
    if index.max_throughput:
        findings.lose(place, "left out: the table is provisioned", member="OnDemandThroughput")
    if index.provisioned is None:
        message = "not known, though the table is provisioned; that of the table is put"
        findings.lose(place, message, member="ProvisionedThroughput")
    own: Provisioned = index.provisioned or table.provisioned
    return replace(index, provisioned=own, max_throughput=None)


def _index_node(index: Index, node: Node) -> Node:
    for one in elements(node.get("GlobalSecondaryIndexes")):
        name = one.get("IndexName")
        if name is not None and name.value == index.name:
            return one
    return node


def _unresolved_keys(read: ReadTable, findings: Findings) -> list[Node]:
    inside = (*read.resource.properties.shown, "KeySchema")
    return [
        one
        for one in findings.unresolved
        if one.shown[: len(inside)] == inside and isinstance(one.value, Unresolved)
    ] + [one for one in findings.unresolved if one.shown in (inside[:-1], inside[:-2])]


def _error(template: Template, node: Node, why: str, fix: str) -> DynamoError:
    return template.error(node.where, f"{why}\nTo fix this: {fix}", shown=node.shown)


def _cleaned(name: str) -> str:
    return re.sub(r"[^a-zA-Z0-9_.-]", "-", name)[:200] or "unnamed"
