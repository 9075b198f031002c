"""Properties of tables that moto takes and forgets: kept and described, and nothing more."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.wire_types import Request


class _List(NamedTuple):
    """What DescribeTable calls a list, and the name and the status of each of its members."""

    member: str
    name: str
    status: str


_KEPT = (
    "OnDemandThroughput",
    "MultiRegionConsistency",
    "GlobalTableSettingsReplicationMode",
    "DisassociationProtectionEnabled",
)
_LISTS = {
    "ReplicaUpdates": _List("Replicas", "RegionName", "ReplicaStatus"),
    "GlobalTableWitnessUpdates": _List("GlobalTableWitnesses", "RegionName", "WitnessStatus"),
    "VectorIndexUpdates": _List("VectorIndexes", "IndexName", "IndexStatus"),
}


def declare(table: ControlTable, request: Request, indexes: list[Mapping[str, Any]]) -> None:
    """Keep what a request to create or to change a table says of it, and of these indexes."""
    declared = table.declared
    for index in indexes:
        name = index["IndexName"]
        if "OnDemandThroughput" in index:
            kept = {"OnDemandThroughput": index["OnDemandThroughput"]}
            declared.setdefault("ByIndex", {})[name] = kept
        elif "KeySchema" in index:  # a new index, perhaps under the name of one that is gone
            declared.get("ByIndex", {}).pop(name, None)
    declared |= {name: request[name] for name in _KEPT if name in request}
    if "TableClass" in request:
        declared["TableClassSummary"] = {"TableClass": request["TableClass"]}
    updates = {name: request[name] for name in _LISTS if name in request}
    if "VectorIndexes" in request:
        updates["VectorIndexUpdates"] = [{"Create": each} for each in request["VectorIndexes"]]
    for name, changes in updates.items():
        _change(declared, _LISTS[name], changes)


def _change(
    declared: dict[str, Any], described: _List, changes: list[Mapping[str, Mapping[str, Any]]]
) -> None:
    known = {each[described.name]: each for each in declared.get(described.member, ())}
    for change in changes:
        ((kind, given),) = change.items()
        name = given[described.name]
        if kind == "Delete":
            known.pop(name, None)
        else:
            known[name] = {**known.get(name, {}), **given, described.status: "ACTIVE"}
    declared[described.member] = list(known.values())
