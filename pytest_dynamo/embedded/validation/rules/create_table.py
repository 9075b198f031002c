"""Rules of CreateTable.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
"""

from collections.abc import Sequence

from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.validation.rules.control_plane import check_tags
from pytest_dynamo.embedded.validation.rules.key_schemas import (
    check_defined,
    check_global_key,
    check_key_order,
    check_projected_count,
    check_projection,
    check_stream,
    names_of,
)
from pytest_dynamo.embedded.validation.rules.throughput import (
    UNITS_MISSING,
    UNITS_ON_DEMAND,
    check_index_throughput,
    check_units,
)
from pytest_dynamo.embedded.validation.structure.constraints import faulty, missing_member
from pytest_dynamo.embedded.wire_types import Request

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-secondary-indexes
_MOST_LOCAL = 5
MOST_GLOBAL = 20
TOO_MANY_GLOBAL = f"GlobalSecondaryIndex count exceeds the per-table limit of {MOST_GLOBAL}"


def create_table(request: Request) -> None:
    """Check a CreateTable request."""
    if request.get("GlobalTableSourceArn") is not None:
        return
    _check_presence(request)
    _check_billing(request)
    defined = names_of(request["AttributeDefinitions"])
    key_schema = request["KeySchema"]
    _check_key(key_schema, defined)
    local = request.get("LocalSecondaryIndexes")
    global_ = request.get("GlobalSecondaryIndexes")
    if local is None and global_ is None and len(key_schema) != len(defined):
        raise invalid_parameter(
            "Number of attributes in KeySchema does not exactly match number of attributes "
            "defined in AttributeDefinitions"
        )
    names: set[str] = set()
    if local is not None:
        _check_local(local, key_schema, defined, names)
    if global_ is not None:
        _check_global(global_, request, defined, names)
    indexes = [*(local or ()), *(global_ or ())]
    _check_used(key_schema, indexes, defined)
    check_projected_count(indexes)
    check_stream(request.get("StreamSpecification"))
    check_tags(request.get("Tags") or [])


def _check_presence(request: Request) -> None:
    missing = [
        missing_member(name)
        for name in ("AttributeDefinitions", "KeySchema")
        if request.get(name) is None
    ]
    if missing:
        raise faulty(missing)


def _check_billing(request: Request) -> None:
    throughput = request.get("ProvisionedThroughput")
    if request.get("BillingMode") == "PAY_PER_REQUEST":
        if throughput is not None:
            raise invalid_parameter(UNITS_ON_DEMAND)
        return
    if throughput is None:
        raise invalid_parameter(UNITS_MISSING)
    check_units(throughput)


def _check_key(key_schema: Sequence[Request], defined: Sequence[str]) -> None:
    if len(key_schema) > len(defined):
        raise invalid("Invalid KeySchema: Some index key attribute have no definition")
    check_defined(key_schema, defined)
    check_key_order(key_schema)


def _check_local(
    indexes: Sequence[Request],
    table_key: Sequence[Request],
    defined: Sequence[str],
    names: set[str],
) -> None:
    if not indexes:
        raise invalid_parameter("List of LocalSecondaryIndexes is empty")
    if len(table_key) != 2:
        raise invalid_parameter(
            "Table KeySchema does not have a range key, which is required when specifying a "
            "LocalSecondaryIndex"
        )
    for index in indexes:
        key_schema, name = index["KeySchema"], index["IndexName"]
        check_defined(key_schema, defined)
        check_key_order(key_schema)
        if len(key_schema) == 1:
            message = f"Index KeySchema does not have a range key for index: {name}"
            raise invalid_parameter(message)
        ours, theirs = key_schema[0]["AttributeName"], table_key[0]["AttributeName"]
        if ours != theirs:
            message = (
                "Index KeySchema does not have the same leading hash key as table KeySchema for "
                f"index: {name}. index hash key: {ours}, table hash key: {theirs}"
            )
            raise invalid_parameter(message)
        check_projection(index["Projection"])
        _check_name(name, names)
    if len(indexes) > _MOST_LOCAL:
        message = f"Number of LocalSecondaryIndexes exceeds per-table limit of {_MOST_LOCAL}"
        raise invalid_parameter(message)


def _check_global(
    indexes: Sequence[Request], request: Request, defined: Sequence[str], names: set[str]
) -> None:
    if not indexes:
        raise invalid_parameter("List of GlobalSecondaryIndexes is empty")
    on_demand = request.get("BillingMode") == "PAY_PER_REQUEST"
    for index in indexes:
        name = index["IndexName"]
        check_defined(index["KeySchema"], defined)
        check_global_key(index["KeySchema"])
        check_projection(index["Projection"])
        check_index_throughput(index, on_demand=on_demand)
        _check_name(name, names)
    if len(indexes) > MOST_GLOBAL:
        raise invalid_parameter(TOO_MANY_GLOBAL)


def _check_name(name: str, names: set[str]) -> None:
    if name in names:
        message = f"Duplicate index name: {name}"
        raise invalid_parameter(message)
    names.add(name)


def _check_used(
    key_schema: Sequence[Request], indexes: Sequence[Request], defined: Sequence[str]
) -> None:
    used = set(names_of(key_schema))
    for index in indexes:
        used |= set(names_of(index["KeySchema"]))
    if len(used) != len(defined) or used != set(defined):
        message = (
            "Some AttributeDefinitions are not used. AttributeDefinitions: "
            f"[{', '.join(sorted(defined))}], keys used: [{', '.join(sorted(used))}]"
        )
        raise invalid_parameter(message)
